"""What lists can be narrowed by."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from creation.models import Appointment, Organization
from creation.queries.log import DIRECT
from creation.roles import ROLE_CHOICES

ALL = "全部"
YES_NO = [("1", "是"), ("0", "否")]


def day_input():
    """The browser's own calendar takes this one spelling; Django's Chinese one is 2026/01/31."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AppointmentFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="姓名或用户名", method="by_name")
    role = django_filters.ChoiceFilter(label="角色", choices=ROLE_CHOICES, empty_label=ALL)
    place = django_filters.CharFilter(label="任职组织", method="by_place")
    in_force = django_filters.ChoiceFilter(
        label="现任",
        choices=[("1", "是"), ("0", "否"), ("next", "将来开始")],
        empty_label=ALL,
        method="by_in_force",
    )

    def by_name(self, rows, name, value):
        return rows.filter(Q(user__name__icontains=value) | Q(user__username__icontains=value))

    def by_place(self, rows, name, value):
        return rows.filter(
            Q(organization__name__icontains=value)
            | Q(organization__code__icontains=value)
            | Q(department__name__icontains=value)
        )

    def by_in_force(self, rows, name, value):
        if value == "next":
            return rows.filter(starts_on__gt=timezone.localdate())
        current = rows.in_force()
        return current if value == "1" else rows.exclude(pk__in=current.values("pk"))


class AccountFilter(django_filters.FilterSet):
    STATES = [("active", "在用"), ("fresh", "未改一次性密码"), ("disabled", "已停用")]
    name = django_filters.CharFilter(label="姓名或用户名", method="by_name")
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label=ALL, method="by_state"
    )
    appointed = django_filters.ChoiceFilter(
        label="现任", choices=YES_NO, empty_label=ALL, method="by_appointed"
    )

    def by_name(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(username__icontains=value))

    def by_state(self, rows, name, value):
        if value == "disabled":
            return rows.filter(is_active=False)
        return rows.filter(is_active=True, must_change_password=value == "fresh")

    def by_appointed(self, rows, name, value):
        current = Appointment.objects.in_force().values("user")
        return rows.filter(pk__in=current) if value == "1" else rows.exclude(pk__in=current)


class LogFilter(django_filters.FilterSet):
    actor = django_filters.CharFilter(label="用户", lookup_expr="icontains")
    action = django_filters.CharFilter(label="动作", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(
        label="种类",
        choices=[("service", "系统办理"), ("direct", DIRECT)],
        empty_label=ALL,
        method="by_kind",
    )
    organization = django_filters.CharFilter(label="党组织名称或代码", method="by_organization")
    text = django_filters.CharFilter(label="对象或说明", method="by_text")
    since = django_filters.DateFilter(label="从", method="by_since", widget=day_input())
    until = django_filters.DateFilter(label="到", method="by_until", widget=day_input())

    def by_kind(self, rows, name, value):
        return rows.filter(action=DIRECT) if value == "direct" else rows.exclude(action=DIRECT)

    def by_organization(self, rows, name, value):
        named = Organization.objects.filter(Q(name__icontains=value) | Q(code__iexact=value))
        return rows.filter(organization_id__in=named.values("pk"))

    def by_text(self, rows, name, value):
        return rows.filter(Q(object_label__icontains=value) | Q(note__icontains=value))

    def by_since(self, rows, name, value):
        """A moment, not the day of each row: the index knows moments."""
        return rows.filter(at__gte=_midnight(value))

    def by_until(self, rows, name, value):
        return rows.filter(at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
