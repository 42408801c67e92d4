"""The workbench: a panel for each of the things that somebody is appointed to do."""

from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.views import workbench_district, workbench_own
from creation.access import may
from creation.queries.rounds import current_round
from creation.views.rounds import LOOKED_AT, round_in_use


@dataclass(frozen=True)
class Panel:
    """Shown to who has any of the rights; `build(request, round)` gives what the template shows."""

    rights: tuple[str, ...]
    template: str
    build: Callable


PANELS = (
    Panel(("evaluate", "review"), "assessment/workbench/district.html", workbench_district.panel),
    Panel(("self_check",), "assessment/workbench/secretary.html", workbench_own.secretary),
    Panel(("spot_check",), "assessment/workbench/inspector.html", workbench_own.inspector),
    Panel(("answer_clearances",), "assessment/workbench/department.html", workbench_own.department),
    Panel(("see_log",), "assessment/workbench/auditor.html", workbench_own.auditor),
    Panel(("edit_people",), "assessment/workbench/people.html", workbench_own.people),
)


@require_GET
def workbench(request):
    """Log and people have a panel only for those who do not run the round."""
    round_ = round_in_use(request)
    panels = [panel for panel in PANELS if any(may(request.user, right) for right in panel.rights)]
    if panels and panels[0] is PANELS[0]:
        panels = [panel for panel in panels if panel not in PANELS[-2:]]
    context = {
        "nav": "workbench",
        "round": round_,
        "current": current_round() if LOOKED_AT in request.session else round_,
        "panels": [
            {"template": panel.template, **panel.build(request, round_)} for panel in panels
        ],
    }
    return render(request, "assessment/workbench.html", context)
