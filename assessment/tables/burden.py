"""What each organization has spent on its self-check."""

import django_tables2 as tables
from django.utils.html import format_html

from assessment.models import Submission
from wuhao.navigation import link
from wuhao.tables import FULL, NUMBER, MomentColumn


class BurdenTable(tables.Table):
    caption = "各组织的填报负担"
    organization = tables.Column(
        verbose_name="党组织",
        accessor="sheet__candidacy__organization",
        attrs=FULL,
        order_by="sheet__candidacy__organization__name",
    )
    sector = tables.Column(verbose_name="领域", accessor="sheet__candidacy__sector")
    town = tables.Column(verbose_name="所在街镇", accessor="sheet__candidacy__town", default="—")
    items = tables.Column(verbose_name="项数", attrs=NUMBER)
    files = tables.Column(verbose_name="文件", attrs=NUMBER)
    minutes = tables.Column(verbose_name="分钟", attrs=NUMBER)
    number = tables.Column(verbose_name="提交次数", attrs=NUMBER)
    at = MomentColumn(verbose_name="最近提交")

    class Meta:
        model = Submission
        fields = ["organization", "sector", "town", "items", "files", "minutes", "number", "at"]
        order_by = ("-minutes", "organization")
        empty_text = "还没有在系统里填报并提交的自查表；导入的不计。"

    def render_organization(self, record, value):
        url = link("candidacy_detail", record.sheet.candidacy_id)
        return format_html('<a href="{}">{}</a>', url, value)
