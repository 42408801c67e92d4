"""Lists of candidacies, and the page of one: its result and how it came about."""

from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from assessment.access import candidacies_for, candidacy_or_404, masked_for, readable_sheets
from assessment.filters.candidacies import CandidacyFilter, ResultFilter
from assessment.progress import FACTS, steps_of
from assessment.queries.candidacies import listed, queues
from assessment.queries.candidacy import (
    chosen,
    evaluations,
    goals_of,
    policy_of,
    rates_of,
    title_of,
    with_facts,
)
from assessment.resources import CandidacyResource
from assessment.stages import BY_CODE, DECIDED
from assessment.tables.candidacies import CandidacyTable
from creation.access import need
from creation.queries.rounds import current_policy
from creation.views.downloads import table_file
from creation.views.rounds import round_in_use
from wuhao.templatetags.formatting import rounded

PER_PAGE = 10
OF_OTHERS = ("spot_score", "deviation", "composite")  # units see these on the page of the result


def reviews_among(user, candidacies):
    """Whether the user reviews one of these: then lists have the columns that go with it."""
    return candidacies_for(user, "review").filter(pk__in=candidacies.values("pk")).exists()


def listing(request, reach, found, filter_class=CandidacyFilter):
    """Filter, table and numbers of a list of candidacies; `found` are the queues."""
    rows = masked_for(request.user, listed(reach)).select_related("organization", "sector", "town")
    narrowed = filter_class(request.GET, queryset=rows.order_by("organization__code"), queues=found)
    judges = reviews_among(request.user, reach)
    table = CandidacyTable(narrowed.qs, exclude=() if judges else OF_OTHERS)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return {"filter": narrowed, "table": table, "shown": table.paginator.count}


@require_GET
@need("see_results", "self_check", "review")
def candidacy_list(request):
    """The candidacies of the current round in reach."""
    round_ = round_in_use(request)
    reach = candidacies_for(request.user).filter(round=round_)
    found = queues(current_policy(round_)[1]) if round_ else {}
    context = {
        "nav": "self_check",
        "round": round_,
        "total": reach.count(),
        **listing(request, reach, found, ResultFilter),
    }
    return render(request, "assessment/candidacy_list.html", context)


@require_GET
@need("see_results", "self_check", "review")
def candidacy_export(request):
    """The list by the current filter as xlsx, or with ?format=csv as csv."""
    round_ = round_in_use(request)
    reach = candidacies_for(request.user).filter(round=round_)
    rows = masked_for(request.user, listed(reach))
    narrowed = ResultFilter(
        request.GET,
        queryset=rows.select_related("organization", "sector", "town").order_by(
            "organization__code"
        ),
        queues=queues(current_policy(round_)[1]) if round_ else {},
    )
    resource = CandidacyResource()
    hidden = () if reviews_among(request.user, reach) else OF_OTHERS
    names = [name for name in resource.fields if name not in hidden]
    dataset = resource.export(narrowed.qs, export_fields=names)
    return table_file(request, [dataset.headers, *dataset], f"参评组织 {round_}")


@require_GET
def candidacy_detail(request, pk):
    """The result and how it came about.

    A unit sees sheets as soon as they are handed in, and the evaluation once it is a decision;
    those who review it see also what is still pending.
    """
    candidacy = with_facts(candidacy_or_404(request.user, pk))
    judges = candidacies_for(request.user, "review").filter(pk=pk).exists()
    history = evaluations(candidacy)
    if not judges:
        history = _decisions(history)
    evaluation = chosen(history, request.GET.get("evaluation"))
    context = {
        "nav": "evaluation",
        "candidacy": candidacy,
        "stage": BY_CODE[candidacy.stage],
        "steps": steps_of({fact: getattr(candidacy, fact) for fact in FACTS}),
        "judges": judges,
        "history": history,
        "evaluation": evaluation,
        "sheets": list(readable_sheets(request.user).filter(candidacy=candidacy).order_by("pk")),
        "rectifications": list(candidacy.rectifications.select_related("item")),
        "title_row": title_of(candidacy),
        **_result(evaluation),
        **_vetting(request, candidacy),
    }
    return render(request, "assessment/candidacy_detail.html", context)


def _decisions(history):
    """For the unit: what was decided, and nothing of it while the one in force is pending."""
    decided = [one for one in history if one.decision in DECIDED]
    return decided if any(one.is_current for one in decided) else []


def _result(evaluation):
    if evaluation is None:
        return {}
    policy = policy_of(evaluation)
    goals = goals_of(evaluation, policy)
    return {
        "policy": policy,
        "goals": goals,
        **_web(goals),
        "rates": rates_of(evaluation),
        "deviates": evaluation.deviation is not None
        and evaluation.deviation > policy.deviation_limit,
    }


def _web(goals):
    """The radar's line: the share of each of the five goods, 0-100."""
    shares = {one.name: one.goal["share"] for one in goals if one.goal}
    values = [None if share is None else rounded(100 * share, 1) for share in shares.values()]
    series = [{"name": "本组织", "values": values}] if any(values) else []
    return {"goods_names": list(shares), "series": series}


def _vetting(request, candidacy):
    """References and names of departments are for staff in whose reach it is."""
    if not candidacies_for(request.user, "see_clearances").filter(pk=candidacy.pk).exists():
        return {}
    rows = candidacy.clearances.select_related("red_line", "department")
    visits = candidacy.visits.select_related("team")
    return {"clearances": list(rows), "visits": list(visits)}
