"""The three guarantees on one page: figures, who is behind, what is late; and the gaps by name."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from creation import access
from creation.access import need
from creation.filters.guarantees import GapFilter, years
from creation.models import Liaison, Organization, PlanTask
from creation.queries.guarantees.figures import guarantees, without_group, without_liaison
from creation.queries.guarantees.rows import (
    behind,
    required_in,
    served,
    standing,
    with_progress,
    with_visits,
)
from creation.tables.guarantees import LiaisonTable, TaskTable
from creation.tables.organizations import OrganizationTable
from creation.views.downloads import list_file
from creation.views.guarantees.cards import groups, registered
from creation.views.guarantees.registers import REGISTERS

PER_PAGE = 20
MOST = 8  # rows of a short list on the landing page
GAPS = {
    "groups": ("没有领导机构的党委", lambda rows: without_group(rows)),
    "liaisons": ("没有联系领导的参评单位", lambda rows: without_liaison(_rated(rows))),
    "centres": (
        "没有党群服务中心服务的参评单位",
        lambda rows: _rated(rows).exclude(pk__in=served(Organization.objects.all()).values("pk")),
    ),
}


def _rated(rows):
    return rows.filter(is_rated=True)


def figures_for(user, year):
    """The figures over what is kept in the user's reach."""
    return guarantees(
        lambda model: access.kept_for(user, model),
        access.organizations_for(user, "see_guarantees"),
        year,
    )


@need("see_guarantees")
@require_safe
def guarantee_home(request):
    year = _year(request)
    figures = figures_for(request.user, year)
    may_keep = access.may(request.user, "edit_guarantees")
    context = {
        "year": year,
        "years": [int(value) for value, _ in years()],
        "figures": figures,
        "groups": groups(figures) if may_keep else registered(groups(figures)),
        "may_keep": may_keep,
        "sectors": list(zip(figures.trainings, figures.seminars, strict=True)),
        "registers": [one for one in REGISTERS.values() if not one.part_of],
        "behind": _behind(request, year),
        "late": _late(request),
        **_none(figures),
    }
    return render(request, "creation/guarantees/home.html", context)


def _none(figures):
    """What an empty short list means: all well, or nothing registered yet."""
    liaisons, plans = figures.liaisons, figures.plans
    return {
        "nobody_behind": "没有走访落后的联系点。" if liaisons.liaisons else "还没有登记联系点。",
        "nothing_late": "没有逾期的任务。" if plans.done.whole else "还没有登记任务。",
    }


def _year(request) -> int:
    asked = request.GET.get("year", "")
    known = {value for value, _ in years()}
    return int(asked) if asked in known else timezone.localdate().year


def _behind(request, year):
    required = required_in(year)
    rows = access.kept_for(request.user, Liaison)
    found = with_visits(
        rows.filter(pk__in=behind(rows, year, required)).select_related("organization"), year
    )[:MOST]
    made = standing(rows.filter(pk__in=[one.pk for one in found]), year, required)
    return LiaisonTable(found, standing=made, orderable=False, exclude=("ends_on", "state"))


def _late(request):
    rows = with_progress(access.kept_for(request.user, PlanTask).select_related("plan"))
    late = rows.filter(late=True).order_by("due_on")[:MOST]
    return TaskTable(late, orderable=False, exclude=("goal", "state"))


@need("see_guarantees")
@require_safe
def guarantee_gap(request, gap):
    """Organizations that a guarantee does not reach, by name: no blank spot."""
    if gap not in GAPS:
        raise Http404
    label, missing = GAPS[gap]
    reach = access.organizations_for(request.user, "see_guarantees").open_on()
    rows = missing(reach.select_related("sector", "town"))
    filtered = GapFilter(request.GET, queryset=rows)
    table = OrganizationTable(filtered.qs, user=request.user, exclude=("is_rated",))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if file := list_file(request, table, label):
        return file
    context = {
        "title": label,
        "filter": filtered,
        "table": table,
        "total": rows.count(),
        "shown": table.paginator.count,
        "register": REGISTERS[gap],
    }
    return render(request, "creation/guarantees/gap.html", context)
