"""How a composite came about, step by step in Chinese: the same numbers, read back."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessment.scoring.totals import bonus_part, composite, rates_part
from assessment.scoring.values import Rate, Rates, Score, lacks, named, rounded_down
from creation.marking import half_up
from creation.policy import Policy
from creation.standards import plain_text

NONE = "暂缺"


@dataclass(frozen=True)
class Step:
    label: str
    formula: str
    value: str

    def __str__(self) -> str:
        return f"{self.label} = {self.formula} = {self.value}"


def explain(
    score: Score,
    rates: Rates,
    policy: Policy,
    *,
    review: Fraction | None = None,
    spot: Fraction | None = None,
) -> tuple[Step, ...]:
    """Organization part, rates part, bonus, composite.

    `spot` and `review` are the sheets' own scores when the unit was drawn; the blend item by item
    equals the blend of the two, as what the review confirmed 不适用 leaves both.
    """
    part = rates_part(rates, policy)
    return (
        _organization(score, policy, review, spot),
        _rates(rates, part, policy),
        _bonus(score, policy),
        _composite(score, part, policy),
    )


def _organization(
    score: Score, policy: Policy, review: Fraction | None, spot: Fraction | None
) -> Step:
    if review is None or spot is None:
        formula = f"100 × 得 {plain_text(score.got)} 分 ÷ 适用 {plain_text(score.applicable)} 分"
    else:
        formula = (
            f"{_percent(policy.spot_weight)} × 抽查 {show(spot)} + "
            f"{_percent(1 - policy.spot_weight)} × 初审 {show(review)}"
        )
    return Step("组织部分", formula, show(score.value))


def _rates(rates: Rates, part: Fraction | None, policy: Policy) -> Step:
    weights = (policy.satisfaction_weight, policy.participation_weight, policy.awareness_weight)
    equal = len(set(weights)) == 1
    terms = [
        ("" if equal else f"{plain_text(weight)} × ") + f"{name} {_rate(rate)}"
        for weight, (name, rate) in zip(weights, named(rates), strict=True)
    ]
    divisor = len(weights) if equal else plain_text(sum(weights, Decimal(0)))
    return Step("三率部分", f"({' + '.join(terms)}) ÷ {divisor}", show(part))


def _rate(rate: Rate) -> str:
    if rate.value is None or not rate.sufficient:
        return lacks(rate).rstrip("。")
    return f"{show(Fraction(rate.value) * 100)}%"


def _bonus(score: Score, policy: Policy) -> Step:
    formula = f"合计 {score.bonus:.2f}，上限 {policy.bonus_cap:.2f}，取小者"
    return Step("加分", formula, f"{bonus_part(score.bonus, policy):.2f}")


def _composite(score: Score, part: Fraction | None, policy: Policy) -> Step:
    formula = (
        f"{_weight(policy.organization_weight)} × {show(score.value)} + "
        f"{_weight(policy.rates_weight)} × {show(part)} + "
        f"加分 {bonus_part(score.bonus, policy):.2f}"
    )
    value = composite(score.value, part, score.bonus, policy)
    if value is None:
        return Step("综合得分", formula, NONE)
    return Step("综合得分", formula, f"{value:.2f}" + ("（满分封顶）" if value == 100 else ""))


def show(exact: Fraction | None) -> str:
    """Two places when that is the whole number; else four places cut off, and … says so."""
    if exact is None:
        return NONE
    if half_up(exact) == exact:
        return f"{half_up(exact):.2f}"
    return f"{rounded_down(exact * 100) / 100:.4f}…"


def _percent(weight: Decimal) -> str:
    return f"{plain_text(weight * 100)}%"


def _weight(weight: Decimal) -> str:
    return f"{weight:.2f}" if weight == weight.quantize(Decimal("0.01")) else plain_text(weight)
