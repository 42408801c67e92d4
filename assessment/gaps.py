"""What an item cost, and what the smallest next step would bring back. Pure.

Sorted by what one step regains, then by what was lost, then by the order of the standard: most for
the least effort comes first; what can't be regained any more comes last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from creation.extremes import target_in
from creation.marking import points_for
from creation.methods import (
    Below,
    Cliff,
    Count,
    Method,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    plain_text,
)

ZERO, ONE = Decimal(0), Decimal(1)
ORDER = "先列一步能补回最多的，再列失分多的；已经发生、补不回来的列在最后。"


@dataclass(frozen=True)
class Lost:
    """One answered item as it was marked; `finding` as the pure rules take it."""

    key: int
    order: int
    method: Method
    points: Decimal
    got: Decimal
    finding: Any
    unit: str = ""
    months: int = 12


@dataclass(frozen=True)
class Gap:
    """`lost` points of one item; `step` in words regains `regain` of them."""

    key: int
    order: int
    lost: Decimal
    regain: Decimal
    step: str


def gaps(items: Iterable[Lost]) -> list[Gap]:
    """The items that cost points, best next step first."""
    found = [_gap(item) for item in items if item.got < item.points]
    return sorted(found, key=lambda gap: (-gap.regain, -gap.lost, gap.order))


def _gap(item: Lost) -> Gap:
    better, step = _next(item)
    regain = ZERO if better is None else max(ZERO, _worth(item, better) - item.got)
    return Gap(item.key, item.order, item.points - item.got, regain, step)


def _worth(item: Lost, finding: Any) -> Decimal:
    marked = points_for(item.method, item.points, finding, months=item.months, unit=item.unit)
    return marked.points


def _next(item: Lost) -> tuple[Any, str]:
    """The finding after one step more (None when no step helps), and the step in words."""
    match item.method:
        case Count():
            return _some_more(item, item.method)
        case Presence():
            return _some_entries(item, item.method)
        case Below() | Cliff():
            return _up_to(item, item.method.threshold, "提高到")
        case Proportional():
            return _up_to(item, item.method.target, "完成")
        case Tiers():
            return _next_grade(item, item.method)
        case Occurrences():
            return None, "已经发生，分数补不回来，重在不再发生"
        case _:
            return True, "按评分标准做到位"


def _some_more(item: Lost, method: Count) -> tuple[Any, str]:
    """One more; with a cap on what is taken off, as many as it takes to gain anything."""
    target = target_in(method, months=item.months)
    missing = max(ONE, target - item.finding)
    more = ONE
    while more < missing and _worth(item, item.finding + more) <= item.got:
        more += 1
    step = f"再补 {_amount(more, item.unit)}"
    left = f"（还缺 {_amount(missing, item.unit)}）" if missing > more else ""
    return item.finding + more, step + left


def _some_entries(item: Lost, method: Presence) -> tuple[Any, str]:
    absent = [entry for entry in method.entries if entry not in item.finding]
    more = 1
    while more < len(absent) and _worth(item, (*item.finding, *absent[:more])) <= item.got:
        more += 1
    left = f"（还缺 {len(absent)} 项）" if len(absent) > more else ""
    return (*item.finding, *absent[:more]), f"补上{'、'.join(absent[:more])}{left}"


def _up_to(item: Lost, goal: Decimal, verb: str) -> tuple[Any, str]:
    return goal, f"{verb} {_amount(goal, item.unit)}"


def _next_grade(item: Lost, method: Tiers) -> tuple[Any, str]:
    grades = [grade for grade, _ in method.shares]
    better = grades[max(0, grades.index(item.finding) - 1)]
    return better, f"提高到“{better}”"


def _amount(number: Decimal, unit: str) -> str:
    return f"{plain_text(number)} {unit}".rstrip()
