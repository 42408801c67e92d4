"""What the list of rates can be narrowed by."""

import django_filters
from django.db.models import Q

from creation.filters import ALL
from creation.filters.organizations import towns_in_reach
from creation.models import Sector
from surveys.models import STRATA
from surveys.queries.rates import in_doubt

DOUBTS = [("thin", "样本不足"), ("missing", "没有结果"), ("either", "样本不足或没有结果")]


class RateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称或代码", method="by_name")
    town = django_filters.ModelChoiceFilter(
        label="所在街镇", queryset=towns_in_reach, empty_label=ALL
    )
    sector = django_filters.ModelChoiceFilter(
        label="领域", queryset=Sector.objects.all(), empty_label=ALL
    )
    stratum = django_filters.ChoiceFilter(
        label="身份", choices=STRATA, empty_label="按规则合计", method="unchanged"
    )
    short = django_filters.ChoiceFilter(
        label="样本", choices=DOUBTS, empty_label=ALL, method="by_sample"
    )

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round

    def by_name(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(code__icontains=value))

    def by_sample(self, rows, name, value):
        return rows.filter(pk__in=in_doubt(self.round, value))

    def unchanged(self, rows, name, value):
        """Whose answers the columns show; every organization stays."""
        return rows

    @property
    def chosen_stratum(self):
        """Their code, "" for the rate by the rules."""
        return self.form.cleaned_data.get("stratum") or "" if self.form.is_valid() else ""


class RemarkFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label="内容含有", lookup_expr="icontains")
    q = django_filters.CharFilter(label="党组织名称或代码", method="by_organization")
    town = django_filters.ModelChoiceFilter(
        label="所在街镇",
        queryset=towns_in_reach,
        empty_label=ALL,
        field_name="organization__town",
    )
    stratum = django_filters.ChoiceFilter(label="身份", choices=STRATA, empty_label=ALL)

    def by_organization(self, rows, name, value):
        return rows.filter(
            Q(organization__name__icontains=value) | Q(organization__code__icontains=value)
        )
