"""One organization's three rates with all that defends them."""

from fractions import Fraction

from django.shortcuts import render
from django.views.decorators.http import require_safe

from creation.access import need
from surveys import access
from surveys.integrity import too_many
from surveys.intervals import change
from surveys.models import STRATA
from surveys.queries import answers_by_stratum, rates_of
from surveys.queries.flags import decisions_on, flag_groups
from surveys.queries.people import people_of
from surveys.queries.rates import option_tables, wave_before
from surveys.rates import SCORE_WEIGHTS, satisfaction_score
from surveys.services.flags import why_not_decide
from surveys.services.rates import committed, policy_of, rates_for, rates_without
from surveys.services.rollup import ALL, DECIDED, UNFLAGGED
from surveys.views.rates import NAMES

KINDS = (("全部答卷", ALL), ("去掉有疑点的", UNFLAGGED))


@require_safe
@need(access.RIGHT)
def rate_detail(request, pk, organization):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    organization = access.rated_organization_or_404(request.user, organization)
    round, policy = questionnaire.round, policy_of(questionnaire.round)
    people = people_of(round, [organization])[organization.pk]
    now = rates_for(round=round, populations={organization.pk: people}, policy=policy)
    rates = now[organization.pk]
    earlier = wave_before(questionnaire)
    answered = answers_by_stratum(round, organization)
    groups = flag_groups(committed(questionnaire), [organization.pk])
    context = {
        "questionnaire": questionnaire,
        "organization": organization,
        "people": people,
        "earlier": earlier,
        "rates": _three(rates, _before(earlier, organization)),
        "scores": _scores(rates_of(round, organization), policy),
        "weights": [getattr(policy, f"score_{code}") for code in SCORE_WEIGHTS],
        "tables": option_tables(round, organization, DECIDED),
        "strata": _strata(answered, people),
        "warnings": _warnings(answered, people),
        "groups": groups,
        "decisions": decisions_on(organization, round),
        "kinds": _kinds(groups, rates, round, organization, people, policy),
        "why_not": why_not_decide(questionnaire, request.user),
    }
    return render(request, "surveys/rate_detail.html", context)


def _before(earlier, organization):
    """The same organization's rates in the wave before; None when there was none."""
    if earlier is None:
        return None
    people = people_of(earlier.round, [organization])
    return rates_for(round=earlier.round, populations=people)[organization.pk]


def _three(rates, before):
    """[(name, rate, Change or None)]."""
    found = []
    for code, name in NAMES.items():
        rate, old = getattr(rates, code), getattr(before, code, None)
        both = old is not None and not rate.missing and not old.missing
        found.append((name, rate, _change(rate, old) if both else None))
    return found


def _change(now, before):
    return change(now.value, (now.low, now.high), before.value, (before.low, before.high))


def _scores(rows, policy):
    """[(question, stratum's name, 满意度得分)]; a score, so it stands apart from the rates."""
    weights = {code: getattr(policy, f"score_{code}") for code in SCORE_WEIGHTS}
    return [
        (row.question.text, row.get_stratum_display(), satisfaction_score(row.classes, weights))
        for row in rows
        if row.question.dimension == "satisfaction"
    ]


def _strata(answered, people):
    """[(name, sheets, people, share that answered)]; nobody knows how many others there are."""
    sizes = dict(zip(("member", "mass"), people, strict=True))
    found = []
    for code, label in STRATA:
        if code in answered:
            size = sizes.get(code)
            share = Fraction(answered[code], size) if size else None
            found.append((label, answered[code], size, share))
    return found


def _warnings(answered, people):
    names = dict(STRATA)
    sizes = dict(zip(("member", "mass"), people, strict=True))
    reasons = {code: too_many(answered.get(code, 0), number) for code, number in sizes.items()}
    return [f"{names[code]}{reason}" for code, reason in reasons.items() if reason]


def _kinds(groups, rates, round, organization, people, policy):
    """[(which sheets, [rate, …])]: both figures beside the one that counts, if any is in doubt."""
    if not groups:
        return []
    asked = {"round": round, "organization": organization, "people": people, "policy": policy}
    found = [(name, rates_without(**asked, keep=keep)) for name, keep in KINDS]
    found.append(("现在计入的", rates))
    return [(name, [getattr(three, code) for code in NAMES]) for name, three in found]
