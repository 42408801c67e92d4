"""What lists of candidacies can be narrowed to."""

import django_filters

from assessment.models import Candidacy
from assessment.models.evaluation import DECISIONS
from assessment.stages import STAGES
from creation.models import Organization, Sector

STAGE_CHOICES = [(stage.code, stage.name) for stage in STAGES]


class CandidacyFilter(django_filters.FilterSet):
    """`queues` are the work lists of assessment.queries.candidacies, offered beside the stages."""

    name = django_filters.CharFilter(
        "organization__name", lookup_expr="icontains", label="党组织名称"
    )
    sector = django_filters.ModelChoiceFilter(
        queryset=Sector.objects.all(), label="领域", empty_label="全部"
    )
    town = django_filters.ModelChoiceFilter(
        queryset=Organization.objects.none(), label="所在街镇", empty_label="全部"
    )
    stage = django_filters.ChoiceFilter(method="at_stage", label="状态", empty_label="全部")

    class Meta:
        model = Candidacy
        fields = ["name", "sector", "town", "stage"]

    def __init__(self, *args, queryset, queues, **kwargs):
        super().__init__(*args, queryset=queryset, **kwargs)
        self.queues = queues
        towns = queryset.order_by().values("town").distinct()
        self.filters["town"].field.queryset = Organization.objects.filter(pk__in=towns)
        self.filters["stage"].field.choices = [
            ("阶段", STAGE_CHOICES),
            ("待办", [(queue.code, queue.name) for queue in queues.values()]),
        ]
        self.filters["name"].field.widget.attrs["placeholder"] = "输入关键词"

    def at_stage(self, rows, name, value):
        if value in self.queues:
            return rows.filter(self.queues[value].condition)
        return rows.filter(stage=value)


class ResultFilter(CandidacyFilter):
    """With the decision, for pages about results."""

    decision = django_filters.ChoiceFilter(choices=DECISIONS, label="结论", empty_label="全部")
