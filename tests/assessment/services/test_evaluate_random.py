"""On random rounds the sums of the database equal those of the pure rules, line by line."""

from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from assessment.models import Evaluation, Mark, Sheet, Visit
from assessment.scoring.decision import decide
from assessment.scoring.totals import (
    bonus_part,
    composite,
    deviation,
    hold_confirmed,
    organization_part,
    rates_part,
    sheet_score,
)
from assessment.scoring.values import Line, NotApplicable, Rate, Rates, Standing
from assessment.services.evaluate import evaluate
from assessment.services.snapshots import ten_places
from creation.models import Goal, Item
from creation.queries.rounds import current_policy
from surveys.services.rates import rates_for
from tests.assessment.district import cleared, make_running, surveyed

pytestmark = pytest.mark.django_db
POLICY = {"spot_weight": "0.65", "bonus_cap": "2", "goal_floor": "0.5", "five_good_threshold": "60"}
NA = {
    "": NotApplicable.NONE,
    "claimed": NotApplicable.CLAIMED,
    "confirmed": NotApplicable.CONFIRMED,
}


def random_round(chance):
    running = make_running(3, policy=POLICY)
    for candidacy in running.candidacies:
        stages = ["self", "review"] + ["spot"] * chance.randint(0, 1)
        for stage in stages:
            random_sheet(candidacy, stage, chance)
        if "spot" in stages:
            Visit.objects.create(candidacy=candidacy)
        surveyed(running.round, [candidacy], good=chance.randint(60, 100))
    type(candidacy).objects.update(state="applied", applied_at=timezone.now())
    cleared(running.candidacies)
    return running


def random_sheet(candidacy, stage, chance):
    state = "accepted" if stage == "self" else "submitted"
    sheet = Sheet.objects.create(
        candidacy=candidacy, stage=stage, state=state, submitted_at=timezone.now()
    )
    Mark.objects.bulk_create(
        random_mark(sheet, item, chance) for item in Item.objects.filter(computed="")
    )


def random_mark(sheet, item, chance):
    claims = {"self": "claimed", "review": "confirmed", "spot": "claimed"}
    blank = item.is_bonus and chance.random() < 0.3
    if not item.is_bonus and chance.random() < 0.2:
        claim = claims[sheet.stage]
        return Mark(sheet=sheet, item=item, not_applicable=claim, reason="没有")
    points = None if blank else Decimal(chance.randint(0, int(item.points * 100))) / 100
    return Mark(sheet=sheet, item=item, points=points)


def lines_of(candidacy, stage):
    marks = Mark.objects.filter(sheet__candidacy=candidacy, sheet__stage=stage)
    return [
        Line(
            item_code=mark.item.code,
            goal=mark.item.goal.code if mark.item.goal else "",
            points=mark.item.points,
            got=mark.points,
            not_applicable=NotApplicable(mark.not_applicable or "none"),
            is_bonus=mark.item.is_bonus,
        )
        for mark in marks.select_related("item__goal")
    ]


def pure(candidacy, policy):
    """The same candidacy by the pure rules alone."""
    own, review, spot = (lines_of(candidacy, stage) for stage in ("self", "review", "spot"))
    score = organization_part(review, spot or None, policy)
    three = rates_for(
        round=candidacy.round,
        populations={candidacy.organization_id: (candidacy.members, candidacy.people_served)},
    )[candidacy.organization_id]
    named = (three.satisfaction, three.participation, three.awareness)
    rates = Rates(*(Rate(one.value, one.sufficient, one.missing) for one in named))
    part = rates_part(rates, policy)
    value = composite(score.value, part, score.bonus, policy)
    sheets = {
        "self": sheet_score(hold_confirmed(own, review)).value,
        "review": sheet_score(review).value,
        "spot": sheet_score(hold_confirmed(spot, review)).value if spot else None,
    }
    names = dict(Goal.objects.values_list("code", "name"))
    standing = Standing(score=score, rates=rates, composite=value, goal_names=names)
    return score, part, value, sheets, decide(standing, policy)


def goals_of(result):
    return [(g["code"], Decimal(g["got"]), Decimal(g["applicable"])) for g in result.goals]


@pytest.mark.parametrize("seed", range(24))
def test_the_sums_of_a_random_round_equal_the_pure_ones(seed):
    running = random_round(Random(seed))
    _, policy = current_policy(running.round)
    evaluate(round=running.round, by=None)
    for result in Evaluation.objects.select_related("candidacy__round"):
        score, part, value, sheets, decision = pure(result.candidacy, policy)
        assert result.organization_part == ten_places(score.value)
        assert goals_of(result) == [(g.goal, g.got, g.applicable) for g in score.goals]
        assert (result.bonus, result.composite) == (bonus_part(score.bonus, policy), value)
        assert result.rates_part == ten_places(part)
        assert result.self_score == ten_places(sheets["self"])
        assert result.review_score == ten_places(sheets["review"])
        assert result.spot_score == ten_places(sheets["spot"])
        assert result.deviation == ten_places(deviation(sheets["self"], sheets["spot"]))
        assert (result.decision, tuple(result.reasons)) == (decision.code, decision.reasons)


def test_the_random_rounds_hold_what_the_rules_distinguish():
    # Or the equality above would prove little.
    run = random_round(Random(4)).round
    evaluate(round=run, by=None)
    results = Evaluation.objects.all()
    assert {one.decision for one in results} == {"five_good", "not_reached"}
    assert {one.spot_score is None for one in results} == {True, False}
    lines = [line for one in results for line in one.lines.all()]
    assert {line.applicable == 0 for line in lines} == {True, False}
