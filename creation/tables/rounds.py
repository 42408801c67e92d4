"""The register of red lines."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html_join

from wuhao.tables import FULL, NOWRAP, WIDE, status_tag


class RedLineTable(tables.Table):
    caption = "高压线清单"
    name = tables.Column(verbose_name="高压线", attrs=FULL, order_by="order")
    about = tables.Column(verbose_name="说明", attrs=WIDE, orderable=False)
    departments = tables.Column(verbose_name="答复部门", attrs=WIDE, orderable=False)
    valid_from = tables.DateColumn(verbose_name="启用日期", format="Y-m-d", attrs=NOWRAP)
    valid_to = tables.DateColumn(verbose_name="停用日期", format="Y-m-d", attrs=NOWRAP)
    rounds = tables.Column(verbose_name="用在", attrs=WIDE, orderable=False, empty_values=())

    class Meta:
        empty_text = "还没有高压线，请系统管理员在后台添加。"

    def __init__(self, *args, uses, **kwargs):
        super().__init__(*args, **kwargs)
        self.uses = uses  # red line → its rows in rounds

    def render_departments(self, value):
        return "、".join(one.name for one in value.all()) or status_tag("没有答复部门", "bad")

    def render_rounds(self, record):
        uses = [
            (reverse("round_detail", args=[one.round.code]), one.round, off(one))
            for one in self.uses[record.pk]
        ]
        return format_html_join("、", '<a href="{}">{}</a>{}', uses) or "—"


def off(use):
    return "" if use.in_force else "（停用）"
