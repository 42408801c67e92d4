"""An evaluated round, its rows written straight: what reports read, with every decision in it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from assessment.models import (
    Clearance,
    Evaluation,
    EvaluationLine,
    EvaluationRun,
    Rectification,
    Sheet,
    Title,
    Visit,
)
from assessment.services.candidacies import open_round
from creation.models import COMMON_GOODS, Item
from creation.services.rounds import define_round
from tests import factories
from tests.replay import replayed

DECISIONS = ("five_good", "not_reached", "red_line", "not_rated", "pending", "five_good")
SECTORS = (("village", "农村"), ("community", "社区"))


@replayed
def make_filled(towns=2, branches=3, *, evaluate=True, data=None):
    """(round, district): in each town that many branches of each of two sectors."""
    sectors = [factories.make_sector(*sector) for sector in SECTORS]
    for sector in sectors:
        factories.make_standard(sector.code)
    district = factories.make_district()
    for number in range(1, towns + 1):
        town = factories.make_town(district, name=f"第{number}镇党委")
        for sector in sectors:
            for _ in range(branches):
                factories.make_organization(town, sector=sector, full_members=30, masses=400)
    round = define_round(data=data or factories.round_data(), by=None)
    round = open_round(round=round, by=None)
    if evaluate:
        evaluate_all(round)
    return round, district


def evaluate_all(round):
    """Every branch gets one of the decisions in turn; the last one of all stays unevaluated."""
    run = EvaluationRun.objects.create(round=round, policy=round.policies.get())
    rows = list(
        round.candidacies.filter(organization__kind="branch")
        .select_related("organization", "standard")
        .order_by("organization__code")
    )
    items = {}
    for item in Item.objects.select_related("goal"):
        items.setdefault(item.standard_id, []).append(item)
    made = Evaluation.objects.bulk_create(
        evaluation(run, candidacy, number) for number, candidacy in enumerate(rows[:-1])
    )
    EvaluationLine.objects.bulk_create(
        line
        for one, candidacy in zip(made, rows, strict=False)
        if one.composite is not None
        for line in lines(one, items[candidacy.standard_id])
    )
    papers(rows)
    return run


def evaluation(run, candidacy, number):
    decision = DECISIONS[number % len(DECISIONS)]
    scored = decision in ("five_good", "not_reached", "red_line")
    own = Decimal(95) if decision == "five_good" else Decimal(80)
    exact = (own - Decimal(number % 7) / 3).quantize(Decimal("0.0000000001"))
    drawn = scored and number % 2 == 0
    return Evaluation(
        run=run,
        candidacy=candidacy,
        decision=decision,
        composite=exact.quantize(Decimal("0.01")) if scored else None,
        self_score=own + 3,
        review_score=exact if scored else None,
        spot_score=exact - 4 if drawn else None,
        deviation=Decimal(7) if drawn else None,
        organization_part=exact if scored else None,
        rates_part=Decimal(92) if scored else None,
        bonus=Decimal(number % 3) if scored else None,
        goals=goals(exact / 100) if scored else [],
        rates=rates(number) if scored else {},
        reasons=["公安：重大治安和刑事案件。"] if decision == "red_line" else ["理由。"],
        standard_digest="s",
        policy_digest="p",
    )


def goals(share):
    return [
        {
            "code": str(code),
            "name": name,
            "common_good": good,
            "got": str((20 * share).quantize(Decimal("0.0001"))),
            "applicable": "20.00",
            "share": str(share),
        }
        for code, (good, name) in enumerate(dict(COMMON_GOODS).items(), start=1)
    ]


def rates(number):
    nothing = {"value": None, "numerator": 0, "denominator": 0, "missing": "没有群众的有效答卷"}
    return {
        "satisfaction": rate(80 - number % 9, 88),
        "participation": rate(70, 90) | {"sufficient": False},
        "awareness": nothing,
    }


def rate(numerator, denominator):
    value = Fraction(numerator, denominator)
    return {
        "value": str(value.numerator / Decimal(value.denominator)),
        "numerator": numerator,
        "denominator": denominator,
        "excluded": 2,
        "n": denominator,
        "n_eff": "112.5",
        "low": "0.80",
        "high": "0.95",
        "sufficient": True,
        "missing": "",
    }


def lines(evaluation, items):
    """The first item loses a quarter, the second is not applicable, the rest lose nothing."""
    for place, item in enumerate(items):
        applicable = Decimal(0) if place == 1 else item.points
        lost = item.points / 4 if place == 0 else Decimal(0)
        yield EvaluationLine(
            evaluation=evaluation, item=item, applicable=applicable, points=applicable - lost
        )


def papers(rows):
    """Sheets, visits, an answer, rectifications and titles of the first branches."""
    now, day = timezone.now(), date(2026, 9, 1)
    for candidacy in rows[:4]:
        Sheet.objects.create(candidacy=candidacy, stage="self", state="accepted", submitted_at=now)
        Visit.objects.create(candidacy=candidacy, visited_on=day)
    Sheet.objects.create(candidacy=rows[4], stage="self", state="submitted", submitted_at=now)
    Sheet.objects.create(candidacy=rows[0], stage="spot", state="submitted", submitted_at=now)
    Visit.objects.create(candidacy=rows[5], visited_on=None)
    Visit.objects.create(candidacy=rows[5], kind="midterm", visited_on=day)
    answer = Clearance.objects.filter(candidacy=rows[2]).first()
    Clearance.objects.filter(pk=answer.pk).update(
        state="hit", reference="公函〔2026〕1号", signed_on=day, answered_at=now
    )
    Rectification.objects.create(
        candidacy=rows[1],
        item=Item.objects.filter(standard=rows[1].standard).first(),
        problem="=1+1 台账不全",
        advice="补齐台账",
        due_on=date(2026, 10, 5),
    )
    Rectification.objects.create(
        candidacy=rows[2], problem="没有条款的问题", advice="整改", due_on=date(2026, 10, 6)
    )
    for candidacy, state in ((rows[0], "proposed"), (rows[5], "publicity")):
        Title.objects.create(
            candidacy=candidacy, evaluation=candidacy.evaluations.get(), state=state
        )
