"""负担: items, files and minutes that the self-check costs, by sector, town and organization."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from assessment.access import candidacies_for
from assessment.burden import RULE
from assessment.queries.burden import burden_figures, burden_of, figures_by
from assessment.tables.burden import BurdenTable
from creation.access import need
from creation.views.downloads import list_file
from creation.views.rounds import round_in_use

PER_PAGE = 20


@need("review")
@require_safe
def burden_list(request):
    round = round_in_use(request)
    rows = burden_of(candidacies_for(request.user, "review").filter(round=round))
    papers = "sheet__candidacy"
    table = BurdenTable(
        rows.select_related(f"{papers}__organization", f"{papers}__sector", f"{papers}__town")
    )
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if file := list_file(request, table, "填报负担"):
        return file
    context = {
        "nav": "review",
        "round": round,
        "rule": RULE,
        "figures": burden_figures(rows),
        "places": [
            (label, figures_by(rows, place))
            for label, place in (("领域", "sector"), ("街镇", "town"))
        ],
        "table": table,
    }
    return render(request, "assessment/burden_list.html", context)
