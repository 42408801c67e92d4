"""催报: who keeps the self-check waiting, and one button that reminds all of them once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_tables2 import RequestConfig

from assessment.access import candidacies_for
from assessment.filters.chase import ChaseFilter
from assessment.queries.chase import chased, counts_by
from assessment.services.chase import chase, delivery, why_not_chase
from assessment.tables.chase import ChaseTable
from creation.access import need
from creation.services.notices import due_at
from creation.views.downloads import list_file
from creation.views.rounds import round_in_use

PER_PAGE = 20


@need("review")
@require_http_methods(["GET", "POST"])
def chase_list(request):
    round = round_in_use(request)
    if round is None:
        return render(request, "assessment/chase_list.html", {"nav": "review"})
    reach = candidacies_for(request.user, "review").filter(round=round)
    rows = chased(reach, round, day=due_at().date())
    found = ChaseFilter(request.GET, queryset=rows.select_related("organization", "sector", "town"))
    is_valid = not found.form.is_bound or found.form.is_valid()
    untold = found.qs.filter(has_people=True, is_told=False)
    if request.method == "POST" and is_valid:
        told = chase(round=round, rows=untold, by=request.user)
        messages.success(request, f"已提醒 {told.people} 人。{delivery()}")
        return redirect(f"{reverse('chase_list')}?{request.GET.urlencode()}")
    table = ChaseTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if is_valid and (file := list_file(request, table, "催报清单")):
        return file
    context = _context(rows, found, table, untold.count() if is_valid else 0)
    context |= {"round": round, "why_not": why_not_chase(round, context["number"])}
    return render(request, "assessment/chase_list.html", context, status=200 if is_valid else 422)


def _context(rows, found, table, number):
    return {
        "nav": "review",
        "filter": found,
        "table": table,
        "shown": table.paginator.count,
        "number": number,
        "unreachable": found.qs.filter(has_people=False).count(),
        "delivery": delivery(),
        "names": [kind.name for kind in found.kinds.values()],
        "places": [
            (label, _rows(counts_by(rows, found.kinds, place), place))
            for label, place in (("街镇", "town"), ("领域", "sector"))
        ],
    }


def _rows(counted, place):
    """Each number with the list behind it."""
    for row in counted:
        where = {place: row["pk"]} if row["pk"] else {}
        row["href"] = f"?{urlencode(where)}"
        row["cells"] = [
            (number, f"?{urlencode(where | {'kind': code})}") for code, number in row["numbers"]
        ]
    return counted
