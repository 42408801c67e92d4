"""抽签: teams, the draw with its published seed, and who checks whom."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import candidacy_or_404, visit_or_404
from assessment.forms.draws import AssignForm, DrawForm, MidtermForm, TeamForm
from assessment.models import Draw
from assessment.queries.draws import draws_of, spot_progress, teams_of, visits_of
from assessment.services import draws as service
from creation.access import may_everywhere, need
from creation.models import Round
from creation.queries.rounds import current_policy
from creation.views.rounds import round_in_use
from wuhao.errors import Refused

RIGHT = "draw"


@require_GET
@need(RIGHT)
def draw_list(request):
    return _show(request, round_in_use(request))


def _show(request, round_, *, status=200, **more):
    """The page of the round's draws; `more` holds a form that was refused, or a preview."""
    context = {"nav": "spot_check", "round": round_}
    if round_ is not None:
        context |= {
            "eligible": service.eligible(round_).count(),
            "progress": spot_progress(round_),
            "draws": draws_of(round_),
            "teams": teams_of(round_),
            "why_not_draw": service.why_not_draw(round_),
            "draw_form": DrawForm.fresh(current_policy(round_)[1]),
            "team_form": TeamForm(prefix="team"),
            "may_draw": may_everywhere(request.user, RIGHT),
        }
    return render(request, "assessment/draw_list.html", context | more, status=status)


def _round(request, code):
    """A draw is of the whole district."""
    if not may_everywhere(request.user, RIGHT):
        raise Http404
    return get_object_or_404(Round, code=code)


@require_POST
@need(RIGHT)
def team_create(request, code):
    round_ = _round(request, code)
    form = TeamForm(request.POST, prefix="team")
    if not form.is_valid():
        return _show(request, round_, status=422, team_form=form, form=form)
    team = service.make_team(round=round_, by=request.user, **form.cleaned_data)
    messages.success(request, f"检查组“{team}”已组建。")
    return redirect("draw_list")


@require_POST
@need(RIGHT)
def draw_preview(request, code):
    """Places per stratum, never names: seeds are not tried until somebody fits."""
    round_ = _round(request, code)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _show(request, round_, status=422, draw_form=form, form=form)
    typed = {name: form.cleaned_data[name] for name in ("share", "exclusions", "additions")}
    try:
        strata = service.places(round=round_, **typed)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _show(request, round_, status=409, draw_form=form, form=form)
    preview = {"strata": strata, "places": sum(one.places for one in strata)}
    return _show(request, round_, draw_form=form, preview=preview)


@require_POST
@need(RIGHT)
def draw_run(request, code):
    round_ = _round(request, code)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _show(request, round_, status=422, draw_form=form, form=form)
    try:
        made = service.draw(round=round_, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _show(request, round_, status=409, draw_form=form, form=form)
    messages.success(request, f"抽签完成，列入抽查 {made.visits.count()} 个组织。")
    return redirect("draw_detail", made.pk)


@require_GET
@need(RIGHT)
def draw_detail(request, pk):
    """Seed, strata and who was drawn, for anybody to check again."""
    if not may_everywhere(request.user, RIGHT):
        raise Http404
    made = get_object_or_404(Draw.objects.select_related("round", "drawn_by"), pk=pk)
    visits = visits_of(made)
    context = {
        "nav": "spot_check",
        "draw": made,
        "visits": visits,
        "without_team": sum(visit.team is None for visit in visits),
    }
    return render(request, "assessment/draw_detail.html", context)


@require_http_methods(["GET", "POST"])
def visit_assign(request, pk):
    """Give a visit to a team that comes from elsewhere."""
    visit = visit_or_404(request.user, pk, RIGHT)
    form = AssignForm(
        request.POST or None, round=visit.candidacy.round, initial={"team": visit.team_id}
    )
    if request.method == "POST" and form.is_valid():
        service.assign(visit=visit, by=request.user, **form.cleaned_data)
        messages.success(request, f"{visit.candidacy.organization}由{visit.team}检查。")
        return redirect("draw_detail", visit.draw_id) if visit.draw_id else redirect("visit_list")
    context = {
        "nav": "spot_check",
        "title": f"指派检查组：{visit.candidacy.organization}",
        "form": form,
        "submit_label": "指派",
    }
    return render(
        request, "assessment/visit_form.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def midterm_plan(request, pk):
    """An unannounced check on the way, beside the draw."""
    candidacy = candidacy_or_404(request.user, pk, RIGHT)
    form = MidtermForm(request.POST or None, round=candidacy.round)
    if request.method == "POST" and form.is_valid():
        service.plan_midterm(candidacy=candidacy, by=request.user, **form.cleaned_data)
        messages.success(request, f"已安排{candidacy.organization}的中途检查。")
        return redirect("candidacy_detail", pk)
    context = {
        "nav": "spot_check",
        "title": f"安排中途检查：{candidacy.organization}",
        "form": form,
        "submit_label": "安排",
    }
    return render(
        request, "assessment/visit_form.html", context, status=422 if form.errors else 200
    )
