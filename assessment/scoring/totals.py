"""From lines to the composite (RULES 1.5, 2 and 3): exact sums, one rounding at the end.

The database sums per candidacy and goal instead of line by line; both ways end in
organization_part_from_totals and composite, so there is one formula.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from assessment.scoring.values import (
    GoalTotal,
    Line,
    NotApplicable,
    Rates,
    Score,
)
from creation.marking import half_up
from creation.policy import Policy
from creation.standards import plain_text

FULL = Fraction(100)


def sheet_score(lines: Iterable[Line]) -> Score:
    """100 × points got / points applicable, with the goals' subtotals; bonus beside it."""
    lines = tuple(lines)
    marked = [line for line in lines if not line.is_bonus]
    goals = tuple(_goal_total(goal, marked) for goal in sorted({line.goal for line in marked}))
    bonus = sum((line.counted or Decimal(0) for line in lines if line.is_bonus), Decimal(0))
    unanswered = sorted(line.item_code for line in marked if line.counted is None)
    return organization_part_from_totals(goals, bonus=bonus, unanswered=tuple(unanswered))


def _goal_total(goal: str, marked: Iterable[Line]) -> GoalTotal:
    lines = [line for line in marked if line.goal == goal and line.applies]
    got = sum((line.counted or Decimal(0) for line in lines), Decimal(0))
    return GoalTotal(goal, got, sum((line.points for line in lines), Decimal(0)))


def organization_part_from_totals(
    goal_totals: Iterable[GoalTotal],
    *,
    bonus: Decimal = Decimal(0),
    unanswered: tuple[str, ...] = (),
) -> Score:
    """The score from sums: None while an item lacks its mark, or when nothing applies."""
    goals = tuple(goal_totals)
    applicable = sum((total.applicable for total in goals), Decimal(0))
    got = sum((total.got for total in goals), Decimal(0))
    if unanswered or not applicable:
        return Score(None, goals, bonus, unanswered)
    return Score(FULL * Fraction(got) / Fraction(applicable), goals, bonus)


def hold_confirmed(lines: Iterable[Line], review: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with 不适用 as the review confirmed it: nobody else can (RULES 1.5, 2.2).

    A claim that the review did not confirm stays a claim and counts 0.
    """
    confirmed = {line.item_code for line in review if not line.applies}
    return tuple(
        replace(line, not_applicable=_held(line, confirmed=line.item_code in confirmed))
        for line in lines
    )


def _held(line: Line, *, confirmed: bool) -> NotApplicable:
    if confirmed:
        return NotApplicable.CONFIRMED
    claimed = line.not_applicable != NotApplicable.NONE
    return NotApplicable.CLAIMED if claimed else NotApplicable.NONE


def blend(review: Sequence[Line], spot: Sequence[Line], policy: Policy) -> tuple[Line, ...]:
    """Item by item spot and review by weight (RULES 3.1); bonus is the spot sheet's (3.3).

    An item that one of the sheets lacks is unanswered in the blend.
    """
    reviewed = {line.item_code: line for line in review}
    checked = {line.item_code: line for line in hold_confirmed(spot, review)}
    return tuple(
        _blended(line, reviewed.get(code), checked.get(code), policy)
        for code, line in (reviewed | checked).items()
    )


def _blended(line: Line, review: Line | None, spot: Line | None, policy: Policy) -> Line:
    if line.is_bonus:
        return spot or replace(line, got=Decimal(0), why="抽查没有记加分")
    if not line.applies:
        return line
    if review is None or spot is None or review.counted is None or spot.counted is None:
        return replace(line, got=None, not_applicable=NotApplicable.NONE, why="")
    weight = policy.spot_weight
    got = weight * spot.counted + (1 - weight) * review.counted
    why = (
        f"{plain_text(weight * 100)}% × 抽查 {plain_text(spot.counted)} + "
        f"{plain_text((1 - weight) * 100)}% × 初审 {plain_text(review.counted)}"
        f" = {plain_text(got)} 分"
    )
    return replace(line, got=got, not_applicable=NotApplicable.NONE, why=why)


def organization_part(
    review_lines: Sequence[Line], spot_lines: Sequence[Line] | None, policy: Policy
) -> Score:
    """Not drawn (`spot_lines` is None): the reviewed sheet; drawn: the blend (RULES 3.1)."""
    if spot_lines is None:
        return sheet_score(review_lines)
    return sheet_score(blend(review_lines, spot_lines, policy))


def rates_part(rates: Rates, policy: Policy) -> Fraction | None:
    """The weighted mean of the three rates, 0-100; None when one may not decide (RULES 3.2)."""
    total = Fraction(0)
    three = (rates.satisfaction, rates.participation, rates.awareness)
    for weight, rate in zip(_rate_weights(policy), three, strict=True):
        if rate.value is None or not rate.sufficient:
            return None
        total += weight * Fraction(rate.value)
    return total


@lru_cache(maxsize=8)
def _rate_weights(policy: Policy) -> tuple[Fraction, ...]:
    """What each rate adds to the part; kept, as a whole round asks for the same ones."""
    weights = (policy.satisfaction_weight, policy.participation_weight, policy.awareness_weight)
    total = Fraction(sum(weights, Decimal(0)))
    return tuple(FULL * Fraction(weight) / total for weight in weights)


@lru_cache(maxsize=8)
def _part_weights(policy: Policy) -> tuple[Fraction, Fraction]:
    return Fraction(policy.organization_weight), Fraction(policy.rates_weight)


def bonus_part(bonus: Decimal, policy: Policy) -> Decimal:
    """What counts of the bonus sum (RULES 3.3)."""
    return min(bonus, policy.bonus_cap)


def composite(
    organization: Fraction | None, rates: Fraction | None, bonus: Decimal, policy: Policy
) -> Decimal | None:
    """The one rounding (RULES 3.4); `bonus` is the sum before its cap."""
    if organization is None or rates is None:
        return None
    of_organization, of_rates = _part_weights(policy)
    exact = of_organization * organization + of_rates * rates + Fraction(bonus_part(bonus, policy))
    return half_up(min(FULL, exact))


def deviation(own: Fraction | None, spot: Fraction | None) -> Fraction | None:
    """How far the self sheet's score lies from the spot sheet's (RULES 3.5); None if not drawn."""
    return None if own is None or spot is None else abs(own - spot)


def deviates(gap: Fraction | None, policy: Policy) -> bool:
    return gap is not None and gap > Fraction(policy.deviation_limit)
