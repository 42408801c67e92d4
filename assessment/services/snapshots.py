"""Writing an evaluation down: numbers as they were, never computed again."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import connection

from assessment.scoring.explain import explain
from assessment.scoring.totals import bonus_part
from creation.models import StandardSet
from creation.standards import plain_text

_COLUMNS = (
    "id",
    "run_id",
    "candidacy_id",
    "is_current",
    "decision",
    "composite",
    "self_score",
    "review_score",
    "spot_score",
    "organization_part",
    "rates_part",
    "bonus",
    "deviation",
    "goals",
    "rates",
    "reasons",
    "explanation",
    "standard_digest",
    "policy_digest",
)
_COPY = f"COPY assessment_evaluation ({', '.join(_COLUMNS)}) FROM STDIN"
_IDS = """
SELECT nextval(pg_get_serial_sequence('assessment_evaluation', 'id')) FROM generate_series(1, %s)
"""
_PLACES = Decimal("1e-10")


def write_evaluations(run, judged, material) -> dict[int, int]:
    """One COPY for all; gives candidacy → evaluation."""
    used = {one.paper.standard for one in judged}
    digests = dict(StandardSet.objects.filter(pk__in=used).values_list("pk", "digest"))
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [len(judged)])
        ids = [pk for (pk,) in cursor.fetchall()]
        with cursor.copy(_COPY) as copy:
            for pk, one in zip(ids, judged, strict=True):
                digest = digests[one.paper.standard]
                copy.write_row((pk, run.pk, *_row(one, material), digest, run.policy.digest))
    return {one.paper.pk: pk for pk, one in zip(ids, judged, strict=True)}


def _row(one, material) -> tuple:
    part = one.score.value if one.score else None
    return (
        one.paper.pk,
        True,
        one.decision.code,
        one.composite,
        *(ten_places(one.sheets[stage]) for stage in ("self", "review", "spot")),
        ten_places(part),
        ten_places(one.rates_part),
        None if one.score is None else bonus_part(one.score.bonus, material.policy),
        ten_places(one.deviation),
        _json(_goals(one, material.goals[one.paper.standard])),
        _json(_rates(material.rates[one.paper.organization])),
        _json(list(one.decision.reasons)),
        _json(_explanation(one, material.policy)),
    )


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def ten_places(exact: Fraction | None) -> Decimal | None:
    if exact is None:
        return None
    return (Decimal(exact.numerator) / exact.denominator).quantize(_PLACES, ROUND_HALF_UP)


def text(number: Fraction | Decimal | None) -> str | None:
    """A number as JSON keeps it: exact when it ends within ten places."""
    if number is None:
        return None
    if isinstance(number, Fraction):
        return plain_text(ten_places(number))
    # A Decimal of few places, as nearly all are, needs no arithmetic.
    short = number.as_tuple().exponent >= _PLACES.as_tuple().exponent
    return plain_text(number if short else number.quantize(_PLACES, ROUND_HALF_UP))


def _goals(one, goals) -> list[dict]:
    got = {total.goal: total for total in one.score.goals} if one.score else {}
    return [
        {
            "code": goal.code,
            "name": goal.name,
            "common_good": goal.common_good,
            "got": text(got[goal.code].got),
            "applicable": text(got[goal.code].applicable),
            "share": text(got[goal.code].share),
        }
        for goal in goals
        if goal.code in got
    ]


def _rates(three) -> dict:
    return {
        name: _rate(getattr(three, name)) for name in ("satisfaction", "participation", "awareness")
    }


def _rate(rate) -> dict:
    return {
        "value": text(rate.value),
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "excluded": rate.excluded,
        "dont_know": rate.dont_know,
        "n": rate.n,
        "n_eff": text(rate.n_eff),
        "low": text(rate.low),
        "high": text(rate.high),
        "sufficient": rate.sufficient,
        "missing": rate.missing,
        "strata": [
            {
                "code": stratum.code,
                "population": stratum.population,
                "value": text(stratum.value),
                "numerator": stratum.total.numerator,
                "denominator": stratum.total.denominator,
                "n": stratum.n,
                "minimum": stratum.minimum,
            }
            for stratum in rate.strata
        ],
    }


def _explanation(one, policy) -> list[dict]:
    if one.score is None:
        return []
    steps = explain(
        one.score, one.rates, policy, review=one.sheets["review"], spot=one.sheets["spot"]
    )
    return [{"label": step.label, "formula": step.formula, "value": step.value} for step in steps]
