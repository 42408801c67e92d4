"""Answers of the joint vetting as a list."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from assessment.models import CLEARANCE_LIFECYCLE, Clearance
from wuhao.tables import ACTIONS, FULL, NOWRAP, StatusColumn
from wuhao.templatetags.formatting import ymd

KINDS = {"pending": "warn", "clear": "ok", "hit": "bad"}


class ClearanceTable(tables.Table):
    """`answers`: ids of the departments for which the reader answers."""

    caption = "联审答复清单"
    organization = tables.Column(
        accessor="candidacy__organization",
        verbose_name="党组织名称",
        attrs=FULL,
        order_by="candidacy__organization__name",
    )
    town = tables.Column(
        accessor="candidacy__town",
        verbose_name="所在街镇",
        order_by="candidacy__town__name",
        default="—",
        attrs=NOWRAP,
    )
    red_line = tables.Column(verbose_name="高压线", order_by="red_line__order", attrs=NOWRAP)
    department = tables.Column(verbose_name="部门", order_by="department__order", attrs=NOWRAP)
    state = StatusColumn(verbose_name="结果", kinds=KINDS, labels=CLEARANCE_LIFECYCLE.states)
    reference = tables.Column(verbose_name="文号", default="—")
    signed_by = tables.Column(verbose_name="签发人", default="—", attrs=NOWRAP)
    signed_on = tables.Column(verbose_name="日期", default="—", attrs=NOWRAP)
    action = tables.Column(verbose_name="操作", orderable=False, empty_values=(), attrs=ACTIONS)

    class Meta:
        model = Clearance
        fields = [
            "organization", "town", "red_line", "department", "state", "reference",
            "signed_by", "signed_on", "action",
        ]  # fmt: skip
        empty_text = "没有符合条件的联审事项。"

    def __init__(self, *args, answers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = set(answers)
        if not self.answers:
            self.columns.hide("action")
        if len(self.answers) == 1:  # then it is the same on every row
            self.columns.hide("department")

    def render_signed_on(self, value):
        return ymd(value)

    def render_action(self, record):
        if record.department_id not in self.answers:
            return ""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">{}：{}</span></a>',
            reverse("clearance_answer", args=[record.pk]),
            "答复" if record.state == "pending" else "更正",
            record.candidacy.organization,
            record.red_line,
        )
