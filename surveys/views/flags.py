"""Sheets with a sign of doubt: who has them, why, and the decision to leave them out or not."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from creation.access import need
from creation.views.downloads import table_file
from surveys import access
from surveys.forms import FlagFilterForm
from surveys.integrity import FLAGS
from surveys.models import STRATA, FlagDecision
from surveys.queries.flags import crowded, flag_groups
from surveys.services import flags
from surveys.services.rates import committed
from wuhao.errors import Refused
from wuhao.templatetags.formatting import percent, ymd_hm

PAGE = 50
TITLES = [
    "党组织代码", "党组织", "所在街镇", "疑点", "文件", "份数", "占该文件中本组织答卷",
    "处理", "理由", "决定人", "决定时间",
]  # fmt: skip


@require_safe
@need(access.RIGHT)
def flag_list(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    form, groups = _filtered(request, questionnaire)
    reach = access.reach_of(request.user)
    names = dict(STRATA)
    context = {
        "questionnaire": questionnaire,
        "form": form,
        "page": Paginator(groups, PAGE).get_page(request.GET.get("page")),
        "query": request.GET.urlencode(),
        "crowded": [
            (organization, names[stratum], sheets, people)
            for organization, stratum, sheets, people in crowded(questionnaire, reach)
        ],
        "why_not": flags.why_not_decide(questionnaire, request.user),
    }
    return render(request, "surveys/flag_list.html", context)


@require_safe
@need(access.RIGHT)
def flag_export(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    _, groups = _filtered(request, questionnaire)
    rows = [TITLES, *map(_row, groups)]
    return table_file(request, rows, f"{questionnaire.name}疑点")


def _filtered(request, questionnaire):
    form = FlagFilterForm(request.GET or None)
    groups = flag_groups(committed(questionnaire), access.reach_of(request.user))
    return form, [group for group in groups if form.lets_through(group)]


def _row(group):
    unit, decision = group.organization, group.decision
    decided = ["计入", "", "", ""]
    if decision:
        decided = ["已剔除", decision.reason, decision.decided_by, ymd_hm(decision.decided_at)]
    share = percent(group.share)
    facts = [
        unit.code,
        unit.name,
        str(unit.town or ""),
        group.name,
        group.upload.name,
        group.sheets,
    ]
    return [*facts, share, *map(str, decided)]


@require_POST
@need(access.RIGHT)
def flag_leave_out(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    uploads = access.uploads_for(request.user).filter(questionnaire=questionnaire)
    upload = get_object_or_404(uploads, pk=_number(request, "upload"))
    organization = access.rated_organization_or_404(request.user, _number(request, "organization"))
    flag = request.POST.get("flag", "")
    reason = request.POST.get("reason", "")
    try:
        decision = flags.leave_out(
            upload=upload, organization=organization, flag=flag, reason=reason, by=request.user
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已剔除 {decision.sheets} 份“{FLAGS[flag]}”的答卷，三率已重算。")
    return redirect("rate_detail", pk=pk, organization=organization.pk)


@require_POST
@need(access.RIGHT)
def flag_take_back(request, pk):
    uploads = access.uploads_for(request.user)
    decision = get_object_or_404(FlagDecision, pk=pk, upload__in=uploads)
    reason = request.POST.get("reason", "")
    try:
        flags.take_back(decision=decision, reason=reason, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已恢复计入 {decision.sheets} 份答卷，三率已重算。")
    questionnaire = decision.upload.questionnaire_id
    return redirect("rate_detail", pk=questionnaire, organization=decision.organization_id)


def _number(request, name):
    """An id that was posted; 0, which nothing has, when it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
