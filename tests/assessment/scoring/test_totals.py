from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from assessment.scoring.totals import (
    blend,
    bonus_part,
    composite,
    deviates,
    deviation,
    hold_confirmed,
    organization_part,
    organization_part_from_totals,
    rates_part,
    sheet_score,
)
from assessment.scoring.values import GoalTotal, Rate, Rates
from creation.policy import Policy
from tests.assessment.scoring.sheets import NA, bonus, line, rates, sheet

POLICY = Policy()
GOOD = rates("0.9", "0.85", "0.8")


def test_r2_1_score_is_points_got_over_points_applicable():
    lines = [line("1.1", "15"), line("2.1", "12", "15"), line("2.2", "0", "5")]
    assert sheet_score(lines).value == F(2700, 40)


def test_r2_1_goals_have_their_subtotals_in_order():
    lines = [line("2.1", "12", "15"), line("1.1", "15"), line("2.2", "1", "5")]
    assert sheet_score(lines).goals == (
        GoalTotal("1", D(15), D(20)),
        GoalTotal("2", D(13), D(20)),
    )


def test_r1_5_confirmed_not_applicable_leaves_both_sides():
    lines = [line("1.1", "15"), line("1.2", None, not_applicable=NA.CONFIRMED)]
    assert (sheet_score(lines).value, sheet_score(lines).unanswered) == (75, ())


def test_r1_5_claimed_not_applicable_counts_nothing_of_its_points():
    lines = [line("1.1", "15"), line("1.2", None, not_applicable=NA.CLAIMED)]
    assert (sheet_score(lines).value, sheet_score(lines).unanswered) == (F(1500, 40), ())


def test_r1_5_unanswered_item_is_named_and_the_sheet_has_no_score():
    score = sheet_score([line("2.1", None), line("1.2", None), line("1.1", "15")])
    assert (score.value, score.unanswered, score.got) == (None, ("1.2", "2.1"), D(15))


def test_r2_1_goal_with_nothing_applicable_has_no_share():
    score = sheet_score([line("1.1", "15"), line("2.1", None, not_applicable=NA.CONFIRMED)])
    assert [goal.share for goal in score.goals] == [F(3, 4), None]


@pytest.mark.parametrize("lines", [[], [line("1.1", None, not_applicable=NA.CONFIRMED)]])
def test_sheet_with_nothing_applicable_has_no_score(lines):
    assert sheet_score(lines).value is None


def test_r1_2_bonus_lies_outside_goals_and_score():
    score = sheet_score([line("1.1", "15"), bonus("B1", "2"), bonus("B2", "1.5")])
    assert (score.value, len(score.goals), score.bonus) == (75, 1, D("3.5"))


def test_bonus_without_a_mark_adds_nothing_and_is_not_awaited():
    score = sheet_score([line("1.1", "15"), bonus("B1", None)])
    assert (score.bonus, score.unanswered) == (D(0), ())


def test_r2_2_only_the_review_confirms_not_applicable():
    review = [line("1.1", None, not_applicable=NA.CONFIRMED), line("1.2", "3")]
    spot = [line("1.1", "9"), line("1.2", None, not_applicable=NA.CONFIRMED), line("1.3", "4")]
    assert [held.not_applicable for held in hold_confirmed(spot, review)] == [
        NA.CONFIRMED,
        NA.CLAIMED,
        NA.NONE,
    ]


def test_r3_1_not_drawn_takes_the_reviewed_sheet():
    review = [*sheet("20", "18", "17", "19", "16"), bonus("B1", "2")]
    part = organization_part(review, None, POLICY)
    assert (part.value, part.bonus) == (90, D(2))


def test_r3_1_drawn_blends_item_by_item():
    part = organization_part([line("1.1", "10")], [line("1.1", "20")], POLICY)
    assert part.goals == (GoalTotal("1", D(17), D(20)),)


def test_r3_1_blended_line_says_how():
    (blended,) = blend([line("1.1", "10")], [line("1.1", "19.5")], POLICY)
    assert (blended.got, blended.why) == (
        D("16.65"),
        "70% × 抽查 19.5 + 30% × 初审 10 = 16.65 分",
    )


def test_r3_1_claim_that_review_left_open_counts_nothing_in_its_share():
    review = [line("1.1", None, not_applicable=NA.CLAIMED)]
    (blended,) = blend(review, [line("1.1", "20")], POLICY)
    assert (blended.got, blended.not_applicable) == (D(14), NA.NONE)


def test_r2_2_not_applicable_confirmed_at_review_holds_at_the_spot():
    review = [line("1.1", None, not_applicable=NA.CONFIRMED), line("1.2", "10")]
    part = organization_part(review, [line("1.1", "20"), line("1.2", "20")], POLICY)
    assert part.goals == (GoalTotal("1", D(17), D(20)),)


@pytest.mark.parametrize(
    ("review", "spot"),
    [
        ([line("1.1", "10")], []),
        ([], [line("1.1", "10")]),
        ([line("1.1", None)], [line("1.1", "10")]),
        ([line("1.1", "10")], [line("1.1", None)]),
    ],
)
def test_r3_1_item_that_one_sheet_lacks_is_unanswered_in_the_blend(review, spot):
    part = organization_part(review, spot, POLICY)
    assert (part.value, part.unanswered) == (None, ("1.1",))


@pytest.mark.parametrize(("spot", "expected"), [([bonus("B1", "1")], "1"), ([], "0")])
def test_r3_3_bonus_of_a_drawn_unit_is_the_spot_sheets(spot, expected):
    part = organization_part(
        [line("1.1", "10"), bonus("B1", "3")], [line("1.1", "10"), *spot], POLICY
    )
    assert part.bonus == D(expected)


def test_sums_from_the_database_end_in_the_same_score():
    review, spot = sheet("20", "18", "17", "19", "16"), sheet("18", "18.5", "11", "20", "16")
    part = organization_part(review, spot, POLICY)
    assert organization_part_from_totals(part.goals, bonus=part.bonus) == part


def test_r3_2_rates_part_is_the_mean():
    assert rates_part(GOOD, POLICY) == 85


def test_r3_2_rates_part_follows_the_policys_weights():
    policy = Policy(satisfaction_weight=D(2), awareness_weight=D(0))
    assert rates_part(GOOD, policy) == F(265, 3)


@pytest.mark.parametrize("lost", [0, 1, 2])
@pytest.mark.parametrize("rate", [Rate(None), Rate(F(1), sufficient=False)])
def test_r3_2_one_rate_missing_or_insufficient_leaves_no_part(lost, rate):
    three = [Rate(F(1))] * 3
    three[lost] = rate
    assert rates_part(Rates(*three), POLICY) is None


@pytest.mark.parametrize(("total", "counts"), [("4.99", "4.99"), ("5", "5"), ("7", "5")])
def test_r3_3_bonus_stops_at_the_cap(total, counts):
    assert bonus_part(D(total), POLICY) == D(counts)


@pytest.mark.parametrize(
    ("organization", "rates_value", "bonus_sum", "expected"),
    [
        pytest.param(F(92), F(85), "1", "90.90", id="R3.4"),
        pytest.param(F(99), F(99), "7", "100.00", id="R3.4-at-most-100"),
        pytest.param(F(9035, 100), F(535, 6), "0", "90.00", id="R3.4-89.995-is-a-tie"),
        pytest.param(F(9034, 100), F(535, 6), "0", "89.99", id="R3.4-89.988"),
        pytest.param(F(0), F(0), "0", "0.00", id="R3.4-nothing"),
    ],
)
def test_composite(organization, rates_value, bonus_sum, expected):
    assert str(composite(organization, rates_value, D(bonus_sum), POLICY)) == expected


@pytest.mark.parametrize(("organization", "part"), [(None, F(1)), (F(1), None)])
def test_r3_2_composite_is_none_when_a_part_is(organization, part):
    assert composite(organization, part, D(0), POLICY) is None


@pytest.mark.parametrize(
    ("own", "spot", "gap", "flagged"),
    [
        pytest.param(F(98), F(90), F(8), True, id="R3.5-above"),
        pytest.param(F(90), F(95), F(5), False, id="R3.5-at-the-limit"),
        pytest.param(F(90), None, None, False, id="R3.5-not-drawn"),
        pytest.param(None, F(90), None, False, id="R3.5-no-self-sheet"),
    ],
)
def test_deviation(own, spot, gap, flagged):
    found = deviation(own, spot)
    assert (found, deviates(found, POLICY)) == (gap, flagged)
