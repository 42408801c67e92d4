"""命名: the 拟命名 list, 公示 with its objections, naming, and the end of a title."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from assessment.access import title_or_404, titles_for
from assessment.filters.titles import TitleFilter
from assessment.forms.titles import (
    AnswerObjectionForm,
    ObjectionForm,
    PublicizeForm,
    ReasonForm,
)
from assessment.models import Objection
from assessment.queries.titles import listed_titles, title_counts
from assessment.services import objections
from assessment.services import titles as service
from assessment.tables.titles import TitleTable
from creation.access import may_everywhere, need
from creation.models import Round
from creation.queries.rounds import current_policy
from creation.views.downloads import list_file
from creation.views.rounds import round_in_use
from wuhao.errors import Refused
from wuhao.navigation import link

PER_PAGE = 20
RIGHT = "name_titles"


@require_GET
@need("see_results", RIGHT)
def title_list(request):
    round_ = round_in_use(request)
    reach = titles_for(request.user).filter(candidacy__round=round_)
    narrowed = TitleFilter(request.GET, queryset=listed_titles(reach))
    table = TitleTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if file := list_file(request, table, "命名清单"):
        return file
    context = {
        "nav": "naming",
        "round": round_,
        "counts": [
            one | {"href": link("title_list", state=one["code"])} for one in title_counts(reach)
        ],
        "filter": narrowed,
        "table": table,
        **_steps(request, round_, reach),
    }
    return render(request, "assessment/title_list.html", context)


def _steps(request, round_, reach):
    """The three steps for the whole list, each with what stands in its way."""
    if round_ is None or not may_everywhere(request.user, RIGHT):
        return {"may_name": False}
    why_not_propose = service.why_not_propose(round_)
    chosen, left_out = ([], []) if why_not_propose else service.choose(round_)
    fresh = [one for one in chosen if not _stands(one)]
    proposed = reach.filter(state="proposed").count()
    days = current_policy(round_)[1].publicity_days
    today = timezone.localdate()
    return {
        "may_name": True,
        "left_out": left_out,
        "fresh": len(fresh),
        "why_not_propose": why_not_propose or ("" if fresh else "没有可以新列入的组织。"),
        "proposed": proposed,
        "why_not_publicize": "" if proposed else "没有拟命名的组织。",
        "publicize_form": PublicizeForm(initial={"starts_on": today}),
        "publicity_days": days,
        "why_not_name": service.why_not_name_all(round_),
    }


def _stands(evaluation):
    title = getattr(evaluation.candidacy, "title", None)
    return title is not None and title.state != "dropped"


def _round(request, code):
    """Only who names in the whole district moves a whole list."""
    if not may_everywhere(request.user, RIGHT):
        raise Http404
    return get_object_or_404(Round, code=code)


@require_POST
@need(RIGHT)
def title_propose(request, code):
    proposal = service.propose(round=_round(request, code), by=request.user)
    messages.success(request, f"已列入拟命名 {len(proposal.titles)} 个组织。")
    return redirect("title_list")


@require_POST
@need(RIGHT)
def title_publicize(request, code):
    """公示 for everybody who is proposed."""
    round_ = _round(request, code)
    form = PublicizeForm(request.POST)
    if not form.is_valid():
        raise Refused(form.errors["starts_on"][0])
    reach = titles_for(request.user).filter(candidacy__round=round_, state="proposed")
    titles = service.publicize(
        titles=reach.select_related("candidacy__round", "candidacy__organization"),
        starts_on=form.cleaned_data["starts_on"],
        by=request.user,
    )
    ends_on = titles[0].publicity_to
    messages.success(request, f"{len(titles)} 个组织开始公示，到 {ends_on:%Y-%m-%d} 为止。")
    return redirect("title_list")


@require_POST
@need(RIGHT)
def title_name_all(request, code):
    """Name everybody whose 公示 is over; who has to wait is told why."""
    round_ = _round(request, code)
    if sentence := service.why_not_name_all(round_):
        raise Refused(sentence)
    named, waiting = service.name_all(round=round_, by=request.user)
    messages.success(request, f"已命名 {len(named)} 个组织。")
    for title, sentence in waiting[:10]:
        messages.warning(request, f"{title.candidacy.organization}：{sentence}")
    return redirect("title_list")


@require_GET
def title_detail(request, pk):
    return _show(request, title_or_404(request.user, pk))


def _show(request, title, *, status=200, **forms):
    names = may_everywhere(request.user, RIGHT)
    context = {
        "nav": "naming",
        "title": title,
        "objections": list(title.objections.select_related("recorded_by")),
        "may_name": names,
        "why_not_name": service.why_not_name(title),
        "why_not_object": objections.why_not_object(title),
        "why_not_end": service.why_not_end(title),
        "end_label": "摘牌" if title.state == "named" else "取消拟命名",
        "objection_form": ObjectionForm(prefix="objection"),
        "answer_form": AnswerObjectionForm(auto_id=False),
        "reason_form": ReasonForm(prefix="end"),
        **forms,
    }
    return render(request, "assessment/title_detail.html", context, status=status)


@require_POST
def title_name(request, pk):
    title = title_or_404(request.user, pk, RIGHT)
    service.name(title=title, by=request.user)
    messages.success(request, f"已命名{title.candidacy.organization}。")
    return redirect("title_detail", pk)


@require_POST
def title_end(request, pk):
    """摘牌 of a named title; before naming, off the list."""
    title = title_or_404(request.user, pk, RIGHT)
    form = ReasonForm(request.POST, prefix="end")
    if not form.is_valid():
        return _show(request, title, status=422, reason_form=form, form=form)
    end = service.revoke if title.state == "named" else service.drop
    end(title=title, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"{title.candidacy.organization}：{title.get_state_display()}。")
    return redirect("title_detail", pk)


@require_POST
def objection_create(request, pk):
    title = title_or_404(request.user, pk, RIGHT)
    form = ObjectionForm(request.POST, prefix="objection")
    if not form.is_valid():
        return _show(request, title, status=422, objection_form=form, form=form)
    objections.object_to(title=title, by=request.user, **form.cleaned_data)
    messages.success(request, "异议已记录。")
    return redirect("title_detail", pk)


@require_POST
def objection_answer(request, pk):
    objection = get_object_or_404(Objection, pk=pk)
    title = title_or_404(request.user, objection.title_id, RIGHT)
    objection.title = title
    form = AnswerObjectionForm(request.POST)
    if not form.is_valid():
        raise Refused(form.errors["answer"][0])
    objections.answer_objection(
        objection=objection, answer=form.cleaned_data["answer"], by=request.user
    )
    messages.success(request, "处理结果已记录。")
    return redirect("title_detail", title.pk)
