"""The cases that docs/rules.md works by hand, number by number."""

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction as F

from assessment.scoring.decision import decide
from assessment.scoring.totals import (
    composite,
    deviates,
    deviation,
    hold_confirmed,
    organization_part,
    rates_part,
    sheet_score,
)
from assessment.scoring.values import Rate, RedLineAnswer, Standing
from creation.policy import Policy
from tests.assessment.scoring.sheets import NA, bonus, line, rates, sheet

POLICY = Policy()


def judged(review, spot, three, **more):
    """Organization part, rates part, composite, decision."""
    part = organization_part(review, spot, POLICY)
    shared = rates_part(three, POLICY)
    total = composite(part.value, shared, part.bonus, POLICY)
    return part.value, shared, total, decide(Standing(part, three, total, **more), POLICY)


CASE_1 = ([*sheet("19", "18.5", "18", "19.5", "17"), bonus("B1", "1")], None)
RATES_1 = rates("0.9", "0.85", "0.8")
CASE_4 = ([*sheet("20", "20", "20", "20", "19"), bonus("B1", "3"), bonus("B2", "4")], None)
RATES_4 = rates("0.98", "0.99", "1")


def test_case_1_plain_pass():
    part, shared, total, decision = judged(*CASE_1, RATES_1)
    assert (part, shared, total, decision.code) == (92, 85, D("90.90"), "five_good")


def test_case_2_goal_floor_fails_above_90():
    review = [*sheet("20", "20", "20", "20", "11.9"), bonus("B1", "2")]
    part, shared, total, decision = judged(review, None, rates("0.95", "0.95", "0.95"))
    assert (part, shared, total) == (F(919, 10), 95, D("94.83"))
    assert (decision.code, decision.reasons) == (
        "not_reached",
        ("目标5得 11.9 分，占适用 20 分的 59.50%，低于 60%。",),
    )


REVIEW_3 = [
    line("1.1", "9", "10"),
    line("1.2", None, "10", not_applicable=NA.CONFIRMED),
    *sheet("0", "18", "19", "17", "18")[1:],
    bonus("B1", "3"),
]
SPOT_3 = [
    line("1.1", "8", "10"),
    line("1.2", "10", "10"),
    *sheet("0", "16", "19", "18", "20")[1:],
    bonus("B1", "1.5"),
]


def test_case_3_drawn_unit_with_not_applicable():
    part, shared, total, decision = judged(REVIEW_3, SPOT_3, rates("0.88", "0.92", "0.9"))
    assert (part, shared, total, decision.code) == (90, 90, D("91.50"), "five_good")
    goals = organization_part(REVIEW_3, SPOT_3, POLICY).goals
    assert [str(goal.got) for goal in goals] == ["8.30", "16.60", "19.00", "17.70", "19.40"]
    assert [goal.applicable for goal in goals] == [10, 20, 20, 20, 20]


def test_case_3_self_sheet_deviates():
    own = [
        line("1.1", "10", "10"),
        line("1.2", None, "10", not_applicable=NA.CLAIMED),
        *sheet("0", "20", "20", "20", "20")[1:],
    ]
    scores = [sheet_score(hold_confirmed(lines, REVIEW_3)).value for lines in (own, SPOT_3)]
    gap = deviation(*scores)
    assert (scores, gap, deviates(gap, POLICY)) == ([100, 90], 10, True)


def test_case_4_bonus_cap_and_full_marks():
    part, shared, total, decision = judged(*CASE_4, RATES_4)
    assert (part, shared, total, decision.code) == (99, 99, D("100.00"), "five_good")


def test_case_5_insufficient_rate_is_pending():
    short = Rate(F(17, 20), sufficient=False, missing="样本不足：20 份，至少 34 份")
    part, shared, total, decision = judged(*CASE_1, replace(RATES_1, participation=short))
    assert (part, shared, total, decision.code) == (92, None, None, "pending")
    assert decision.missing == ("参与率：样本不足：20 份，至少 34 份。",)


def test_case_6_red_line_ends_a_full_score():
    hit = RedLineAnswer("违纪违法党员", "区纪委监委", "hit")
    *_, total, decision = judged(*CASE_4, RATES_4, red_lines=(hit,))
    assert (total, decision.code) == (D("100.00"), "red_line")


def test_case_7_tie_of_rounding_at_the_threshold():
    three = rates("0.9", "0.89", "0.885")
    part, shared, total, decision = judged(sheet("18", "18", "18", "18.2", "18.15"), None, three)
    assert (part, shared) == (F(9035, 100), F(535, 6))
    assert (total, decision.code) == (D("90.00"), "five_good")


def test_case_7_one_cent_of_one_item_less_is_not_reached():
    three = rates("0.9", "0.89", "0.885")
    *_, total, decision = judged(sheet("18", "18", "18", "18.2", "18.14"), None, three)
    assert (total, decision.code) == (D("89.99"), "not_reached")
