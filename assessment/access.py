"""Who reaches which papers of a round: rights and places come from appointments in force.

Three rights reach less than the subtree: a unit checks itself alone (self_check), nobody reviews
the own sheet (review), an inspector sees the units drawn for the own team (spot_check). Each of
the three writes one stage of sheets. What is out of reach answers 404.
"""

from django.db.models import Case, F, Q, When
from django.shortcuts import get_object_or_404

from assessment.models import (
    Candidacy,
    Clearance,
    Evaluation,
    Evidence,
    Mark,
    Rectification,
    Report,
    ReportFile,
    Sheet,
    Title,
    Visit,
)
from assessment.queries.reports import with_versions
from assessment.stages import DECIDED
from creation.access import appointments, departments_for, organizations_for, scope
from creation.roles import ROLES

STAGE_OF = {"self_check": "self", "review": "review", "spot_check": "spot"}
READING = ("see_results", *STAGE_OF)


def candidacies_for(user, right="see_results"):
    return Candidacy.objects.filter(_reach(user, right))


def results_for(user):
    """Candidacies whose evaluation the user sees: in any state where he reviews, else decided."""
    reviewed = candidacies_for(user, "review").values("pk")
    return candidacies_for(user).filter(Q(pk__in=reviewed) | Q(pk__in=_decided()))


# What an evaluation or a spot-check found, as lists of candidacies annotate it.
OF_OTHERS = ("spot_score", "deviation", "composite", "decision", "lacks_answers")


def masked_for(user, rows):
    """Annotated candidacies, left empty what others found and the user does not see yet.

    Filters and orders laid over it see no more; `is_reviewed` says which rows the user reviews.
    """
    seen = Q(pk__in=results_for(user).values("pk"))
    names = [name for name in OF_OTHERS if name in rows.query.annotations]
    hidden = {name: Case(When(seen, then=F(name)), default=None) for name in names}
    reviewed = candidacies_for(user, "review").values("pk")
    return rows.annotate(**hidden, is_reviewed=Q(pk__in=reviewed))


def candidacy_or_404(user, pk, right="see_results"):
    rows = candidacies_for(user, right).select_related(
        "round", "organization", "standard", "sector", "town", "superior"
    )
    return get_object_or_404(rows, pk=pk)


def sheets_for(user, right="see_results"):
    """Sheets in reach: a right that writes one stage reaches that stage alone."""
    sheets = Sheet.objects.filter(_reach(user, right, "candidacy__"))
    return sheets.filter(stage=STAGE_OF[right]) if right in STAGE_OF else sheets


def sheet_or_404(user, pk, right):
    return get_object_or_404(_with_papers(sheets_for(user, right)), pk=pk)


def writable_sheet_or_404(user, pk):
    """A sheet that the user fills in, whichever of the three stages it is."""
    return get_object_or_404(_with_papers(Sheet.objects.filter(_writable(user))), pk=pk)


def readable_sheets(user):
    """Sheets to read. What is still being filled in stays with who fills it in or reviews it,
    and what others found about a unit is shown to it with the decision.
    """
    handed_in = Q(state__in=("submitted", "accepted"))
    shown = handed_in & (Q(stage="self") | Q(candidacy__in=_decided()))
    results = _reach(user, "see_results", "candidacy__") & shown
    # An inspector must not know what others found before the own sheet is handed in.
    checked = Sheet.objects.filter(handed_in, stage="spot").values("candidacy")
    drawn = _reach(user, "spot_check", "candidacy__") & handed_in & Q(candidacy__in=checked)
    reach = _writable(user) | _reach(user, "review", "candidacy__") | results | drawn
    return Sheet.objects.filter(reach)


def readable_sheet_or_404(user, pk):
    return get_object_or_404(_with_papers(readable_sheets(user)), pk=pk)


def is_mine(user, sheet) -> bool:
    """The user fills in this self-check."""
    return sheets_for(user, "self_check").filter(pk=sheet.pk).exists()


def mark_or_404(user, pk, right=None):
    """A mark of a sheet that the user writes by that right (by any of the three without one)."""
    sheets = Sheet.objects.filter(_writable(user)) if right is None else sheets_for(user, right)
    marks = Mark.objects.filter(sheet__in=sheets).select_related(
        "item", "sheet__candidacy__organization", "sheet__candidacy__round"
    )
    return get_object_or_404(marks, pk=pk)


def clearances_for(user, right="answer_clearances"):
    """A department reaches its own answers; the district, by see_clearances, all of its tree."""
    if right == "answer_clearances":
        return Clearance.objects.filter(department__in=departments_for(user))
    return Clearance.objects.filter(_reach(user, right, "candidacy__"))


def clearance_or_404(user, pk, right="answer_clearances"):
    rows = clearances_for(user, right).select_related(
        "candidacy__organization", "candidacy__round", "red_line", "department"
    )
    return get_object_or_404(rows, pk=pk)


def visits_for(user, right="spot_check"):
    """By spot_check the visits of the user's own teams; by another right those of the subtree."""
    if right == "spot_check":
        return _own_visits(user).filter(scope(user, right, "candidacy__organization__"))
    return Visit.objects.filter(_reach(user, right, "candidacy__"))


def visit_or_404(user, pk, right="spot_check"):
    rows = visits_for(user, right).select_related(
        "candidacy__organization", "candidacy__round", "team", "draw"
    )
    return get_object_or_404(rows, pk=pk)


def rectifications_for(user, right="see_results"):
    return Rectification.objects.filter(_reach(user, right, "candidacy__"))


def rectification_or_404(user, pk, right="see_results"):
    rows = rectifications_for(user, right).select_related(
        "candidacy__organization", "candidacy__round", "item"
    )
    return get_object_or_404(rows, pk=pk)


def titles_for(user, right="see_results"):
    return Title.objects.filter(_reach(user, right, "candidacy__"))


def title_or_404(user, pk, right="see_results"):
    rows = titles_for(user, right).select_related(
        "candidacy__organization", "candidacy__round", "evaluation"
    )
    return get_object_or_404(rows, pk=pk)


def evidence_for(user):
    """Files of the organizations whose papers the user reads."""
    reach = _any(_reach(user, right) for right in READING)
    owners = Candidacy.objects.filter(reach).values("organization")
    return Evidence.objects.filter(organization__in=owners)


def library_for(user):
    """Every file of the organizations whose self-check the user fills in."""
    owners = _any(Q(organization=one) for one in _places(user, "self_check"))
    return Evidence.objects.filter(owners)


def report_scopes_for(user):
    """Where the user may ask for a report: the district or towns in reach."""
    places = organizations_for(user, "make_reports")
    return places.filter(Q(parent=None) | Q(town=F("pk")))


def reports_for(user):
    """Reports on the district or a town in reach, whoever asked for them."""
    return Report.objects.filter(scope(user, "make_reports", "scope__"))


def report_or_404(user, pk):
    return get_object_or_404(with_versions(reports_for(user)), pk=pk)


def report_file_or_404(user, pk):
    files = ReportFile.objects.filter(report__in=reports_for(user))
    return get_object_or_404(files.select_related("report__round", "report__scope"), pk=pk)


def evidence_or_404(user, pk):
    return get_object_or_404(evidence_for(user).select_related("organization"), pk=pk)


def _decided():
    rows = Evaluation.objects.filter(is_current=True, decision__in=DECIDED)
    return rows.order_by().values("candidacy")


def _with_papers(sheets):
    return sheets.select_related(
        "candidacy__organization", "candidacy__round", "candidacy__standard"
    )


def _writable(user):
    return _any(
        Q(stage=stage) & _reach(user, right, "candidacy__") for right, stage in STAGE_OF.items()
    )


def _any(conditions):
    reach = Q(pk__in=[])
    for condition in conditions:
        reach |= condition
    return reach


def _reach(user, right, prefix=""):
    """A filter for rows whose candidacy (at lookup `prefix`) is in reach by that right."""
    if right == "self_check":
        return _any(Q(**{f"{prefix}organization": one}) for one in _places(user, right))
    if right == "review":
        return _any(
            Q(**{f"{prefix}organization__path__startswith": one.path})
            & ~Q(**{f"{prefix}organization": one})
            for one in _places(user, right)
        )
    reach = scope(user, right, f"{prefix}organization__")
    if right == "spot_check":
        drawn = _own_visits(user).filter(kind="spot").values("candidacy")
        return reach & Q(**{f"{prefix.removesuffix('__') or 'pk'}__in": drawn})
    return reach


def _places(user, right):
    """The organizations at which the user holds that right."""
    return [one.organization for one in appointments(user) if right in ROLES[one.role].rights]


def _own_visits(user):
    return Visit.objects.filter(team__members__user=user.pk)
