"""What changed between two editions of a standard: items matched, fields compared, words marked.

Pure. An item is the same one when it kept its code and still resembles itself; else the closest
of the rest, by title and content; so moving and renumbering do not read as new.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

from creation.method_words import method_in_words
from creation.methods import plain_text
from creation.standard_values import (
    COMPUTED,
    NATURES,
    PERIODS,
    SCOPES,
    ItemSpec,
    StandardSpec,
)

_IN_WORD = re.compile(r"[0-9A-Za-z.%]")
ALIKE = 0.5  # how far two items must resemble each other to be one and the same
KEPT_CODE = 0.1


@dataclass(frozen=True)
class Part:
    """A run of signs; `changed` when the other side has not got it there."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Change:
    """One field on both sides, cut into runs."""

    label: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True)
class Pair:
    """An item on both sides; None where it is not there. `goals`: the names of its goals."""

    before: ItemSpec | None
    after: ItemSpec | None
    goals: tuple[str, str]
    changes: tuple[Change, ...] = ()

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.changes else "same"

    @property
    def shift(self) -> Decimal:
        """By how much its points grew."""
        before = self.before.points if self.before else Decimal(0)
        return (self.after.points if self.after else Decimal(0)) - before


@dataclass(frozen=True)
class GoalShift:
    name: str
    before: Decimal
    after: Decimal

    @property
    def shift(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Diff:
    pairs: tuple[Pair, ...]
    goals: tuple[GoalShift, ...]
    counts: dict[str, int] = field(default_factory=dict)


def diff(before: StandardSpec, after: StandardSpec) -> Diff:
    """Every item of both, in the order of `after`, what was removed behind what it followed."""
    homes = _homes(before), _homes(after)
    partner = _matched(before.items, after.items)
    pairs = [_pair(partner.get(place), item, homes) for place, item in enumerate(after.items)]
    taken = {id(one) for one in partner.values()}
    for place, item in enumerate(before.items):
        if id(item) not in taken:
            earlier = {id(one) for one in before.items[:place]}
            at = max((n for n, pair in enumerate(pairs) if id(pair.before) in earlier), default=-1)
            pairs.insert(at + 1, _pair(item, None, homes))
    counts = {kind: sum(pair.kind == kind for pair in pairs) for kind in _KINDS}
    return Diff(tuple(pairs), _shifts(before, after), counts)


_KINDS = ("added", "removed", "changed", "same")


def _homes(spec: StandardSpec) -> dict[int, str]:
    homes = {id(item): "加分项" for item in spec.bonus}
    return homes | {id(item): goal.name for goal in spec.goals for item in goal.items}


def _matched(old: tuple[ItemSpec, ...], new: tuple[ItemSpec, ...]) -> dict[int, ItemSpec]:
    """Place in `new` → its item in `old`."""
    partner: dict[int, ItemSpec] = {}
    free = list(old)
    same = {(item.code, item.title): item for item in old}
    for place, item in enumerate(new):
        if known := same.get((item.code, item.title)):
            partner[place] = known
            free = [one for one in free if one is not known]
    rest = [(place, item) for place, item in enumerate(new) if place not in partner]
    ranked = sorted(
        ((_likeness(one, item), place, one) for place, item in rest for one in free),
        key=lambda found: -found[0],
    )
    used: set[int] = set()
    for likeness, place, one in ranked:
        if likeness >= ALIKE and place not in partner and id(one) not in used:
            partner[place] = one
            used.add(id(one))
    return partner


def _likeness(one: ItemSpec, other: ItemSpec) -> float:
    if one.is_bonus != other.is_bonus:
        return 0
    if one.title == other.title:
        return 2
    matcher = SequenceMatcher(None, one.title + one.content, other.title + other.content, False)
    if matcher.quick_ratio() < ALIKE:
        return 0
    return matcher.ratio() + (KEPT_CODE if one.code == other.code else 0)


def _pair(before: ItemSpec | None, after: ItemSpec | None, homes: tuple) -> Pair:
    goals = homes[0].get(id(before), ""), homes[1].get(id(after), "")
    changes: tuple[Change, ...] = ()
    if before and after:
        old, new = fields_in_words(before), fields_in_words(after)
        if goals[0] != goals[1]:
            old, new = old | {"目标": goals[0]}, new | {"目标": goals[1]}
        changes = tuple(
            Change(label, *marked(old[label], new[label]))
            for label in new
            if old[label] != new[label]
        )
    return Pair(before, after, goals, changes)


def fields_in_words(item: ItemSpec) -> dict[str, str]:
    """Every field of an item as people read it, by its label."""
    return {
        "要点编号": item.code,
        "考核项目": item.title,
        "考核内容": item.content,
        "评分标准": item.rule,
        "分值": plain_text(item.points),
        "计分方法": method_in_words(item.method, item.unit),
        "共性/个性": SCOPES[item.scope],
        "定性/定量": NATURES[item.nature],
        "周期": PERIODS[item.period],
        "单位": item.unit,
        "数据来源": item.source,
        "佐证提示": item.evidence,
        "系统计算": COMPUTED.get(item.computed, ""),
    }


def marked(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in runs, what is not in the other one marked; numbers are never cut in two."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, old, new, False)
    left, right = [], []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        left.append(Part("".join(old[i1:i2]), kind != "equal"))
        right.append(Part("".join(new[j1:j2]), kind != "equal"))
    return tuple(p for p in left if p.text), tuple(p for p in right if p.text)


def _words(text: str) -> list[str]:
    """Chinese sign by sign, numbers and Latin words whole."""
    words: list[str] = []
    for sign in text:
        last = words[-1] if words else ""
        if _IN_WORD.fullmatch(sign) and _IN_WORD.fullmatch(last[-1:]):
            words[-1] = last + sign
        else:
            words.append(sign)
    return words


def _shifts(before: StandardSpec, after: StandardSpec) -> tuple[GoalShift, ...]:
    old = {goal.common_good: goal.points for goal in before.goals}
    shifts = [
        GoalShift(goal.name, old.get(goal.common_good, Decimal(0)), goal.points)
        for goal in after.goals
    ]
    bonus = [sum((item.points for item in spec.bonus), Decimal(0)) for spec in (before, after)]
    return (*shifts, GoalShift("加分项", *bonus))
