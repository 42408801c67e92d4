"""What must hold of any sheet: hypothesis looks for the one that breaks it."""

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.decision import decide
from assessment.scoring.totals import (
    blend,
    composite,
    organization_part,
    organization_part_from_totals,
    rates_part,
    sheet_score,
)
from assessment.scoring.values import GoalTotal, Rate, Rates, RedLineAnswer, Standing
from creation.marking import points_for
from creation.policy import Policy
from creation.standards import (
    Below,
    Bonus,
    Cliff,
    Count,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    YesNo,
)
from tests.assessment.scoring.sheets import NA, line

POLICY = Policy()


def hundredths(low, high):
    """Decimals of two places; from whole numbers, which are drawn ten times as fast."""
    return st.integers(int(low * 100), int(high * 100)).map(lambda number: D(number) / 100)


POINTS = hundredths(D("0.01"), 20)
AMOUNT = hundredths(D("0.01"), 400)
CAP = st.none() | POINTS
VALUE = hundredths(0, 400)
PERCENT = hundredths(0, 100)
PAPERS = ("计划", "记录", "签到", "总结")
GRADES = (("好", D(1)), ("较好", D("0.85")), ("一般", D("0.6")), ("差", D(0)))


def two(findings):
    """A worse and a better finding, in this order, where more is better."""
    return st.tuples(findings, findings).map(sorted)


MORE_IS_BETTER = st.one_of(
    st.tuples(st.just(YesNo()), two(st.booleans())),
    st.tuples(st.builds(Count, AMOUNT, POINTS, CAP), two(VALUE)),
    st.tuples(st.builds(Below, PERCENT, POINTS, st.booleans(), CAP), two(PERCENT)),
    st.tuples(st.builds(Cliff, AMOUNT), two(VALUE)),
    st.tuples(st.builds(Proportional, AMOUNT), two(VALUE)),
    st.tuples(st.builds(Bonus, POINTS, POINTS), two(VALUE)),
)
LESS_IS_BETTER = st.tuples(
    st.builds(Occurrences, POINTS, CAP),
    two(st.integers(0, 50).map(D)).map(lambda pair: pair[::-1]),
)
LISTS = st.tuples(
    st.builds(Presence, st.just(PAPERS), POINTS, CAP),
    two(st.integers(0, 4)).map(lambda pair: [PAPERS[:count] for count in pair]),
)
GRADED = st.tuples(
    st.just(Tiers(GRADES)),
    two(st.integers(0, 3)).map(lambda pair: [GRADES[3 - place][0] for place in pair]),
)
CASES = st.one_of(MORE_IS_BETTER, LESS_IS_BETTER, LISTS, GRADED)


@given(CASES, POINTS, st.integers(0, 48))
def test_points_lie_between_0_and_the_items_points(case, points, months):
    method, findings = case
    for finding in findings:
        assert 0 <= points_for(method, points, finding, months=months).points <= points


@given(CASES, POINTS, st.integers(0, 48))
def test_better_finding_never_lowers_a_mark(case, points, months):
    method, (worse, better) = case
    low, high = (points_for(method, points, finding, months=months) for finding in (worse, better))
    assert low.points <= high.points


@st.composite
def lines(draw):
    """A sheet of up to three items for each goal, with claims, confirmations and bonus."""
    sheet = []
    for goal in "12345":
        for place in range(draw(st.integers(1, 3))):
            points = draw(POINTS)
            got = draw(hundredths(0, points))
            state = draw(st.sampled_from([NA.NONE] * 4 + [NA.CLAIMED, NA.CONFIRMED]))
            sheet.append(line(f"{goal}.{place}", got, points, not_applicable=state))
    extra = draw(hundredths(0, 8))
    return [*sheet, line("B1", extra, "8", goal="", is_bonus=True)]


def worth(value):
    return -1 if value is None else value


@given(lines().flatmap(lambda sheet: st.tuples(st.just(sheet), st.permutations(sheet))))
def test_order_of_lines_is_irrelevant(sheets):
    sheet, shuffled = sheets
    assert sheet_score(sheet) == sheet_score(shuffled)


@given(lines())
def test_goals_sum_to_the_total(sheet):
    score = sheet_score(sheet)
    assert score.got == sum(goal.got for goal in score.goals)
    if score.applicable:
        shares = [goal.share * F(goal.applicable) for goal in score.goals if goal.applicable]
        assert score.value == 100 * sum(shares) / F(score.applicable)


@given(lines())
def test_sheet_lies_between_0_and_100(sheet):
    value = sheet_score(sheet).value
    assert value is None or 0 <= value <= 100


@given(lines(), hundredths(0, 1))
def test_blend_of_equal_sheets_is_the_sheet(sheet, weight):
    blended = organization_part(sheet, sheet, Policy(spot_weight=weight))
    assert blended == sheet_score(sheet)


@given(lines(), st.data())
def test_better_mark_never_lowers_the_score(sheet, data):
    place = data.draw(st.integers(0, len(sheet) - 1))
    better = list(sheet)
    raised = data.draw(hundredths(sheet[place].got, sheet[place].points))
    better[place] = replace(sheet[place], got=raised)
    low, high = sheet_score(sheet), sheet_score(better)
    assert worth(low.value) <= worth(high.value)
    assert low.bonus <= high.bonus


@given(lines(), st.data())
def test_blend_lies_between_the_two_sheets(review, data):
    spot = [
        replace(one, got=data.draw(hundredths(0, one.points)), not_applicable=NA.NONE)
        for one in review
    ]
    reviewed = {one.item_code: one for one in review}
    for one in blend(review, spot, POLICY):
        if one.applies and not one.is_bonus:
            counted = reviewed[one.item_code].counted
            checked = next(entry.got for entry in spot if entry.item_code == one.item_code)
            assert min(counted, checked) <= one.got <= max(counted, checked)


@given(lines())
def test_sums_per_goal_give_the_same_score_as_lines(sheet):
    sums: dict[str, list[D]] = {}
    for one in sheet:
        if not one.is_bonus and one.applies:
            got, points = sums.setdefault(one.goal, [D(0), D(0)])
            sums[one.goal] = [got + one.counted, points + one.points]
    totals = [GoalTotal(goal, *pair) for goal, pair in sums.items()]
    assert organization_part_from_totals(totals).value == sheet_score(sheet).value


SHARES = st.fractions(0, 1)
THREE = st.builds(Rates, *[st.builds(Rate, SHARES)] * 3)


@given(lines(), THREE)
def test_composite_lies_between_0_and_100_in_cents(sheet, rates):
    score = sheet_score(sheet)
    total = composite(score.value, rates_part(rates, POLICY), score.bonus, POLICY)
    assert total is None or (0 <= total <= 100 and total == total.quantize(D("0.01")))


RANK = ["red_line", "not_rated", "pending", "not_reached", "five_good"]


@given(lines(), THREE, st.sampled_from(["hit", "declared"]), st.booleans())
def test_red_line_never_raises_a_decision(sheet, rates, state, founded):
    score = sheet_score(sheet)
    total = composite(score.value, rates_part(rates, POLICY), score.bonus, POLICY)
    clear = Standing(score, rates, total, founded_in_round=founded)
    hit = replace(clear, red_lines=(RedLineAnswer("红线", "部门", state),))
    assert decide(hit, POLICY).code == "red_line"
    assert RANK.index(decide(hit, POLICY).code) <= RANK.index(decide(clear, POLICY).code)
