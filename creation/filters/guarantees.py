"""What the registers of the three guarantees can be narrowed by."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from creation.filters import ALL
from creation.models import GroupKind, Sector
from creation.models.guarantees.plans import DONE
from creation.queries.guarantees.figures import uneven
from creation.queries.guarantees.rows import behind, in_force, required_in


def years():
    """Ten years back and two ahead, as words."""
    year = timezone.localdate().year
    return [(str(one), f"{one} 年") for one in range(year + 2, year - 10, -1)]


class RegisterFilter(django_filters.FilterSet):
    """`searched`: the lookups that the words are looked for in; `dated`: that of the year."""

    searched = ()
    dated = ""

    words = django_filters.CharFilter(label="关键字", method="by_words")

    def by_words(self, rows, name, value):
        found = Q()
        for lookup in self.searched:
            found |= Q(**{f"{lookup}__icontains": value})
        return rows.filter(found)

    def by_year(self, rows, name, value):
        return rows.filter(**{f"{self.dated}__year": value})


def year_filter(label="年份"):
    return django_filters.ChoiceFilter(
        label=label, choices=years, empty_label=ALL, method="by_year"
    )


def choice(label, choices, method):
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=ALL, method=method)


class GroupFilter(RegisterFilter):
    searched = ("name", "organization__name", "organization__code")
    kind = django_filters.ChoiceFilter(label="类型", choices=GroupKind.choices, empty_label=ALL)


class MemberFilter(RegisterFilter):
    searched = ("name", "post", "office", "group__name", "group__organization__name")


class MeetingFilter(RegisterFilter):
    searched, dated = ("topic", "group__name", "group__organization__name"), "held_on"
    year = year_filter()


class LiaisonFilter(RegisterFilter):
    searched = ("leader_name", "leader_post", "organization__name", "organization__code")
    standing = choice(
        "走访", [("behind", "落后"), ("current", "现任"), ("ended", "已结束")], "by_standing"
    )

    def by_standing(self, rows, name, value):
        if value == "ended":
            return rows.exclude(pk__in=in_force(rows).order_by().values("pk"))
        if value == "behind":
            year = timezone.localdate().year
            return rows.filter(pk__in=behind(rows, year, required_in(year)))
        return in_force(rows)


class VisitFilter(RegisterFilter):
    searched = (
        "liaison__leader_name",
        "liaison__organization__name",
        "liaison__organization__code",
        "seen_there",
        "problem",
    )
    dated = "visited_on"
    year = year_filter()
    problem = choice(
        "问题", [("open", "没有解决"), ("solved", "已解决"), ("none", "没有问题")], "by_problem"
    )

    def by_problem(self, rows, name, value):
        if value == "none":
            return rows.filter(problem="")
        return rows.exclude(problem="").filter(solved_on__isnull=value == "open")


class TrainingFilter(RegisterFilter):
    searched, dated = ("title", "audience", "organization__name"), "planned_on"
    year = year_filter()
    sector = django_filters.ModelChoiceFilter(
        label="领域", queryset=Sector.objects.all(), empty_label=ALL, method="by_sector"
    )
    held = choice(
        "举办", [("held", "已举办"), ("planned", "还没有举办"), ("late", "过期没有举办")], "by_held"
    )

    def by_sector(self, rows, name, value):
        """What is for all sectors is for this one too."""
        return rows.filter(Q(sector=value) | Q(sector__isnull=True))

    def by_held(self, rows, name, value):
        if value == "held":
            return rows.filter(held_on__isnull=False)
        rows = rows.filter(held_on__isnull=True)
        return rows.filter(planned_on__lt=timezone.localdate()) if value == "late" else rows


class AttendanceFilter(RegisterFilter):
    searched = ("training__title", "organization__name", "organization__code")
    dated = "training__held_on"
    year = year_filter()


class CentreFilter(RegisterFilter):
    searched = ("name", "address", "organization__name", "organization__code")
    funds = choice("投入", [("missing", "未登记"), ("uneven", "不合比例")], "by_funds")

    def by_funds(self, rows, name, value):
        if value == "missing":
            return rows.filter(Q(city_funds__isnull=True) | Q(district_funds__isnull=True))
        required = required_in(timezone.localdate().year)
        return uneven(rows, required) if required else rows.none()


class CoverageFilter(RegisterFilter):
    searched = ("centre__name", "organization__name", "organization__code")


class PlanFilter(RegisterFilter):
    searched = ("name", "organization__name")


class TaskFilter(RegisterFilter):
    searched = ("title", "goal", "owner", "plan__name", "plan__organization__name")
    state = choice("进度", [("late", "逾期"), ("open", "没有完成"), ("done", "完成")], "by_state")

    def by_state(self, rows, name, value):
        if value == "late":
            return rows.filter(late=True)
        return (
            rows.filter(progress__gte=DONE) if value == "done" else rows.exclude(progress__gte=DONE)
        )


class NoteFilter(RegisterFilter):
    searched = ("task__title", "text")
    year = django_filters.ChoiceFilter(
        label="年份", choices=years, empty_label=ALL, field_name="year"
    )


class PracticeFilter(RegisterFilter):
    searched = ("name", "summary", "organization__name")
    sector = django_filters.ModelChoiceFilter(
        label="适用领域", queryset=Sector.objects.all(), empty_label=ALL
    )


class AdoptionFilter(RegisterFilter):
    searched, dated = ("practice__name", "organization__name", "organization__code"), "adopted_on"
    year = year_filter()


class RequirementFilter(RegisterFilter):
    searched = ("from_year",)


class GapFilter(django_filters.FilterSet):
    """Organizations that a guarantee does not reach."""

    words = django_filters.CharFilter(label="名称或代码", method="by_words")
    sector = django_filters.ModelChoiceFilter(
        label="领域", queryset=Sector.objects.all(), empty_label=ALL
    )

    def by_words(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(code__icontains=value))
