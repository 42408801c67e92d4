"""The lists of the registers."""

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from creation.models import ROUND_LIFECYCLE
from creation.queries.log import DIRECT, object_type
from creation.tables.imports import BatchRowTable, BatchTable
from wuhao.tables import (
    ACTIONS,
    FULL,
    NOWRAP,
    PHONE_HIDE,
    WIDE,
    MomentColumn,
    StatusColumn,
    status_tag,
)


class AppointmentTable(tables.Table):
    caption = "任职清单"
    user = tables.Column(
        verbose_name="姓名",
        attrs=FULL,
        order_by="user__name",
        linkify=lambda record: reverse("account_detail", args=[record.user_id]),
    )
    username = tables.Column(accessor="user__username", verbose_name="用户名")
    role = tables.Column(verbose_name="角色")
    place = tables.Column(verbose_name="任职组织或部门", empty_values=(), orderable=False)
    starts_on = tables.DateColumn(verbose_name="开始日期", format="Y-m-d")
    ends_on = tables.DateColumn(verbose_name="结束日期", format="Y-m-d")
    source = tables.Column(verbose_name="来源", attrs=PHONE_HIDE)
    actions = tables.Column(
        verbose_name="操作",
        empty_values=(),
        attrs=ACTIONS,
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        empty_text = "没有符合条件的任职。"

    def render_place(self, record):
        return record.organization or record.department or "全区"

    def render_actions(self, record):
        if record.ends_on and record.ends_on < timezone.localdate():
            return ""
        return format_html(
            '<a href="{}">交接<span class="visually-hidden">{}</span></a> '
            '<a href="{}">结束<span class="visually-hidden">{}</span></a>',
            reverse("appointment_hand_over", args=[record.pk]),
            record,
            reverse("appointment_end", args=[record.pk]),
            record,
        )


class RoundTable(tables.Table):
    caption = "轮次清单"
    name = tables.Column(
        verbose_name="名称",
        attrs=FULL,
        linkify=lambda record: reverse("round_detail", args=[record.code]),
    )
    code = tables.Column(verbose_name="代码")
    starts_on = tables.DateColumn(verbose_name="开始日期", format="Y-m-d")
    ends_on = tables.DateColumn(verbose_name="结束日期", format="Y-m-d")
    state = StatusColumn(
        verbose_name="状态",
        kinds={"draft": "info", "open": "warn", "closed": "ok"},
        labels=ROUND_LIFECYCLE.states,
    )
    opened_at = MomentColumn(verbose_name="开启时间")

    class Meta:
        empty_text = "还没有轮次。"


class LogTable(tables.Table):
    caption = "操作日志"
    at = MomentColumn(
        verbose_name="时间", linkify=lambda record: reverse("log_detail", args=[record.pk])
    )
    actor = tables.Column(verbose_name="用户", attrs=NOWRAP)
    action = tables.Column(verbose_name="动作", attrs=NOWRAP)
    object_type = tables.Column(verbose_name="对象类型", visible=False)
    object_label = tables.TemplateColumn(
        template_name="creation/log/object_cell.html", verbose_name="对象", attrs=WIDE
    )
    note = tables.Column(verbose_name="说明", visible=False)
    origin = tables.Column(verbose_name="来自", attrs=PHONE_HIDE)
    details = tables.Column(verbose_name="前后", visible=False)
    sealed_in = tables.Column(verbose_name="封存", empty_values=(), attrs=NOWRAP)

    class Meta:
        empty_text = "没有符合条件的记录。"
        orderable = False  # by number alone, so that a million rows are read by the page

    def render_action(self, value):
        return status_tag(value, "warn") if value == DIRECT else value

    def value_object_type(self, record):
        return object_type(record)

    def value_object_label(self, value):
        return value

    def render_sealed_in(self, value):
        return f"第 {value} 批" if value else "待封存"

    def value_details(self, value):
        return value.as_text()

    def value_sealed_in(self, value):
        return value or ""


__all__ = ["BatchRowTable", "BatchTable"]
