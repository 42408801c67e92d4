"""What 催报 can be narrowed to."""

import django_filters
from django import forms
from django.utils import timezone

from assessment.models import Candidacy
from assessment.queries.chase import DAYS, kinds
from creation.models import Organization, Sector


class ChaseFilter(django_filters.FilterSet):
    """`kinds` are the reasons, by the number of days that was asked for."""

    kind = django_filters.ChoiceFilter(method="of_kind", label="原因", empty_label="全部未提交")
    sector = django_filters.ModelChoiceFilter(
        queryset=Sector.objects.all(), label="领域", empty_label="全部"
    )
    town = django_filters.ModelChoiceFilter(
        queryset=Organization.objects.none(), label="所在街镇", empty_label="全部"
    )
    days = django_filters.NumberFilter(method="as_it_is", label="几天没动算停滞")

    class Meta:
        model = Candidacy
        fields = ["kind", "sector", "town", "days"]

    def __init__(self, data, *args, queryset, **kwargs):
        super().__init__(data, *args, queryset=queryset, **kwargs)
        asked = str(self.data.get("days", "")) if self.data else ""
        days = int(asked) if asked.isdecimal() and 0 < int(asked[:4]) <= 365 else DAYS
        self.kinds = kinds(now=timezone.localtime(), days=days)
        self.filters["kind"].field.choices = [(one.code, one.name) for one in self.kinds.values()]
        towns = queryset.order_by().values("town").distinct()
        self.filters["town"].field.queryset = Organization.objects.filter(pk__in=towns)

    def get_form_class(self):
        form = super().get_form_class()
        form.base_fields["days"] = forms.IntegerField(
            label="几天没动算停滞",
            required=False,
            min_value=1,
            max_value=365,
            error_messages={
                "invalid": "请填整数，例如 7。",
                "min_value": "请填 1 至 365。",
                "max_value": "请填 1 至 365。",
            },
            widget=forms.NumberInput({"placeholder": DAYS}),
        )
        return form

    def of_kind(self, rows, name, value):
        return rows.filter(self.kinds[value].condition)

    def as_it_is(self, rows, name, value):
        """The number of days says what stuck means; by itself it leaves nobody out."""
        return rows
