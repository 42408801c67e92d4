"""What the organizations of a questionnaire can be narrowed by."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from creation.filters import ALL
from creation.filters.organizations import towns_in_reach
from creation.models import Sector

LINKS = [("none", "没有链接"), ("soon", "还没开始"), ("open", "正在填"), ("over", "已截止")]


class AskedFilter(django_filters.FilterSet):
    """Rated organizations; `questionnaire` is the one whose links are meant."""

    name = django_filters.CharFilter(label="名称或代码", method="by_name")
    town = django_filters.ModelChoiceFilter(
        label="所在街镇", queryset=towns_in_reach, empty_label=ALL
    )
    sector = django_filters.ModelChoiceFilter(
        label="领域", queryset=Sector.objects.order_by("order"), empty_label=ALL
    )

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire

    def by_name(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(code__icontains=value))


class LinkFilter(AskedFilter):
    link = django_filters.ChoiceFilter(
        label="链接", choices=LINKS, empty_label=ALL, method="by_link"
    )

    def by_link(self, rows, name, value):
        links, now = self.questionnaire.links, timezone.now()
        when = {
            "none": Q(),
            "soon": Q(opens_at__gt=now),
            "open": Q(opens_at__lte=now, closes_at__gt=now),
            "over": Q(closes_at__lte=now),
        }[value]
        held = links.filter(when).values("organization")
        return rows.exclude(pk__in=held) if value == "none" else rows.filter(pk__in=held)
