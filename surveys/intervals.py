"""Intervals of a share and of the change between two shares (RULES 5.4, clause R5.7). Pure.

`Decimal` with 40 digits inside and 28 in the result; shares are exact fractions.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

Z = Decimal("1.959963984540054")  # 95%, two-sided
Z2 = Context(prec=40).multiply(Z, Z)
_WIDE = Context(prec=40)  # the result has 28 digits


def effective(n: int, population: int) -> Fraction | None:
    """n with finite population correction; None (no error left) once everybody has answered."""
    if n >= population:
        return None
    return Fraction(n * (population - 1), population - n)


def wilson(value: Fraction, n_eff: Fraction | None) -> tuple[Decimal, Decimal]:
    """95% interval, within 0 and 1; the point itself without a sampling error.

    The textbook's form multiplied by n: (np + z²/2 ± z √(np(1 − p) + z²/4)) / (n + z²).
    """
    if n_eff is None:
        return decimal(value), decimal(value)
    with localcontext(_WIDE):
        p, n = decimal(value), decimal(n_eff)
        centre, scale = n * p + Z2 / 2, n + Z2
        half = Z * (n * p * (1 - p) + Z2 / 4).sqrt()
        low, high = (centre - half) / scale, (centre + half) / scale
    return max(Decimal(0), +low), min(Decimal(1), +high)


@dataclass(frozen=True)
class Change:
    """A rate against the one before: later minus earlier, with its 95% interval."""

    before: Fraction
    difference: Fraction
    low: Decimal
    high: Decimal

    @property
    def is_significant(self) -> bool:
        """The interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def sentence(self) -> str:
        """R5.7 in words, in percentage points."""
        by, low, high = map(_points, (decimal(self.difference), self.low, self.high))
        interval = f"95% 区间 {_signed(low)} 到 {_signed(high)}"
        if not self.is_significant:
            return f"与上次相比没有显著变化（{_signed(by)} 个百分点，{interval}）"
        verb = "提高" if self.difference > 0 else "下降"
        return f"比上次{verb} {abs(by)} 个百分点（{interval}）"


def change(
    now: Fraction,
    interval_now: tuple[Decimal, Decimal],
    before: Fraction,
    interval_before: tuple[Decimal, Decimal],
) -> Change:
    """R5.7, Newcombe's hybrid score interval of a difference of two independent shares.

    (R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.) Its parts are the two
    Wilson intervals, which carry n_eff: finite populations and weights are in them already.
    """
    with localcontext(_WIDE):
        p, q = decimal(now), decimal(before)
        (low, high), (before_low, before_high) = interval_now, interval_before
        down = ((p - low) ** 2 + (before_high - q) ** 2).sqrt()
        up = ((high - p) ** 2 + (q - before_low) ** 2).sqrt()
        lower, upper = p - q - down, p - q + up
    return Change(before, now - before, max(Decimal(-1), +lower), min(Decimal(1), +upper))


def _points(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) + 0


def _signed(points: Decimal) -> str:
    return f"{points:+}".replace("-", "−") if points else "0"


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
