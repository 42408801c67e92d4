"""Who has not handed in, as a list."""

import django_tables2 as tables
from django.utils.html import format_html

from assessment.models import Candidacy
from wuhao.navigation import link
from wuhao.tables import FULL, NOWRAP, DueColumn, MomentColumn, StatusColumn, status_tag

STATES = {"draft": "填写中", "returned": "已退回", "applied": "未开始", "enrolled": "未申报"}
TONES = {"draft": "info", "returned": "bad", "applied": "warn", "enrolled": "mute"}


class ChaseTable(tables.Table):
    caption = "没有提交自查表的组织"
    organization = tables.Column(verbose_name="党组织", attrs=FULL, order_by="organization__name")
    sector = tables.Column(verbose_name="领域", order_by="sector__order")
    town = tables.Column(verbose_name="所在街镇", order_by="town__name", default="—", attrs=NOWRAP)
    now = StatusColumn(
        verbose_name="状态",
        kinds=TONES,
        labels=STATES,
        order_by=("state", "self_state"),
        empty_values=(),
    )
    touched_at = MomentColumn(verbose_name="最近改动")
    due = DueColumn(verbose_name="截止")
    is_told = tables.Column(verbose_name="提醒", empty_values=(), attrs=NOWRAP)

    class Meta:
        model = Candidacy
        fields = ["organization", "sector", "town", "now", "touched_at", "due", "is_told"]
        order_by = ("due", "organization")
        empty_text = "没有符合条件的组织：该交的都交了。"

    def render_organization(self, record):
        url = link("candidacy_detail", record.pk)
        return format_html('<a href="{}">{}</a>', url, record.organization)

    def render_now(self, record):
        state = record.self_state or record.state
        return status_tag(STATES[state], TONES[state])

    def render_is_told(self, record):
        if not record.has_people:
            return status_tag("没有书记账号", "bad")
        return status_tag("已提醒", "ok") if record.is_told else "—"
