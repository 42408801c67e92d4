"""What each party finds at a unit of a given quality, item by item.

A unit loses a share of some items' points; the finding is the number, list or grade that the
item's own method turns into that loss. The review is a little stricter than the unit itself.
"""

from decimal import Decimal
from functools import partial

from assessment.demo.material import dice, material
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
    plain_text,
)

TENTH = Decimal("0.1")


def losses(*, round_code: str, unit_code: str, quality: float, items) -> dict[str, dict]:
    """Stage → item code → the share of its points that the item loses with that party.

    `items` are codes; equal arguments always lose alike.
    """
    about = material()["quality"]
    throw = dice("losses", round_code, unit_code)
    inflated = throw.random() < about["inflated"]
    found = {"self": {}, "review": {}, "spot": {}}
    for code in items:
        true = _loss(throw, (1 - quality) * about["lossy"])
        if inflated:
            true = max(true, _loss(throw, 5 * about["stricter"]))
        own = 0.0 if inflated and throw.random() < about["hidden"] else true
        stricter, noise = _loss(throw, about["stricter"]), _loss(throw, about["spot_noise"])
        found["self"][code] = own
        found["review"][code] = max(own, stricter)
        found["spot"][code] = max(true, stricter, noise)
    return found


def _loss(throw, probability) -> float:
    depth = material()["quality"]["depth"]
    size = throw.uniform(*depth)
    return size if throw.random() < probability else 0.0


def typed(*, item, method, loss: float, months: int, salt) -> str:
    """The finding as somebody types it into a cell; equal losses read alike on every sheet."""
    throw = partial(dice, "finding", *salt, item.code)
    match method:
        case YesNo():
            return "否" if loss and throw().random() < loss else "是"
        case Count():
            yearly = item.period == "year"
            due = method.target * (months if yearly else 12) // 12
            return plain_text(max(Decimal(0), due - _times(item.points / method.per, loss)))
        case Occurrences():
            return plain_text(_times(item.points / method.per, loss))
        case Presence():
            return _present(method, loss)
        case Tiers():
            return _grade(method, loss)
        case Bonus():
            return str(throw().randint(0, int(method.cap / method.per)) if loss == 0 else 0)
        case Below():
            return _below(item, method, loss, throw())
        case Cliff() | Proportional():
            return _measured(item, method, loss, throw())


def _times(most, loss) -> Decimal:
    """A whole number of times, at least one when anything is lost."""
    return Decimal(0) if loss == 0 else Decimal(max(1, round(float(most) * loss)))


def _present(method, loss) -> str:
    missing = 0 if loss == 0 else max(1, round(len(method.entries) * loss))
    there = method.entries[: len(method.entries) - missing]
    return "、".join(there) or "无"


def _grade(method, loss) -> str:
    grades = [grade for grade, share in method.shares if 1 - float(share) >= loss - 0.12]
    return grades[0]


def _below(item, method, loss, throw) -> str:
    if loss == 0:
        spare = throw.uniform(0, 0.6) * float(100 - method.threshold)
        return plain_text((method.threshold + Decimal(spare)).quantize(TENTH))
    points = item.points / method.per * Decimal(loss)
    return plain_text(max(Decimal(0), (method.threshold - points).quantize(TENTH)))


def _measured(item, method, loss, throw) -> str:
    """A figure with a threshold or a target; a percentage ends at 100."""
    is_cliff = isinstance(method, Cliff)
    goal = method.threshold if is_cliff else method.target
    if is_cliff:
        misses = throw.random() < loss
        share = throw.uniform(0.75, 0.97) if misses else throw.uniform(1.0, 1.12)
    else:
        share = 1 - loss if loss else throw.uniform(1.0, 1.15)
    value = (goal * Decimal(share)).quantize(TENTH)
    if not loss:
        value = max(value, goal)
    return plain_text(min(value, Decimal(100)) if "%" in item.unit else value)
