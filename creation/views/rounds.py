"""Rounds: the list, one of them with its stages, policy, editions and red lines, a new one."""

from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation.access import may_everywhere, need, need_everywhere
from creation.forms import TomlForm
from creation.models import STAGES, RedLine, Round, RoundRedLine
from creation.policy import LABELS, QUOTA_GROUPS
from creation.queries.rounds import current_policy, current_round
from creation.round_files import RoundError
from creation.services import rounds as service
from creation.tables import RoundTable
from creation.tables.rounds import RedLineTable
from wuhao.errors import Refused

INTRO = (
    "轮次写在一个 TOML 文件里：代码、名称、起止日期、各阶段日期、各领域所用标准、评价政策、"
    "停用的高压线（要写理由）。上传后是筹备中的轮次，可以再传覆盖；开启以后标准和高压线不再改动。"
)
SHARES = {"organization_weight", "rates_weight", "spot_weight", "goal_floor"} | {
    "sampling_share",
    "quota_share",
    "target_share",
}


@need("see_results", "edit_rounds")
@require_safe
def round_list(request):
    table = RoundTable(Round.objects.all())
    RequestConfig(request, paginate={"per_page": 20}).configure(table)
    context = {"table": table, "may_edit": may_everywhere(request.user, "edit_rounds")}
    return render(request, "creation/rounds/list.html", context)


@need("see_results", "edit_rounds")
@require_safe
def round_detail(request, code):
    round = get_object_or_404(Round, code=code)
    row, policy = current_policy(round)
    values = policy.as_dict()
    context = {
        "round": round,
        "steps": stage_steps(round),
        "policy_row": row,
        "policy": [(label, policy_text(key, values[key])) for key, label in LABELS.items()],
        "standards": round.round_standards.select_related("sector", "standard"),
        "red_lines": round.round_red_lines.select_related("red_line").prefetch_related(
            "red_line__departments"
        ),
        "may_edit": may_everywhere(request.user, "edit_rounds"),
        "why_not_open": service.why_not_freeze(round),
        "why_not_close": service.why_not_close(round),
    }
    return render(request, "creation/rounds/detail.html", context)


def stage_steps(round) -> list[dict]:
    """The stages for components/stepper.html; the calendar says where we are."""
    today = timezone.localdate()
    dates = {one.stage: one for one in round.stages.all()}
    return [_step(label, dates[stage], today) for stage, label in STAGES if stage in dates]


def _step(label, stage, today) -> dict:
    state = "done" if stage.ends_on < today else "todo" if stage.starts_on > today else "now"
    note = f"{stage.starts_on:%m-%d} 至 {stage.ends_on:%m-%d}"
    return {"label": label, "note": note, "state": state}


def policy_text(key, value) -> str:
    """A policy's value as people say it: 0.7 is 70%."""
    if key == "quota_by":
        return QUOTA_GROUPS[value]
    if not value:
        return "—"
    return f"{(Decimal(value) * 100).normalize():f}%" if key in SHARES else value


@need("edit_rounds", "see_clearances", "see_log")
@require_safe
def red_line_list(request):
    """The register that rounds take their red lines from."""
    uses = defaultdict(list)
    for one in RoundRedLine.objects.select_related("round").order_by("round__starts_on"):
        uses[one.red_line_id].append(one)
    table = RedLineTable(RedLine.objects.prefetch_related("departments"), uses=uses)
    RequestConfig(request, paginate={"per_page": 20}).configure(table)
    return render(request, "creation/rounds/red_lines.html", {"table": table})


@need_everywhere("edit_rounds")
@require_http_methods(["GET", "POST"])
def round_define(request):
    form, errors = TomlForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        try:
            round = service.define_round(data=form.data_read, by=request.user)
        except RoundError as error:
            errors = error.errors
        except Refused as refused:
            errors = [str(refused)]
        else:
            messages.success(request, f"“{round}”已定义，核对无误后开启。")
            return redirect("round_detail", code=round.code)
    context = {"form": form, "errors": errors, "title": "定义轮次", "upload": True}
    context |= {"intro": INTRO, "submit_label": "上传", "back_url": reverse("round_list")}
    return render(request, "creation/form.html", context)


LOOKED_AT = "round"


def look_at(request, round) -> None:
    request.session[LOOKED_AT] = round.code


def round_in_use(request):
    """The round that the person chose to look at, else the current one; None without any."""
    code = request.session.get(LOOKED_AT)
    chosen = Round.objects.filter(code=code).first() if code else None
    return chosen or current_round()
