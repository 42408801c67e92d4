"""The three rates of a round: by organization, added up by sector and town, as a list or a file."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from creation.access import need
from creation.views.downloads import table_file
from surveys import access
from surveys.filters import RateFilter
from surveys.models import DIMENSIONS
from surveys.queries.people import people_of
from surveys.queries.rates import levels, stored
from surveys.rates import STRATA_OF, Stratum, stratum_rate
from surveys.services.rates import catch_up, counts_for, enough_of, policy_of
from wuhao.templatetags.formatting import rounded

PAGE = 50
NAMES = {code: f"{label}率" for code, label in DIMENSIONS if code in STRATA_OF}
FIGURES = ["", "下限", "上限", "分子", "分母", "不计入", "不了解占比", "n", "样本"]


@require_safe
@need(access.RIGHT)
def rate_list(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    narrowed = _narrowed(request, questionnaire)
    found = narrowed.qs.select_related("town").order_by("code")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "questionnaire": questionnaire,
        "filter": narrowed,
        "page": page,
        "names": NAMES.values(),
        "levels": levels(questionnaire.round, narrowed.qs.values("pk")),
        "rows": list(_rows(questionnaire.round, page.object_list, narrowed.chosen_stratum)),
        "query": request.GET.urlencode(),
    }
    return render(request, "surveys/rate_list.html", context)


@require_safe
@need(access.RIGHT)
def rate_export(request, pk):
    """What the filter shows, every figure of every rate."""
    questionnaire = access.questionnaire_or_404(request.user, pk)
    narrowed = _narrowed(request, questionnaire)
    found = list(narrowed.qs.select_related("town", "sector").order_by("code"))
    titles = ["党组织代码", "党组织", "所在街镇", "领域", "党员数", "群众数"]
    titles += [f"{name}{figure}" for name in NAMES.values() for figure in FIGURES]
    people = people_of(questionnaire.round, found)
    rows = [
        [one.code, one.name, one.town or "", one.sector or "", *people[one.pk], *_cells(rates)]
        for one, rates in _rows(questionnaire.round, found, narrowed.chosen_stratum)
    ]
    lines = [titles, *([str(v) if hasattr(v, "pk") else v for v in row] for row in rows)]
    return table_file(request, lines, f"{questionnaire.name}三率")


def _narrowed(request, questionnaire):
    """The filter over rated organizations in reach, their stored rates brought up to date."""
    rated = access.organizations_to_answer_for(request.user).filter(is_rated=True)
    catch_up(round=questionnaire.round, organizations=rated.values_list("pk", flat=True))
    round = questionnaire.round
    return RateFilter(request.GET, queryset=rated, request=request, round=round)


def _rows(round, organizations, stratum):
    """(organization, [(name, rate)]): by the rules, or of one stratum alone."""
    kept = stored(round, [one.pk for one in organizations])
    if stratum:
        kept = _of_stratum(round, organizations, stratum)
    for one in organizations:
        yield one, [(name, kept[one.pk].get(code)) for code, name in NAMES.items()]


def _of_stratum(round, organizations, code):
    """Rates of one stratum alone; of others than members and masses nobody knows how many there
    are, so those who answered stand for themselves."""
    people = people_of(round, organizations)
    enough = enough_of(policy_of(round))
    counts = counts_for(round=round, organizations=[one.pk for one in organizations])
    place = {"member": 0, "mass": 1}.get(code)
    found = {}
    for pk, numbers in people.items():
        found[pk] = {}
        for dimension in NAMES:
            asked = tuple(counts[pk].get((dimension, code), ()))
            answered = max((count.valid for count in asked), default=0)
            size = answered if place is None else numbers[place]
            found[pk][dimension] = stratum_rate(Stratum(code, size, asked), enough)
    return found


def _cells(rates):
    for _, rate in rates:
        if rate.missing:
            yield from ["", "", "", rate.numerator, rate.denominator, rate.excluded]
            yield from ["", rate.n, rate.missing]
        else:
            yield from map(_share, (rate.value, rate.low, rate.high))
            yield from (rate.numerator, rate.denominator, rate.excluded)
            yield from (_share(rate.dont_know_share), rate.n)
            yield "足够" if rate.sufficient else "样本不足"


def _share(value):
    """A share from 0 to 1 with six digits, a number that Excel formats itself."""
    return "" if value is None else rounded(value, 6)
