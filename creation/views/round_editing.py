"""A draft round step by step: created, edited, checked, deleted."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import need, need_everywhere
from creation.forms.rounds import (
    BasicsForm,
    EditionsForm,
    NewRoundForm,
    PolicyForm,
    RedLinesForm,
    StagesForm,
)
from creation.models import STAGES, Round
from creation.policy import LABELS
from creation.queries.round_checks import advice, changes_since, missing, scope_by_sector
from creation.queries.rounds import last_opened, previous_round, spec_of
from creation.round_files import RoundError, RoundSpec, as_toml
from creation.services import round_drafts as service
from creation.services.rounds import why_not_freeze
from wuhao.errors import Conflict, Refused
from wuhao.navigation import link

STEPS = {
    "basics": "基本信息",
    "stages": "阶段时间",
    "policy": "评分办法",
    "red_lines": "高压线",
    "editions": "创建标准",
    "scope": "参评范围",
    "check": "检查并开启",
}
FORMS = {
    "basics": BasicsForm,
    "stages": StagesForm,
    "policy": PolicyForm,
    "red_lines": RedLinesForm,
    "editions": EditionsForm,
}
PAGES = {"organizations": "organization_list", "people": "appointment_list"}  # mended elsewhere
WORDS = {
    "code": "轮次代码", "name": "名称", "dates": "起止日期", "reference_on": "基准日",
    "stages": "阶段", "reminders": "提醒", "standards": "标准", "switched_off": "停用高压线",
}  # fmt: skip


@need_everywhere("edit_rounds")
@require_http_methods(["GET", "POST"])
def round_create(request):
    before = last_opened()
    form = NewRoundForm(request.POST or None, initial={"copy_from": before})
    if request.method == "POST" and form.is_valid():
        try:
            round = service.create_draft(
                spec=RoundSpec(**form.changes),
                copy_from=form.cleaned_data["copy_from"],
                by=request.user,
            )
        except (Refused, RoundError) as error:
            _tell(form, error)
        else:
            messages.success(request, f"“{round}”已建立，是筹备中的草稿，请接着核对各步。")
            return redirect("round_edit", round.code, "stages")
    context = {"form": form, "step": "basics", "steps": _steps(None, "basics"), "nav": "rounds"}
    status = 422 if form.errors else 200
    return render(request, "creation/rounds/create.html", context, status=status)


@need_everywhere("edit_rounds")
@require_http_methods(["GET", "POST"])
def round_edit(request, code, step):
    round = get_object_or_404(Round, code=code)
    if step not in STEPS:
        raise Http404
    if sentence := service.why_not_edit(round):
        raise Refused(sentence)
    context = {"round": round, "step": step, "label": STEPS[step], "nav": "rounds"}
    context["steps"] = _steps(round, step)
    if step in FORMS:
        return _edit(request, round, step, context)
    context |= _scope(round) if step == "scope" else _check(round)
    return render(request, f"creation/rounds/{step}.html", context)


def _edit(request, round, step, context):
    spec = spec_of(round)
    form = FORMS[step](request.POST or None, spec=spec)
    seen, status = service.fingerprint(spec, form.parts), 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = service.save_draft(
                round=round,
                changes=form.changes,
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
        except Conflict as conflict:
            context |= {"conflict": str(conflict), "differences": _differences(conflict)}
            status = 409
        except (Refused, RoundError) as error:
            _tell(form, error)
        else:
            messages.success(request, f"{STEPS[step]}已保存。")
            return redirect("round_edit", saved.code, _next(step))
    if form.errors:  # what was shown stays what is compared with: the first save still counts
        seen, status = request.POST.get("seen", ""), 422
    context |= {"form": form, "seen": seen, "back": _before(step)}
    return render(request, f"creation/rounds/edit_{step}.html", context, status=status)


def _tell(form, error) -> None:
    for sentence in getattr(error, "errors", None) or [str(error)]:
        form.add_error(None, sentence)


def _differences(conflict) -> list[tuple]:
    """(what, mine, theirs) of every value that differs."""
    mine, theirs = (_flat(service.in_log(one)) for one in (conflict.mine, conflict.theirs))
    names = list(dict.fromkeys([*mine, *theirs]))
    return [
        (name, mine.get(name, "—"), theirs.get(name, "—"))
        for name in names
        if mine.get(name) != theirs.get(name)
    ]


def _flat(values) -> dict:
    policy = {LABELS[key]: value or "—" for key, value in values.pop("policy").items()}
    flat = {}
    for key, value in values.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        for name, one in parts:
            shown = "、".join(map(str, one)) if isinstance(one, list) else one
            flat[f"{WORDS[key]} {name}".strip()] = shown or "—"
    return flat | policy


def _steps(round, current) -> list[dict]:
    """The wizard's steps as links; before there is a round only the first one is."""
    return [
        {
            "label": label,
            "href": reverse("round_edit", args=[round.code, code]) if round else "",
            "now": code == current,
        }
        for code, label in STEPS.items()
    ]


def _next(step):
    codes = list(STEPS)
    return codes[codes.index(step) + 1]


def _before(step):
    codes = list(STEPS)
    place = codes.index(step)
    return codes[place - 1] if place else ""


def _scope(round) -> dict:
    rows, before = scope_by_sector(round), previous_round(round)
    for row in rows:
        sector = row["sector"].pk
        row["href"] = link("organization_list", sector=sector, is_rated=1)
        row["others_href"] = link("organization_list", sector=sector, is_rated=0)
    context = {"rows": rows, "total": sum(row["units"] for row in rows), "before": before}
    return context | (changes_since(round, before) if before else {})


def _check(round) -> dict:
    return {
        "missing": remarks(round, missing(round)),
        "advice": remarks(round, advice(round)),
        "why_not_open": why_not_freeze(round),
        "dated": [(label, _dates(round, code)) for code, label in STAGES],
    }


def _dates(round, code):
    found = [one for one in round.stages.all() if one.stage == code]
    return f"{found[0].starts_on} 至 {found[0].ends_on}" if found else "没有定日期"


def remarks(round, found) -> list[dict]:
    """Each sentence with the page that mends it."""
    return [
        {
            "text": one.text,
            "href": link(PAGES[one.step])
            if one.step in PAGES
            else link("round_edit", round.code, one.step),
        }
        for one in found
    ]


@need_everywhere("edit_rounds")
@require_http_methods(["GET", "POST"])
def round_delete(request, code):
    round = get_object_or_404(Round, code=code)
    if request.method == "POST":
        service.delete_draft(round=round, by=request.user)
        messages.success(request, f"草稿“{round}”已删除。")
        return redirect("round_list")
    if sentence := service.why_not_delete(round):
        raise Refused(sentence)
    context = {
        "title": f"删除草稿“{round}”",
        "text": "阶段时间、评分办法和标准的选择一并删掉，操作日志里留有记录。",
        "confirm_label": "删除草稿",
        "danger": True,
        "nav": "rounds",
        "back_url": reverse("round_detail", args=[code]),
    }
    return render(request, "confirm.html", context)


@need("edit_rounds", "see_results")
@require_safe
def round_file(request, code):
    """The round as the file that manage.py open_round reads."""
    round = get_object_or_404(Round, code=code)
    response = HttpResponse(as_toml(spec_of(round)), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="round-{round.code}.toml"'
    return response
