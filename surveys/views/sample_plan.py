"""How many answers are needed, are there, are missing; for staff and for secretaries."""

from decimal import Decimal, InvalidOperation

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from creation.access import need
from creation.views.downloads import table_file
from surveys import access
from surveys.online_filters import AskedFilter
from surveys.planning import MARGINS, total_of
from surveys.queries.online import answer_counts, running_questionnaires, with_links
from surveys.queries.sampling import plans_of
from surveys.rates import Enough
from surveys.services.rates import enough_of, policy_of
from surveys.views.online import filtered, status_of

PAGE = 50
OWN_AT_ONCE = 50  # a committee's secretary sees those below as well
TITLES = ["党组织名称", "党组织代码", "所在街镇", "领域", "身份", "人数", "需要", "已有", "还差"]


def margin_of(request, enough):
    """The margin that the address asks for, else the policy's."""
    try:
        wanted = Decimal(request.GET.get("margin", ""))
    except InvalidOperation:
        return enough
    return Enough(wanted, enough.census_share) if wanted in MARGINS else enough


def planned(request, questionnaire):
    """(filter, margin, [(organization, needs)]): of all that the filter shows."""
    shown = filtered(request, questionnaire, AskedFilter)
    enough = margin_of(request, enough_of(policy_of(questionnaire.round)))
    organizations = list(shown.qs)
    plans = plans_of(questionnaire, [one.pk for one in organizations], enough)
    rows = [(one, plans[one.pk]) for one in organizations]
    if request.GET.get("short"):
        rows = [(one, plan) for one, plan in rows if any(need.missing for need in plan)]
    return shown, enough, rows


@require_safe
@need(access.RIGHT)
def sample_plan(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    shown, enough, rows = planned(request, questionnaire)
    totals = total_of(plan for _, plan in rows)
    context = {
        "questionnaire": questionnaire,
        "filter": shown,
        "enough": enough,
        "margins": sorted({*MARGINS, enough.margin}),
        "short": request.GET.get("short"),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "totals": totals,
        "missing": sum(need.missing for need in totals),
        "query": request.GET.urlencode(),
        "nav": "surveys",
    }
    return render(request, "surveys/online/plan.html", context)


@require_safe
@need(access.RIGHT)
def sample_plan_export(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    _, _, rows = planned(request, questionnaire)
    lines = [
        [*_who(one), need.name, need.population, need.minimum, need.has, need.missing]
        for one, plan in rows
        for need in plan
    ]
    return table_file(request, [TITLES, *lines], "样本计划")


def _who(organization):
    town, sector = organization.town or "", organization.sector or ""
    return [organization.name, organization.code, str(town), str(sector)]


@require_safe
@need(access.OWN_RIGHT)
def own_survey(request):
    """A secretary's own: how many have answered, how many are missing, the code to hang out."""
    rows = [
        row
        for questionnaire in running_questionnaires()
        for row in _own_rows(questionnaire, access.own_units(request.user))
    ]
    return render(request, "surveys/online/own.html", {"rows": rows, "nav": "own_survey"})


def _own_rows(questionnaire, units):
    units = list(with_links(units.order_by("code"), questionnaire)[:OWN_AT_ONCE])
    enough = enough_of(policy_of(questionnaire.round))
    plans = plans_of(questionnaire, [one.pk for one in units], enough)
    counts = answer_counts([link for one in units for link in one.links])
    for one in units:
        link = next(iter(one.links), None)
        yield {
            "questionnaire": questionnaire,
            "organization": one,
            "link": link,
            "status": status_of(link) if link else ("没有在线链接", "mute"),
            "answered": sum(counts[link.pk].values()) if link else 0,
            "plan": plans[one.pk],
            "missing": sum(need.missing for need in plans[one.pk]),
        }
