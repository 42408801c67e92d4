"""Results of one sector as a list: no ranking over sectors."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from assessment.models import Candidacy
from assessment.models.evaluation import DECISIONS
from wuhao.tables import ACTIONS, FULL, NOWRAP, WIDE, PointsColumn, StatusColumn, status_tag
from wuhao.templatetags.formatting import score

KINDS = {
    "five_good": "ok",
    "not_reached": "mute",
    "red_line": "bad",
    "not_rated": "info",
    "pending": "warn",
}


class ScoreColumn(PointsColumn):
    """Exactly two places, so that a column lines up."""

    def render(self, value):
        return score(value)


class EvaluationTable(tables.Table):
    """Rows of queries.candidacies.listed; a deviation above `limit` is flagged in words."""

    caption = "评价结果清单"
    organization = tables.Column(
        verbose_name="党组织名称", attrs=FULL, order_by="organization__name"
    )
    town = tables.Column(verbose_name="所在街镇", order_by="town__name", default="—", attrs=NOWRAP)
    organization_part = ScoreColumn(verbose_name="组织部分")
    rates_part = ScoreColumn(verbose_name="三率部分")
    bonus = ScoreColumn(verbose_name="加分")
    composite = ScoreColumn(verbose_name="综合得分")
    deviation = ScoreColumn(verbose_name="分差")
    decision = StatusColumn(
        verbose_name="结论", kinds=KINDS, labels=dict(DECISIONS), default="没有评价"
    )
    reasons = tables.Column(verbose_name="理由", orderable=False, default="", attrs=WIDE)
    action = tables.Column(verbose_name="操作", orderable=False, empty_values=(), attrs=ACTIONS)

    class Meta:
        model = Candidacy
        fields = [
            "organization", "town", "organization_part", "rates_part", "bonus", "composite",
            "deviation", "decision", "reasons", "action",
        ]  # fmt: skip
        empty_text = "没有符合条件的参评组织。"

    def __init__(self, *args, limit, **kwargs):
        super().__init__(*args, **kwargs)
        self.limit = limit

    def _page(self, record):
        return reverse("candidacy_detail", args=[record.pk])

    def render_organization(self, record):
        return format_html('<a href="{}">{}</a>', self._page(record), record.organization)

    def render_deviation(self, value):
        if value is None or value <= self.limit:
            return score(value)
        return format_html("{} {}", score(value), status_tag("超限", "warn"))

    def render_reasons(self, value):
        first, *others = value or [""]
        more = f"（共 {len(value)} 条）" if others else ""
        return f"{first}{more}"

    def value_reasons(self, value):
        return "；".join(value or [])

    def render_action(self, record):
        return format_html(
            '<a href="{}">怎么算的<span class="visually-hidden">：{}</span></a>',
            self._page(record),
            record.organization,
        )
