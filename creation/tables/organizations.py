"""The list of organizations, today's and that of another day."""

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone

from creation.access import may_at
from creation.codes import masked_name
from wuhao.tables import BARE, FULL, NUMBER, PHONE_HIDE, status_tag


class OrganizationTable(tables.Table):
    """`user`: names are hidden from those who have no need of them."""

    caption = "党组织清单"
    name = tables.Column(
        verbose_name="党组织名称",
        attrs=FULL,
        linkify=lambda record: reverse("organization_detail", args=[record.pk]),
    )
    code = tables.Column(verbose_name="代码")
    kind = tables.Column(verbose_name="类别")
    sector = tables.Column(verbose_name="领域", order_by="sector__order")
    town = tables.Column(verbose_name="所在街镇", order_by="town__code")
    secretary_name = tables.Column(verbose_name="书记", attrs=PHONE_HIDE)
    members = tables.Column(verbose_name="党员", attrs=NUMBER, orderable=False)
    masses = tables.Column(verbose_name="群众", attrs=NUMBER)
    term_ends_on = tables.DateColumn(verbose_name="届满日期", format="Y-m-d", visible=False)
    is_rated = tables.Column(verbose_name="参评", attrs=BARE)

    class Meta:
        empty_text = "没有符合条件的党组织。"

    def __init__(self, *args, user, terms=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if terms:
            self.columns.show("term_ends_on")
            self.columns.hide("masses")

    def render_secretary_name(self, record, value):
        return value if may_at(self.user, "see_contacts", record) else masked_name(value)

    def render_term_ends_on(self, value):
        if value is None:
            return self.default
        kind = "bad" if value < timezone.localdate() else "warn"
        return status_tag(str(value), kind)

    def render_is_rated(self, record):
        if record.closed_on:
            return status_tag(f"{record.closed_on} 撤销", "mute")
        return status_tag("参评", "ok") if record.is_rated else status_tag("不参评", "mute")


class OrganizationThenTable(OrganizationTable):
    """As it was on a day: the rows come from `as_of`."""

    caption = "党组织清单（截至所选的一天）"
    name = tables.Column(
        accessor="name_then",
        verbose_name="当时名称",
        attrs=FULL,
        linkify=lambda record: reverse("organization_detail", args=[record.pk]),
    )
    sector = tables.Column(accessor="sector_name_then", verbose_name="当时领域", orderable=False)
    town = tables.Column(accessor="superior_then", verbose_name="当时上级", orderable=False)
    opened_on = tables.DateColumn(verbose_name="建立日期", format="Y-m-d")
    closed_on = tables.DateColumn(verbose_name="撤销日期", format="Y-m-d")

    class Meta:
        exclude = ("secretary_name", "members", "masses", "is_rated")
        empty_text = "那一天没有符合条件的党组织。"
