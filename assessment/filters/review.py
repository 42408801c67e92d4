"""What the review queue can be narrowed to."""

import django_filters
from django import forms
from django.utils import timezone

from assessment.models import Candidacy
from assessment.queries.review import STATES, in_state
from creation.models import Organization, Sector

TODO = "todo"
CHOICES = [
    (TODO, "待审和在审"),
    *((code, label) for code, (label, _) in STATES.items()),
    ("late", "逾期"),
]


class ReviewFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(
        "organization__name", lookup_expr="icontains", label="党组织名称"
    )
    sector = django_filters.ModelChoiceFilter(
        queryset=Sector.objects.all(), label="领域", empty_label="全部"
    )
    town = django_filters.ModelChoiceFilter(
        queryset=Organization.objects.none(), label="所在街镇", empty_label="全部"
    )
    stage = django_filters.ChoiceFilter(
        method="at_stage", choices=CHOICES, label="状态", empty_label="全部"
    )
    due = django_filters.DateFilter(
        "due",
        lookup_expr="lte",
        label="截止不晚于",
        widget=forms.DateInput({"type": "date"}),
    )
    disputed = django_filters.ChoiceFilter(
        "is_disputed", choices=[("True", "有存疑"), ("False", "没有")], label="存疑要点",
        empty_label="全部",
    )  # fmt: skip

    class Meta:
        model = Candidacy
        fields = ["name", "sector", "town", "stage", "due", "disputed"]

    def __init__(self, data, *args, queryset, **kwargs):
        # Opened without conditions, the queue shows what waits.
        super().__init__(data or {"stage": TODO}, *args, queryset=queryset, **kwargs)
        towns = queryset.order_by().values("town").distinct()
        self.filters["town"].field.queryset = Organization.objects.filter(pk__in=towns)

    def at_stage(self, rows, name, value):
        return in_state(rows, value, today=timezone.localdate())
