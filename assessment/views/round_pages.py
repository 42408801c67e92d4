"""One round: where it stands stage by stage, what was decided for it, its deadlines moved."""

from datetime import timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.access import candidacies_for
from assessment.forms.rounds import DeadlineForm, StageDatesForm
from assessment.queries.reminders import waiting_people
from assessment.queries.rounds import LISTS, progress_of
from assessment.services.opening import why_not_order
from assessment.services.reminders import reschedule
from creation.access import may, may_everywhere, need, need_everywhere
from creation.models import STAGES, Round, RoundStage
from creation.policy import LABELS, QUOTA_GROUPS
from creation.queries.round_checks import advice, missing
from creation.queries.rounds import current_policy
from creation.services.deadlines import date_stage, why_not_date, why_not_move
from creation.services.round_drafts import opening
from creation.services.rounds import why_not_close
from creation.views.jobs import job_component
from creation.views.round_editing import remarks
from creation.views.rounds import round_in_use
from wuhao.errors import Refused
from wuhao.navigation import link

WEEK = timedelta(days=7)
SHARES = {
    "organization_weight", "rates_weight", "spot_weight", "goal_floor", "sampling_share",
    "quota_share", "target_share", "census_share",
}  # fmt: skip


@need("see_results", "edit_rounds")
@require_safe
def round_detail(request, code):
    round = get_object_or_404(Round, code=code)
    row, policy = current_policy(round)
    values = policy.as_dict()
    context = {
        "round": round,
        "policy_row": row,
        "policy": [(label, policy_text(key, values[key])) for key, label in LABELS.items()],
        "standards": round.round_standards.select_related("sector", "standard"),
        "red_lines": round.round_red_lines.select_related("red_line").prefetch_related(
            "red_line__departments"
        ),
        "may_edit": may_everywhere(request.user, "edit_rounds"),
        "why_not_close": why_not_close(round),
        **_stages(request, round),
    }
    if round.state == "draft" and context["may_edit"]:
        context |= _draft(request, round)
    return render(request, "assessment/round_detail.html", context)


def _stages(request, round) -> dict:
    """The stepper, and a row per stage; its links lead to the round that is looked at."""
    found = progress_of(round, candidacies_for(request.user).filter(round=round))
    looked_at = round_in_use(request) == round
    steps = [
        {"label": one.label, "note": _span(one.row), "state": one.state} for one in found if one.row
    ]
    rows = [
        {"stage": one, "href": _list(one) if looked_at and _leads_on(request, one) else ""}
        for one in found
    ]
    return {"steps": steps, "stages": rows, "looked_at": looked_at}


def _span(row) -> str:
    return f"{row.starts_on:%m-%d} 至 {row.ends_on:%m-%d}"


def _leads_on(request, one) -> bool:
    """Somebody is awaited; and not everybody who sees the round takes care of its survey."""
    return bool(one.open) and (one.code != "survey" or may(request.user, "edit_surveys"))


def _list(one) -> str:
    page, query = LISTS[one.code]
    return link(page, **query)


def _draft(request, round) -> dict:
    job = opening(round)
    return {
        "missing": remarks(round, missing(round)),
        "advice": remarks(round, advice(round)),
        "why_not_open": why_not_order(round),
        "job": job_component(request, job) if job and job.requested_by == request.user else None,
    }


def policy_text(key, value) -> str:
    """A policy's value as people say it: 0.7 is 70%."""
    if key == "quota_by":
        return QUOTA_GROUPS[value]
    if not value:
        return "—"
    return f"{(Decimal(value) * 100).normalize():f}%" if key in SHARES else value


@need_everywhere("edit_rounds")
@require_http_methods(["GET", "POST"])
def stage_deadline(request, code, stage):
    """Later, or earlier: with the reason, and those whom it concerns are told."""
    rows = RoundStage.objects.select_related("round")
    row = rows.filter(round__code=code, stage=stage).first()
    if row is None:
        return _first_dates(request, get_object_or_404(Round, code=code), stage)
    today = timezone.localdate()
    day = today if "today" in request.GET else max(row.ends_on, today) + WEEK
    form = DeadlineForm(request.POST or None, stage=row, initial={"ends_on": day})
    if request.method == "POST" and form.is_valid():
        try:
            told = reschedule(stage=row, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            ends_on = form.cleaned_data["ends_on"]
            words = f"{row.get_stage_display()}改为 {ends_on} 截止，已提醒 {told} 人。"
            messages.success(request, words)
            return redirect("round_detail", code)
    context = {
        "nav": "rounds",
        "round": row.round,
        "form": form,
        "label": f"调整{row.get_stage_display()}的截止日期",
        "text": f"现在是 {row.starts_on} 至 {row.ends_on}，"
        f"还有 {len(waiting_people(row.round, stage))} 人没有办完，保存后会收到提醒。"
        "调整和理由写在轮次页上，并记入日志。要提前结束，请填今天。",
        "why_not": why_not_move(row),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/round_form.html", context, status=status)


def _first_dates(request, round, stage):
    """For a stage that was left without dates."""
    if (label := dict(STAGES).get(stage)) is None:
        raise Http404
    form = StageDatesForm(request.POST or None, round=round, stage=stage)
    if request.method == "POST" and form.is_valid():
        row = date_stage(round=round, stage=stage, by=request.user, **form.cleaned_data)
        messages.success(request, f"{label}定在 {_span(row)}。")
        return redirect("round_detail", round.code)
    context = {
        "nav": "rounds",
        "round": round,
        "form": form,
        "label": f"定{label}的日期",
        "text": "定下以后，到期前照常提醒；再要改动，须写明理由。",
        "why_not": why_not_date(round, stage),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/round_form.html", context, status=status)
