"""Moves of a round that concern its candidacies: opened, closed, one more, another policy."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessment.forms.rounds import CandidacyForm, PolicyForm
from assessment.services.candidacies import add_candidacy, close_round
from assessment.services.moves import why_not_in
from assessment.services.opening import order
from assessment.services.policies import adopt_policy, why_not_adopt_policy
from creation.access import may_everywhere, need
from creation.models import Round
from creation.queries.rounds import current_policy
from creation.services.rounds import why_not_close
from creation.views.rounds import look_at
from wuhao.errors import Refused

RIGHT = "edit_rounds"


def _round(request, code):
    """A round is of the whole district."""
    if not may_everywhere(request.user, RIGHT):
        raise Http404
    return get_object_or_404(Round, code=code)


@require_POST
@need(RIGHT)
def round_open(request, code):
    round_ = _round(request, code)
    if order(round=round_, by=request.user):
        messages.success(request, f"“{round_}”正在开启，单位较多，请稍候。")
        return redirect("round_detail", code)
    count = round_.candidacies.count()
    messages.success(request, f"“{round_}”已开启，{count} 个参评单位列入名单。")
    return redirect("round_detail", code)


@require_http_methods(["GET", "POST"])
@need(RIGHT)
def round_close(request, code):
    round_ = _round(request, code)
    if request.method == "POST":
        close_round(round=round_, by=request.user)
        messages.success(request, f"“{round_}”已结束。")
        return redirect("round_detail", code)
    if sentence := why_not_close(round_):
        raise Refused(sentence)
    context = {
        "title": f"结束{round_}",
        "text": "结束以后这一轮不能再打开，结果和记录都保留。",
        "confirm_label": "结束本轮",
        "danger": True,
        "back_url": reverse("round_detail", args=[code]),
    }
    return render(request, "confirm.html", context)


@require_POST
@need("see_results", RIGHT)
def round_look(request, code):
    """Show this round on workbench and lists until another one is chosen."""
    look_at(request, get_object_or_404(Round, code=code))
    return redirect("workbench")


@require_http_methods(["GET", "POST"])
@need(RIGHT)
def candidacy_add(request, code):
    round_ = _round(request, code)
    form = CandidacyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        candidacy = add_candidacy(round=round_, by=request.user, **form.cleaned_data)
        messages.success(request, f"{candidacy.organization}已列入参评名单。")
        return redirect("candidacy_detail", candidacy.pk)
    text = "轮次开启以后新列入的组织，要写明理由。"
    return _form(request, round_, form, "补充列入", text, why_not_in(round_))


@require_http_methods(["GET", "POST"])
@need(RIGHT)
def round_policy(request, code):
    """A new version of the policy; evaluations name the version that they used."""
    round_ = _round(request, code)
    form = PolicyForm(request.POST or None, policy=current_policy(round_)[1])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        row = adopt_policy(round=round_, values=form.values, reason=reason, by=request.user)
        messages.success(request, f"评价政策第 {row.version} 版已通过，请重新进行综合评价。")
        return redirect("round_detail", code)
    text = "新的一版记下日期、人和理由；公示以后不能再改。比例可以填 0.7，也可以填 70%。"
    why_not = why_not_adopt_policy(round_, "-")
    return _form(request, round_, form, "修改评价政策", text, why_not)


def _form(request, round_, form, label, text, why_not):
    context = {
        "nav": "rounds",
        "round": round_,
        "form": form,
        "label": label,
        "text": text,
        "why_not": why_not,
    }
    return render(
        request, "assessment/round_form.html", context, status=422 if form.errors else 200
    )
