"""The three rates of a round's organizations, with everything needed to judge them."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from creation.access import need
from surveys import access
from surveys.integrity import too_many
from surveys.models import DIMENSIONS, STRATA
from surveys.queries import answers_by_stratum, populations_of, rates_of
from surveys.rates import STRATA_OF, satisfaction_score
from surveys.services.rates import rates_for

PAGE = 50
NAMES = {code: f"{label}率" for code, label in DIMENSIONS if code in STRATA_OF}


@require_safe
@need(access.RIGHT)
def rate_list(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    found = access.organizations_to_answer_for(request.user).filter(is_rated=True)
    text = request.GET.get("q", "").strip()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(code__icontains=text))
    page = Paginator(found.select_related("town").order_by("code"), PAGE).get_page(
        request.GET.get("page")
    )
    rates = rates_for(round=questionnaire.round, populations=populations_of(page))
    context = {
        "questionnaire": questionnaire,
        "page": page,
        "text": text,
        "rows": [(organization, _three(rates[organization.pk])) for organization in page],
    }
    return render(request, "surveys/rate_list.html", context)


@require_safe
@need(access.RIGHT)
def rate_detail(request, pk, organization):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    organization = access.rated_organization_or_404(request.user, organization)
    people = populations_of([organization])[organization.pk]
    rates = rates_for(round=questionnaire.round, populations={organization.pk: people})
    rows = rates_of(questionnaire.round, organization)
    answered = answers_by_stratum(questionnaire.round, organization)
    context = {
        "questionnaire": questionnaire,
        "organization": organization,
        "people": people,
        "rates": _three(rates[organization.pk]),
        "questions": [(row, _score(row)) for row in rows],
        "strata": [(label, answered[code]) for code, label in STRATA if code in answered],
        "warnings": _warnings(answered, dict(zip(("member", "mass"), people, strict=True))),
    }
    return render(request, "surveys/rate_detail.html", context)


def _three(rates):
    return [(name, getattr(rates, code)) for code, name in NAMES.items()]


def _score(row):
    """满意度得分 of one question; a score, so it stands apart from the rates."""
    return satisfaction_score(row.classes) if row.question.dimension == "satisfaction" else None


def _warnings(answered, people):
    names = dict(STRATA)
    reasons = {code: too_many(answered.get(code, 0), number) for code, number in people.items()}
    return [f"{names[code]}{reason}" for code, reason in reasons.items() if reason]
