"""What answers of the joint vetting can be narrowed to."""

import django_filters

from assessment.models import CLEARANCE_LIFECYCLE, Clearance
from creation.models import Department, Organization, RedLine


class ClearanceFilter(django_filters.FilterSet):
    """Red lines, departments and towns are those of the answers in reach."""

    name = django_filters.CharFilter(
        "candidacy__organization__name", lookup_expr="icontains", label="党组织名称"
    )
    town = django_filters.ModelChoiceFilter(
        "candidacy__town",
        queryset=Organization.objects.none(),
        label="所在街镇",
        empty_label="全部",
    )
    red_line = django_filters.ModelChoiceFilter(
        queryset=RedLine.objects.none(), label="高压线", empty_label="全部"
    )
    department = django_filters.ModelChoiceFilter(
        queryset=Department.objects.none(), label="部门", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        choices=CLEARANCE_LIFECYCLE.choices, label="结果", empty_label="全部"
    )

    class Meta:
        model = Clearance
        fields = ["name", "town", "red_line", "department", "state"]

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, queryset=queryset, **kwargs)
        rows = queryset.order_by()
        self.filters["name"].field.widget.attrs["placeholder"] = "输入关键词"
        for name, model in (
            ("town", Organization),
            ("red_line", RedLine),
            ("department", Department),
        ):
            lookup = "candidacy__town" if name == "town" else name
            known = model.objects.filter(pk__in=rows.values(lookup).distinct())
            self.filters[name].field.queryset = known
