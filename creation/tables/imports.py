"""What came in as files."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from wuhao.tables import BARE, FULL, NUMBER, MomentColumn, status_tag


class BatchTable(tables.Table):
    caption = "导入批次"
    file_name = tables.Column(
        verbose_name="文件",
        attrs=FULL,
        linkify=lambda record: reverse("register_batch", args=[record.register, record.pk]),
    )
    at = MomentColumn(verbose_name="时间")
    by = tables.Column(verbose_name="导入人", default="系统")
    new = tables.Column(verbose_name="新增", attrs=NUMBER)
    updated = tables.Column(verbose_name="更新", attrs=NUMBER)
    unchanged = tables.Column(verbose_name="未变", attrs=NUMBER)
    state = tables.Column(verbose_name="状态", empty_values=(), attrs=BARE, orderable=False)

    class Meta:
        empty_text = "还没有导入过。"

    def __init__(self, *args, register, **kwargs):
        super().__init__(*args, **kwargs)
        self.register = register

    def render_state(self, record):
        return status_tag("已撤销", "mute") if record.undone_at else status_tag("已导入", "ok")


class BatchRowTable(tables.Table):
    caption = "这一批写入的行"
    number = tables.Column(verbose_name="Excel 行号", attrs=NUMBER)
    label = tables.Column(verbose_name="对象", attrs=FULL)
    is_new = tables.Column(verbose_name="处理", attrs=BARE)
    after = tables.Column(verbose_name="内容", orderable=False, empty_values=())

    class Meta:
        empty_text = "这一批没有写入任何行。"

    def __init__(self, rows, *, register, **kwargs):
        super().__init__(rows, **kwargs)
        self.resource = register.resource()
        self.of = {one.attribute: one for one in self.resource.own_columns() if not one.readonly}

    def learn(self):
        """Look up what the shown rows' stored values read as, all at once."""
        shown = [row.record for row in self.paginated_rows]
        for name in self.of:
            self.of[name].widget.learn(
                {
                    self.value(name, cells[name])
                    for one in shown
                    for cells in (one.before, one.after)
                    if name in cells
                }
            )

    def value(self, name, stored):
        return self.resource._meta.model._meta.get_field(name).to_python(stored)

    def text(self, name, stored) -> str:
        return str(self.of[name].widget.render(self.value(name, stored))) or "（空）"

    def render_is_new(self, value):
        return status_tag("新增", "ok") if value else status_tag("更新", "info")

    def render_after(self, record):
        """Of a new row its cells; of a changed one what was and what is, in the file's words."""
        lines = []
        for name, column in self.of.items():
            if name not in record.after:
                continue
            after = self.text(name, record.after[name])
            if not record.is_new:
                after = f"{self.text(name, record.before.get(name))} → {after}"
            if after != "（空）":
                lines.append((column.column_name, after))
        return format_html(
            '<ul class="plain">{}</ul>', format_html_join("", "<li>{}：{}</li>", lines)
        )
