"""Titles and rectifications as lists."""

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from assessment.models import (
    RECTIFICATION_LIFECYCLE,
    TITLE_LIFECYCLE,
    Rectification,
    Title,
)
from wuhao.tables import (
    ACTIONS,
    BARE,
    FULL,
    NOWRAP,
    NUMBER,
    WIDE,
    PointsColumn,
    StatusColumn,
    status_tag,
)
from wuhao.templatetags.formatting import ymd

TITLE_KINDS = {
    "proposed": "info",
    "publicity": "warn",
    "named": "ok",
    "dropped": "mute",
    "revoked": "bad",
}
RECTIFICATION_KINDS = {"open": "warn", "reported": "info", "done": "ok"}


class DayColumn(tables.Column):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, attrs={"td": {"class": "nowrap num"}}, **kwargs)

    def render(self, value):
        return ymd(value)


class _OfCandidacies(tables.Table):
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
    action = tables.Column(verbose_name="操作", orderable=False, empty_values=(), attrs=ACTIONS)

    def render_organization(self, record):
        url = reverse("candidacy_detail", args=[record.candidacy_id])
        return format_html('<a href="{}">{}</a>', url, record.candidacy.organization)

    def _action(self, name, record, label):
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">{}</span></a>',
            reverse(name, args=[record.pk]),
            label,
            record.candidacy.organization,
        )


class TitleTable(_OfCandidacies):
    caption = "命名清单"
    sector = tables.Column(
        accessor="candidacy__sector", verbose_name="领域", order_by="candidacy__sector__order"
    )
    composite = PointsColumn(accessor="evaluation__composite", verbose_name="综合得分")
    state = StatusColumn(verbose_name="状态", kinds=TITLE_KINDS, labels=TITLE_LIFECYCLE.states)
    publicity_from = DayColumn(verbose_name="公示开始", default="—")
    publicity_to = DayColumn(verbose_name="公示截止", default="—")
    named_on = DayColumn(verbose_name="命名日期", default="—")
    unanswered = tables.Column(verbose_name="未处理异议", attrs=NUMBER)

    class Meta:
        model = Title
        fields = [
            "organization", "sector", "town", "composite", "state", "publicity_from",
            "publicity_to", "named_on", "unanswered", "action",
        ]  # fmt: skip
        sequence = fields
        empty_text = "没有符合条件的命名。"

    def render_action(self, record):
        return self._action("title_detail", record, "办理")


class RectificationTable(_OfCandidacies):
    caption = "整改清单"
    problem = tables.Column(verbose_name="问题", orderable=False, attrs=WIDE)
    item = tables.Column(verbose_name="依据条款", orderable=False, default="—", attrs=WIDE)
    due_on = DayColumn(verbose_name="期限")
    owner = tables.Column(verbose_name="责任人", default="—", attrs=NOWRAP)
    state = tables.Column(verbose_name="状态", attrs=BARE)

    class Meta:
        model = Rectification
        fields = ["organization", "town", "problem", "item", "due_on", "owner", "state", "action"]
        sequence = fields
        empty_text = "没有符合条件的整改。"

    def render_state(self, record):
        if record.state == "open" and record.due_on < timezone.localdate():
            return status_tag("整改中，已逾期", "bad")
        name = RECTIFICATION_LIFECYCLE.states[record.state]
        return status_tag(name, RECTIFICATION_KINDS[record.state])

    def render_action(self, record):
        return self._action("rectification_detail", record, "办理")
