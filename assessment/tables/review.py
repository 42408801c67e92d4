"""The review queue as a list."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from assessment.models import Candidacy
from assessment.queries.review import NOT_YET, STATES
from wuhao.tables import (
    ACTIONS,
    FULL,
    NOWRAP,
    DueColumn,
    MomentColumn,
    PointsColumn,
    StatusColumn,
    status_tag,
)

DESK_KINDS = {
    "waiting": "warn", "at_work": "info", "returned": "bad", "done": "ok", NOT_YET: "mute"
}  # fmt: skip
DESK_LABELS = {code: label for code, (label, _) in STATES.items()} | {NOT_YET: "未提交"}


class ReviewTable(tables.Table):
    organization = tables.Column(verbose_name="党组织", attrs=FULL, order_by="organization__name")
    sector = tables.Column(verbose_name="领域", order_by="sector__order")
    town = tables.Column(verbose_name="所在街镇", order_by="town__name", default="—")
    self_points = PointsColumn(verbose_name="自查分")
    handed_in_at = MomentColumn(verbose_name="提交时间")
    due = DueColumn(verbose_name="截止")
    decided = tables.Column(verbose_name="已审", attrs=NOWRAP)
    desk = StatusColumn(
        verbose_name="状态", kinds=DESK_KINDS, labels=DESK_LABELS, order_by="stage_order"
    )
    actions = tables.Column(verbose_name="操作", orderable=False, empty_values=(), attrs=ACTIONS)

    class Meta:
        model = Candidacy
        fields = [
            "organization", "sector", "town", "self_points", "handed_in_at", "due", "decided",
            "desk",
        ]  # fmt: skip
        order_by = "handed_in_at"
        empty_text = "没有等待初审的自查表。"

    def render_organization(self, record):
        url = reverse("review_detail", args=[record.pk])
        name = format_html('<a href="{}">{}</a>', url, record.organization)
        if not record.looking:
            return name
        return format_html('{} <span class="muted small">{} 正在审</span>', name, record.looking)

    def render_decided(self, record):
        number = format_html('<span class="num">{} / {}</span>', record.decided, record.items)
        if not record.is_disputed:
            return number
        return format_html("{} {}", number, status_tag("存疑", "bad"))

    def render_actions(self, record):
        url = reverse("review_detail", args=[record.pk])
        label = "审核" if record.self_state == "submitted" else "查看"
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">{}</span></a>',
            url,
            label,
            record.organization,
        )
