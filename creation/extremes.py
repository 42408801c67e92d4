"""The findings behind the quick buttons 满分 and 零分 of a spot-check."""

from decimal import Decimal
from fractions import Fraction

from creation.marking import Finding
from creation.methods import (
    Below,
    Cliff,
    Count,
    Method,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    YesNo,
    plain_text,
)

ZERO = Decimal(0)


def target_in(method: Count, *, months: int) -> Decimal:
    """What a count must reach in so many months (RULES 1.4)."""
    return Decimal((Fraction(method.target) * months / 12).__floor__())


def best(method: Method, points: Decimal, *, months: int = 12) -> Finding:
    """The plainest finding that earns the most points that the item can give."""
    match method:
        case YesNo():
            return True
        case Count():
            return method.target if months == 12 else target_in(method, months=months)
        case Occurrences():
            return ZERO
        case Presence():
            return method.entries
        case Below() | Cliff():
            return method.threshold
        case Proportional():
            return method.target
        case Tiers():
            return method.shares[0][0]
        case _:  # Bonus
            return _times(min(method.cap, points), method.per)


def least(method: Method, points: Decimal) -> Finding:
    """The plainest finding that earns the fewest points; with a cap these may be more than 0."""
    match method:
        case YesNo():
            return False
        case Occurrences():
            limit = points if method.cap is None else min(method.cap, points)
            return _times(limit, method.per)
        case Presence():
            return ()
        case Cliff():
            return min(ZERO, method.threshold - 1)
        case Tiers():
            return method.shares[-1][0]
        case _:  # Count, Below, Proportional, Bonus
            return ZERO


def _times(limit: Decimal, per: Decimal) -> Decimal:
    return Decimal((Fraction(limit) / Fraction(per)).__ceil__())


def sample(method: Method) -> str:
    """A finding that is not quite good enough, as somebody would type it: for an example."""
    match method:
        case YesNo():
            return "否"
        case Count():
            return plain_text(max(ZERO, method.target - 2))
        case Occurrences():
            return "1"
        case Presence():
            return "、".join(method.entries[:-1]) or "无"
        case Below():
            return plain_text(max(ZERO, method.threshold - 3))
        case Cliff():
            return plain_text(max(ZERO, method.threshold - 1))
        case Proportional():
            return plain_text((method.target * 4 / 5).quantize(Decimal("0.01")))
        case Tiers():
            return method.shares[1][0]
        case _:  # Bonus
            return "2"
