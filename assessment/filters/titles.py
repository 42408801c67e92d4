"""What titles and rectifications can be narrowed to."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from assessment.models import RECTIFICATION_LIFECYCLE, TITLE_LIFECYCLE, Rectification, Title
from creation.models import Organization, Sector

OVERDUE = "overdue"


class _OfCandidacies(django_filters.FilterSet):
    """Rows that hang on a candidacy: by name and town."""

    name = django_filters.CharFilter(
        "candidacy__organization__name", lookup_expr="icontains", label="党组织名称"
    )
    town = django_filters.ModelChoiceFilter(
        "candidacy__town",
        queryset=Organization.objects.none(),
        label="所在街镇",
        empty_label="全部",
    )

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, queryset=queryset, **kwargs)
        towns = queryset.order_by().values("candidacy__town").distinct()
        self.filters["town"].field.queryset = Organization.objects.filter(pk__in=towns)
        self.filters["name"].field.widget.attrs["placeholder"] = "输入关键词"


class TitleFilter(_OfCandidacies):
    sector = django_filters.ModelChoiceFilter(
        "candidacy__sector", queryset=Sector.objects.all(), label="领域", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        choices=TITLE_LIFECYCLE.choices, label="状态", empty_label="全部"
    )

    class Meta:
        model = Title
        fields = ["name", "sector", "town", "state"]


class RectificationFilter(_OfCandidacies):
    state = django_filters.ChoiceFilter(
        choices=[*RECTIFICATION_LIFECYCLE.choices, (OVERDUE, "已逾期")],
        label="状态",
        empty_label="全部",
        method="in_state",
    )

    class Meta:
        model = Rectification
        fields = ["name", "town", "state"]

    def in_state(self, rows, name, value):
        if value == OVERDUE:
            return rows.filter(overdue())
        return rows.filter(state=value)


def overdue():
    """Past its date and not reported."""
    return Q(state="open", due_on__lt=timezone.localdate())
