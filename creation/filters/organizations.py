"""What the list of organizations can be narrowed by."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from creation.access import organizations_for
from creation.filters import ALL, YES_NO, day_input
from creation.models import Kind, Organization, Sector
from creation.queries.coverage import above_rated

NOT_FILLED = "（没有填）"
NO_TOWN = "区级（不属于街镇）"
NOTICE = timedelta(days=183)  # half a year before the term ends it is time to prepare
STATES = [("open", "存续"), ("closed", "已撤销")]
TERMS = [("overdue", "已届满"), ("soon", "半年内届满"), ("none", NOT_FILLED)]
WHY = [
    ("above", "由下级参评"),
    ("stated", "写明了原因"),
    ("silent", "没有写明原因"),
]


def towns_in_reach(request):
    """The towns of the organizations that the user sees."""
    seen = organizations_for(request.user)
    return Organization.objects.filter(pk__in=seen.values("town")).order_by("code")


def in_reach(request):
    return organizations_for(request.user)


class OrganizationFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="名称或代码", method="by_name")
    sector = django_filters.ModelChoiceFilter(
        label="领域",
        queryset=Sector.objects.all(),
        empty_label=ALL,
        null_label=NOT_FILLED,
        method="by_sector",
    )
    town = django_filters.ModelChoiceFilter(
        label="所在街镇", queryset=towns_in_reach, empty_label=ALL, null_label=NO_TOWN
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=Kind.choices, empty_label=ALL)
    is_rated = django_filters.ChoiceFilter(
        label="参评", choices=YES_NO, empty_label=ALL, method="by_rated"
    )
    state = django_filters.ChoiceFilter(
        label="存续", choices=STATES, empty_label=ALL, method="by_state"
    )
    term = django_filters.ChoiceFilter(
        label="任期届满", choices=TERMS, empty_label=ALL, method="by_term"
    )
    day = django_filters.DateFilter(label="截至哪一天", method="by_day", widget=day_input())
    why = django_filters.ChoiceFilter(
        label="不参评原因", choices=WHY, method="by_why", widget=forms.HiddenInput
    )
    reason = django_filters.CharFilter(
        label="不参评原因", field_name="unrated_reason", widget=forms.HiddenInput
    )
    under = django_filters.ModelChoiceFilter(
        label="只看它和它的下级", queryset=in_reach, method="by_under", widget=forms.HiddenInput
    )

    def by_name(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(code__icontains=value))

    def by_sector(self, rows, name, value):
        """None filled: the root needs none."""
        if value == "null":
            return rows.filter(sector__isnull=True, parent__isnull=False)
        return rows.filter(sector=value)

    def by_rated(self, rows, name, value):
        return rows.filter(is_rated=value == "1")

    def by_state(self, rows, name, value):
        there = rows.open_on()
        return there if value == "open" else rows.exclude(pk__in=there.values("pk"))

    def by_term(self, rows, name, value):
        """Of those that are there."""
        today = timezone.localdate()
        return rows.open_on().filter(
            {
                "overdue": Q(term_ends_on__lt=today),
                "soon": Q(term_ends_on__gte=today, term_ends_on__lte=today + NOTICE),
                "none": Q(term_ends_on__isnull=True),
            }[value]
        )

    def by_why(self, rows, name, value):
        """Of those that are there and not rated."""
        rows, above = rows.open_on().filter(is_rated=False), above_rated()
        if value == "above":
            return rows.filter(pk__in=above)
        stated = Q(unrated_reason="")
        return rows.exclude(pk__in=above).filter(stated if value == "silent" else ~stated)

    def by_under(self, rows, name, value):
        return rows.under(value)

    def by_day(self, rows, name, value):
        """Who was there on that day, as it was called and placed then."""
        superior = Organization.objects.as_of(value).filter(pk=OuterRef("parent_then"))
        sector = Sector.objects.filter(pk=OuterRef("sector_then"))
        return rows.as_of(value).annotate(
            superior_then=Subquery(superior.values("name_then")[:1]),
            sector_name_then=Subquery(sector.values("name")[:1]),
        )

    @property
    def only(self) -> list[str]:
        """What the hidden conditions narrow the list to, in words."""
        if not self.form.is_valid():
            return []
        given = self.form.cleaned_data
        return [
            *([f"{given['under']}和它的下级"] if given.get("under") else []),
            *([f"不参评：{dict(WHY)[given['why']]}"] if given.get("why") else []),
            *([f"不参评原因：{given['reason']}"] if given.get("reason") else []),
        ]
