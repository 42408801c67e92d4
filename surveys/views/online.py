"""The online questionnaire as staff runs it: links for many, one link, its codes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import need
from surveys import access
from surveys.models import STRATA
from surveys.online_filters import LinkFilter
from surveys.online_forms import CodesForm, LinkForm, times_from
from surveys.queries.online import answer_counts, last_used, with_links
from surveys.queries.sampling import plans_of
from surveys.services import online as service
from surveys.services.answers import why_not_answer
from surveys.services.rates import enough_of, policy_of
from surveys.views.qr_sheets import address_of, qr_of
from wuhao.errors import Refused

PAGE = 20


def filtered(request, questionnaire, kind=LinkFilter):
    """The rated organizations in reach, as the filter in the address shows them."""
    rows = access.organizations_to_answer_for(request.user).filter(is_rated=True).open_on()
    rows = rows.select_related("town", "sector").order_by("code")
    return kind(request.GET, queryset=rows, request=request, questionnaire=questionnaire)


@require_safe
@need(access.RIGHT)
def online_list(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    shown = filtered(request, questionnaire)
    page = Paginator(with_links(shown.qs, questionnaire), PAGE).get_page(request.GET.get("page"))
    counts = answer_counts([link for one in page for link in one.links])
    plans = plans_of(
        questionnaire, [one.pk for one in page], enough_of(policy_of(questionnaire.round))
    )
    context = {
        "questionnaire": questionnaire,
        "filter": shown,
        "page": page,
        "rows": [_row(one, counts, plans[one.pk]) for one in page],
        "query": request.GET.urlencode(),
        "why_not_open": service.why_not_open(questionnaire),
        "nav": "surveys",
    }
    return render(request, "surveys/online/list.html", context)


def _row(organization, counts, plan):
    link = next(iter(organization.links), None)
    answered = counts[link.pk] if link else {}
    return {
        "organization": organization,
        "link": link,
        "status": status_of(link) if link else ("没有链接", "mute"),
        "answered": [(label, answered[code]) for code, label in STRATA if code in answered],
        "missing": sum(one.missing for one in plan),
    }


def status_of(link):
    """(words, kind) of a link for a status tag."""
    now = timezone.now()
    if link.upload.state != "committed":
        return "已作废", "mute"
    if now < link.opens_at:
        return "还没开始", "info"
    return ("已截止", "mute") if why_not_answer(link, now) else ("正在填", "ok")


@require_http_methods(["GET", "POST"])
@need(access.RIGHT)
def online_open(request, pk):
    """Links for all that the filter shows; those that have one get the same times."""
    questionnaire = access.questionnaire_or_404(request.user, pk)
    if reason := service.why_not_open(questionnaire):
        raise Refused(reason)
    chosen = list(filtered(request, questionnaire).qs)
    back = f"{reverse('online_list', args=[pk])}?{request.GET.urlencode()}"
    form = LinkForm(request.POST or None, initial=times_from(last_used(questionnaire)))
    if form.is_valid():
        number = service.open_links(
            questionnaire=questionnaire, organizations=chosen, by=request.user, **form.cleaned_data
        )
        messages.success(request, f"新开放 {number} 个链接，{len(chosen)} 个党组织按这个时间填。")
        return redirect(back)
    known = questionnaire.links.filter(organization__in=[one.pk for one in chosen]).count()
    context = {
        "title": "开放在线问卷",
        "text": f"当前筛选有 {len(chosen)} 个参评单位，其中 {known} 个已有链接，也按下面填。",
        "form": form,
        "confirm_label": "开放",
        "back_url": back,
    }
    return render(request, "confirm.html", context)


@require_safe
@need(access.RIGHT)
def online_detail(request, pk):
    link = access.link_or_404(request.user, pk)
    answered = answer_counts([link])[link.pk]
    enough = enough_of(policy_of(link.questionnaire.round))
    context = {
        "link": link,
        "status": status_of(link),
        "total": sum(answered.values()),
        "answered": [(label, answered[code]) for code, label in STRATA if code in answered],
        "plan": plans_of(link.questionnaire, [link.organization_id], enough)[link.organization_id],
        "address": address_of(link),
        "qr": qr_of(link),
        "codes": link.codes.count(),
        "nav": "surveys",
    }
    return render(request, "surveys/online/detail.html", context)


@require_http_methods(["GET", "POST"])
@need(access.RIGHT)
def online_times(request, pk):
    link = access.link_or_404(request.user, pk)
    form = LinkForm(request.POST or None, initial=times_from(link))
    if form.is_valid():
        service.change_link(link=link, by=request.user, **form.cleaned_data)
        messages.success(request, "时间已保存。")
        return redirect(link)
    context = {"title": "改时间和方式", "form": form, "back_url": link.get_absolute_url()}
    return render(request, "creation/form.html", context)


ACTS = {
    "close": (
        service.close_link,
        "现在截止",
        "从现在起不能再填；已经交上来的不变，以后还可以改截止时间重新开放。",
        "已截止。",
    ),
    "renew": (
        service.renew_address,
        "换一个地址",
        "原来印出去的二维码马上失效，要重新打印。",
        "地址已更换，请重新打印二维码。",
    ),
    "drop": (
        service.drop_answers,
        "作废答卷",
        "经这个链接交上来的答卷全部删除，从三率里去掉，不能恢复。",
        "答卷已作废，三率已重新计算。",
    ),
}


@require_http_methods(["GET", "POST"])
@need(access.RIGHT)
def online_act(request, pk, do):
    link = access.link_or_404(request.user, pk)
    act, label, warning, done = ACTS[do]
    if request.method == "POST":
        act(link=link, by=request.user)
        messages.success(request, done)
        return redirect(link)
    context = {
        "title": label,
        "text": f"{link.organization}：{warning}",
        "confirm_label": label,
        "danger": True,
        "back_url": link.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@need(access.RIGHT)
def online_codes(request, pk):
    """Codes are shown once, ready to be cut apart."""
    link = access.link_or_404(request.user, pk)
    form = CodesForm(request.POST or None, initial={"number": 50})
    if form.is_valid():
        try:
            codes = service.issue_codes(link=link, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            shown = [f"{code[:3]} {code[3:6]} {code[6:]}" for code in codes]
            context = {"link": link, "codes": shown, "address": address_of(link)}
            context |= {"qr": qr_of(link), "back_url": link.get_absolute_url()}
            return render(request, "surveys/online/codes.html", context)
    context = {"title": "发答题码", "form": form, "back_url": link.get_absolute_url()}
    return render(request, "creation/form.html", context | {"submit_label": "发放并显示"})
