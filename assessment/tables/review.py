"""The review queue as a list."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from assessment.models import Candidacy
from assessment.stages import BY_CODE
from wuhao.tables import ACTIONS, FULL, MomentColumn, PointsColumn, StatusColumn

STAGE_KINDS = {stage.code: stage.tone for stage in BY_CODE.values()}
STAGE_LABELS = {stage.code: stage.name for stage in BY_CODE.values()}


class ReviewTable(tables.Table):
    organization = tables.Column(verbose_name="党组织", attrs=FULL, order_by="organization__name")
    sector = tables.Column(verbose_name="领域", order_by="sector__order")
    town = tables.Column(verbose_name="所在街镇", order_by="town__name", default="—")
    self_points = PointsColumn(verbose_name="自查分")
    handed_in_at = MomentColumn(verbose_name="提交时间")
    stage = StatusColumn(
        verbose_name="状态", kinds=STAGE_KINDS, labels=STAGE_LABELS, order_by="stage_order"
    )
    actions = tables.Column(verbose_name="操作", orderable=False, empty_values=(), attrs=ACTIONS)

    class Meta:
        model = Candidacy
        fields = ["organization", "sector", "town", "self_points", "handed_in_at", "stage"]
        order_by = "handed_in_at"
        empty_text = "没有等待初审的自查表。"

    def render_organization(self, record):
        url = reverse("review_detail", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.organization)

    def render_actions(self, record):
        url = reverse("review_detail", args=[record.pk])
        label = "审核" if record.self_state == "submitted" else "查看"
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">{}</span></a>',
            url,
            label,
            record.organization,
        )
