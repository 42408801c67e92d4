"""综合评价: what is missing, the run, and its results by sector."""

from fractions import Fraction

from django.contrib import messages
from django.forms import HiddenInput
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from assessment.access import candidacies_for, masked_for, results_for
from assessment.filters.candidacies import ResultFilter
from assessment.models import EvaluationRun
from assessment.models.evaluation import DECISIONS
from assessment.queries.candidacies import (
    PAPERS,
    queue_counts,
    queues,
    with_results,
    with_signals,
)
from assessment.queries.results import summary_by, summary_of
from assessment.services.evaluation_jobs import order, running, why_not_order
from assessment.tables.evaluations import EvaluationTable
from assessment.views.candidacies import reviews_among
from creation.access import may_everywhere, need
from creation.models import Round, Sector
from creation.queries.rounds import current_policy
from creation.views.downloads import list_file
from creation.views.rounds import round_in_use
from wuhao.navigation import link

PER_PAGE = 20


@require_GET
@need("see_results", "evaluate")
def evaluation_list(request):
    """Summary by sector, then the results of one sector at a time."""
    round_ = round_in_use(request)
    if round_ is None:
        return render(request, "assessment/evaluation_list.html", {"nav": "evaluation"})
    reach = results_for(request.user).filter(round=round_)
    judges = reviews_among(request.user, reach)
    policy = current_policy(round_)[1]
    sectors = list(Sector.objects.filter(pk__in=reach.order_by().values("sector")))
    listing = _listing(request, reach, sectors, policy)
    if file := list_file(request, listing["table"], f"评价结果 {listing['chosen'] or ''}"):
        return file
    context = {
        "nav": "evaluation",
        "round": round_,
        "run": EvaluationRun.objects.filter(round=round_).select_related("policy", "by").first(),
        "judges": judges,
        "missing": _missing(request.user, round_, queues(policy)) if judges else [],
        "policy": policy,
        **_summary(reach, sectors, policy),
        **_run_button(request.user, round_),
        **listing,
    }
    return render(request, "assessment/evaluation_list.html", context)


def _missing(user, round, found):
    """Per kind how many candidacies lack it, with the list behind the number."""
    wanted = {one.code: one for one in (*PAPERS, found["insufficient"])}
    reach = candidacies_for(user).filter(round=round)
    counts = queue_counts(masked_for(user, with_signals(reach)), wanted)
    return [
        {"name": one.name, "count": counts[code], "href": link("candidacy_list", stage=code)}
        for code, one in wanted.items()
        if counts[code]
    ]


def _summary(reach, sectors, policy):
    """A row per sector and their sum; 五好 as a share of all candidacies (RULES 4.7)."""
    rows = summary_by(reach, "sector")
    lines = [_line(rows[one.pk], one.name, {"sector": one.pk}) for one in sectors if one.pk in rows]
    total = _line(summary_of(reach), "合计", {}) if lines else None
    reached = bool(total) and total["share"] >= Fraction(policy.target_share)
    return {"summary": lines, "summary_total": total, "reached_target": reached}


def _line(row, name, query):
    evaluated = sum(row[code] for code, _ in DECISIONS)
    return row | {
        "name": name,
        "decisions": [
            (row[code], link("evaluation_list", decision=code, **query)) for code, _ in DECISIONS
        ],
        "not_evaluated": row["candidacies"] - evaluated,
        "share": Fraction(row["five_good"], row["candidacies"]),
        "href": link("evaluation_list", **query),
    }


def _run_button(user, round_):
    if not may_everywhere(user, "evaluate"):
        return {"may_evaluate": False}
    return {
        "may_evaluate": True,
        "why_not_evaluate": why_not_order(round_),
        "job": running(round_),
    }


def _listing(request, reach, sectors, policy):
    """One sector at a time: results of different standards are not ranked together."""
    chosen = next((one for one in sectors if str(one.pk) == request.GET.get("sector")), None)
    chosen = chosen or (sectors[0] if sectors else None)
    rows = with_results(reach.filter(sector=chosen)).select_related("organization", "town")
    query = request.GET.copy()
    query["sector"] = chosen.pk if chosen else ""
    narrowed = ResultFilter(
        query, queryset=rows.order_by("organization__code"), queues=queues(policy)
    )
    narrowed.form.fields["sector"].widget = HiddenInput()
    table = EvaluationTable(narrowed.qs, limit=policy.deviation_limit)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return {"filter": narrowed, "table": table, "chosen": chosen, "sectors": sectors}


@require_POST
@need("evaluate")
def evaluation_run(request, code):
    """Queue an evaluation of the whole round; only who may evaluate the whole district."""
    if not may_everywhere(request.user, "evaluate"):
        raise Http404
    job = order(round=get_object_or_404(Round, code=code), by=request.user)
    messages.success(request, "综合评价已提交，完成后结果会出现在评价结果页。")
    return redirect("job_detail", pk=job.pk)
