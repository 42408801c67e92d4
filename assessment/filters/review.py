"""What the review queue can be narrowed to."""

import django_filters

from assessment.models import Candidacy
from assessment.stages import STAGES
from creation.models import Organization, Sector

WAITING = "submitted"


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
        choices=[(stage.code, stage.name) for stage in STAGES], label="状态", empty_label="全部"
    )

    class Meta:
        model = Candidacy
        fields = ["name", "sector", "town", "stage"]

    def __init__(self, data, *args, queryset, **kwargs):
        # Opened without conditions, the queue shows what waits.
        super().__init__(data or {"stage": WAITING}, *args, queryset=queryset, **kwargs)
        towns = queryset.order_by().values("town").distinct()
        self.filters["town"].field.queryset = Organization.objects.filter(pk__in=towns)
