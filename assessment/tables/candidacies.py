"""Candidacies as a list."""

import django_tables2 as tables
from django.utils.html import format_html

from assessment.models import Candidacy
from assessment.stages import STAGES
from wuhao.navigation import link
from wuhao.tables import ACTIONS, FULL, NOWRAP, PHONE_HIDE, MomentColumn, PointsColumn, StatusColumn

STAGE_KINDS = {stage.code: stage.tone for stage in STAGES}
STAGE_LABELS = {stage.code: stage.name for stage in STAGES}


class CandidacyTable(tables.Table):
    """Rows of queries.candidacies.listed as access.masked_for leaves them to the reader."""

    caption = "参评组织清单"
    number = tables.Column(verbose_name="序号", attrs=PHONE_HIDE, orderable=False, empty_values=())
    organization = tables.Column(
        verbose_name="党组织名称", attrs=FULL, order_by="organization__name"
    )
    sector = tables.Column(verbose_name="领域", order_by="sector__order")
    town = tables.Column(verbose_name="所在街镇", order_by="town__name", default="—", attrs=NOWRAP)
    self_score = PointsColumn(verbose_name="自查分")
    spot_score = PointsColumn(verbose_name="抽查分")
    deviation = PointsColumn(verbose_name="分差")
    composite = PointsColumn(verbose_name="综合得分")
    stage = StatusColumn(
        verbose_name="状态", kinds=STAGE_KINDS, labels=STAGE_LABELS, order_by="stage_order"
    )
    touched_at = MomentColumn(verbose_name="更新时间")
    action = tables.Column(verbose_name="操作", orderable=False, empty_values=(), attrs=ACTIONS)

    class Meta:
        model = Candidacy
        fields = [
            "number", "organization", "sector", "town", "self_score", "spot_score", "deviation",
            "composite", "stage", "touched_at", "action",
        ]  # fmt: skip
        empty_text = "没有符合条件的参评组织。"

    def render_number(self, bound_row):
        first = self.page.start_index() if hasattr(self, "page") else 1
        return first + bound_row.row_counter

    def render_organization(self, record):
        url = link("candidacy_detail", record.pk)
        return format_html('<a href="{}" hx-boost="false">{}</a>', url, record.organization)

    def render_action(self, record):
        waits = record.is_reviewed and record.stage == "submitted"
        url = link("review_detail" if waits else "candidacy_detail", record.pk)
        label = "审核" if waits else "查看"
        return format_html(
            '<a href="{}" hx-boost="false">{}<span class="visually-hidden">{}</span></a>',
            url,
            label,
            record.organization,
        )
