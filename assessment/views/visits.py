"""Spot-checks: an inspector's visits, and the form of one, made for a phone."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import visit_or_404, visits_for
from assessment.forms.visits import SignOffForm
from assessment.models import Visit
from assessment.queries.papers import marks_by_item, paper_of
from assessment.queries.visits import with_progress
from assessment.services.sheets import start, why_not_start
from assessment.services.visits import sign_off, why_not_sign_off
from assessment.views.papers import PaperPage, tasks
from creation.access import may, need
from creation.views.downloads import table_file, wanted
from creation.views.rounds import round_in_use


@require_GET
@need("spot_check", "draw")
def visit_list(request):
    """The visits of the inspector's own teams; who draws sees all of the round there."""
    round_ = round_in_use(request)
    own = Q(pk__in=visits_for(request.user).values("pk"))
    drawn = Q(pk__in=visits_for(request.user, "draw").values("pk"))
    visits = Visit.objects.filter(own | drawn, candidacy__round=round_).annotate(is_own=own)
    visits = list(with_progress(visits))
    if wanted(request):
        return table_file(request, _lines(visits), "抽查清单")
    context = {
        "nav": "spot_check",
        "round": round_,
        "visits": visits,
        "draws": may(request.user, "draw"),
    }
    return render(request, "assessment/visit_list.html", context)


def _lines(visits):
    yield [
        "党组织",
        "领域",
        "所在街镇",
        "检查组",
        "种类",
        "检查日期",
        "已查项数",
        "全部项数",
        "事由",
    ]
    for one in visits:
        candidacy = one.candidacy
        places = (str(candidacy.organization), str(candidacy.sector), str(candidacy.town or ""))
        team, day = str(one.team or ""), one.visited_on or ""
        yield [*places, team, one.get_kind_display(), day, one.done, one.total, one.reason]


@require_GET
def visit_detail(request, pk):
    """The form of a spot-check; before it is begun, and for a mid-term check, a page of its own."""
    visit = visit_or_404(request.user, pk)
    sheet = _sheet_of(visit)
    if sheet is not None:
        sheet.candidacy = visit.candidacy
        return _show(request, visit, sheet)
    why_not = why_not_start(visit.candidacy, "spot") if visit.kind == "spot" else ""
    context = {"nav": "spot_check", "visit": visit, "why_not": why_not}
    return render(request, "assessment/visit_start.html", context)


def _sheet_of(visit):
    """The spot sheet; a mid-term check writes notes alone."""
    if visit.kind != "spot":
        return None
    return visit.candidacy.sheets.filter(stage="spot").first()


def show(request, sheet, *, refused=None, status=200):
    visit = Visit.objects.select_related("team").get(candidacy=sheet.candidacy_id, kind="spot")
    visit.candidacy = sheet.candidacy
    return _show(request, visit, sheet, refused=refused, status=status)


def _show(request, visit, sheet, *, refused=None, status=200):
    page = PaperPage(sheet, refused=refused)
    own = marks_by_item(sheet.candidacy_id, "self")
    context = {
        "nav": "spot_check",
        "visit": visit,
        "sheet": sheet,
        "paper": page.paper,
        "why_not": page.why_not,
        "errors": page.errors,
        "tasks": tasks(page.paper, "#goal-"),
        "sections": [
            (section, [(card, own.get(card.item.pk)) for card in page.cards(section)])
            for section in page.paper.sections
        ],
    }
    return render(request, "assessment/visit_detail.html", context, status=status)


def saved(mark):
    """What else changes when an item is saved; only now may the unit's own points be seen."""
    paper = paper_of(mark.sheet)
    own = marks_by_item(mark.sheet.candidacy_id, "self").get(mark.item_id)
    return {"paper": paper, "mark": paper.own(mark), "own": own, "tasks": tasks(paper, "#goal-")}


@require_POST
def visit_start(request, pk):
    visit = visit_or_404(request.user, pk)
    if _sheet_of(visit) is None:
        start(candidacy=visit.candidacy, stage="spot", by=request.user)
    return redirect("visit_detail", pk)


@require_http_methods(["GET", "POST"])
def visit_finish(request, pk):
    """听, 查, 评 and the signature: the sheet is handed in and the visit is done."""
    visit = visit_or_404(request.user, pk)
    posted = request.method == "POST"
    form = SignOffForm(request.POST if posted else None, initial=_initial(visit, request.user))
    if posted and form.is_valid():
        signed_by, notes = form.cleaned_data["signed_by"], form.notes()
        sign_off(visit=visit, notes=notes, signed_by=signed_by, by=request.user)
        messages.success(
            request, f"{visit.candidacy.organization}的{visit.get_kind_display()}已完成。"
        )
        return redirect("visit_list")
    sheet = _sheet_of(visit)
    context = {
        "nav": "spot_check",
        "visit": visit,
        "form": form,
        "paper": sheet and paper_of(sheet),
        "why_not": why_not_sign_off(visit),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/visit_finish.html", context, status=status)


def _initial(visit, user):
    notes = {name: getattr(visit, name) for name in ("heard", "inspected", "appraised")}
    return notes | {"signed_by": user.name}
