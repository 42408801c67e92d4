"""One mark: reading a finding (what was seen), and what it is worth (RULES 1)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from creation.methods import (
    Below,
    Bonus,
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
from creation.numerals import number_text
from creation.numerals import plain as _plain

Finding = bool | Decimal | tuple[str, ...] | str
_CENT = Decimal("0.01")
_YES = frozenset({"是", "有", "对", "√", "✓", "1", "true", "yes"})
_NO = frozenset({"否", "无", "错", "×", "✗", "0", "false", "no"})
_SEPARATOR = re.compile(r"[、,;┋|\n]")
_NOTHING, _EVERYTHING = "无", "全部"
# A typed % sign means something for these only.
_MAY_BE_PERCENT = (Below, Cliff, Proportional)
# A growth may be below zero; a count may not.
_MAY_BE_NEGATIVE = (Cliff, Proportional)


@dataclass(frozen=True)
class Marked:
    """What a finding is worth, and why, in one Chinese line."""

    points: Decimal
    why: str


def with_arrow(marked: Marked) -> str:
    """The same line, the outcome behind an arrow: “缺 2 次 → 扣 1 分，得 2 分”."""
    cut = "，扣 " if "，扣 " in marked.why else "，得 "
    before, _, after = marked.why.rpartition(cut)
    return f"{before} → {cut[1:]}{after}"


def half_up(exact: Fraction | Decimal) -> Decimal:
    """A number that is not negative, rounded HALF_UP to 0.01 without a step between."""
    cents = (Fraction(exact) * 100 + Fraction(1, 2)).__floor__()
    return Decimal(cents) * _CENT


class FindingError(ValueError):
    """A finding that the item's method cannot take: one Chinese sentence."""


def parse_finding(method: Method, raw: Any, *, unit: str = "") -> Finding:
    """The finding from its stored form or from typed text; FindingError says what to type.

    `unit` is the item's: it may stand behind a typed number.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise FindingError("还没有填写。")
    if isinstance(method, YesNo):
        return _parse_yes_no(raw)
    if isinstance(method, Presence):
        return _parse_presence(method, raw)
    if isinstance(method, Tiers):
        return _parse_grade(method, raw)
    return _parse_number(method, raw, unit)


def stored(finding: Finding) -> bool | str | list[str]:
    """The finding as a JSON field keeps it: numbers as text, lists as lists."""
    if isinstance(finding, Decimal):
        return plain_text(finding)
    return list(finding) if isinstance(finding, tuple) else finding


def _parse_yes_no(raw: Any) -> bool:
    answer = _plain(raw).lower()
    if answer in _YES or answer in _NO:
        return answer in _YES
    raise FindingError(f"“{raw}”看不懂，请填“是”或“否”。")


def _parse_number(method: Method, raw: Any, unit: str) -> Decimal:
    typed = not isinstance(raw, bool | list | tuple | dict)
    text = number_text(raw, unit=unit, percent=isinstance(method, _MAY_BE_PERCENT))
    if not typed or text is None:
        raise FindingError(f"“{raw}”不是数字，请只填数字，例如 12 或 10.5。")
    number = Decimal(text)
    if number < 0 and not isinstance(method, _MAY_BE_NEGATIVE):
        raise FindingError(f"不能是负数，现为 {plain_text(number)}，请填 0 或更大的数。")
    if isinstance(method, Below) and number > 100:
        raise FindingError(f"百分比不能超过 100，现为 {plain_text(number)}，请核对后再填。")
    if isinstance(method, Occurrences) and number != int(number):
        raise FindingError(f"次数应为整数，现为 {plain_text(number)}，请填 0、1、2……")
    # One spelling for one number: 10.50 and 10.5 are stored alike, and -0 is 0.
    return Decimal(plain_text(number + 0))


def _parse_presence(method: Presence, raw: Any) -> tuple[str, ...]:
    """The entries that are there, in the order of the item's own list."""
    entries = {_plain(entry): entry for entry in method.entries}
    if isinstance(raw, list | tuple):
        named = [_plain(entry) for entry in raw]
    else:
        named = [part.strip() for part in _SEPARATOR.split(_plain(raw)) if part.strip()]
        if named == [_EVERYTHING] and _EVERYTHING not in entries:
            return method.entries
        if named == [_NOTHING] and _NOTHING not in entries:
            return ()
    for name in named:
        if name not in entries:
            known = "、".join(method.entries)
            raise FindingError(f"清单里没有“{name}”，可填：{known}；一项都没有请填“无”。")
    return tuple(entry for plain, entry in entries.items() if plain in named)


def _parse_grade(method: Tiers, raw: Any) -> str:
    grades = {_plain(grade): grade for grade, _ in method.shares}
    grade = grades.get(_plain(raw))
    if grade is None:
        raise FindingError(f"没有“{raw}”这一档，可填：{'、'.join(grades.values())}。")
    return grade


def points_for(
    method: Method, points: Decimal, finding: Any, *, months: int = 12, unit: str = ""
) -> Marked:
    """What the finding (as parse_finding gives it) is worth, 0 to `points`, HALF_UP to 0.01.

    A number may be a Fraction as well: what the system counts is exact, shortened in words only.

    `months` of the round in which the organization was open turn a count's yearly target into
    that of the round (RULES 1.4); pass 12 for a target that is given for the round as a whole.
    """
    match method:
        case YesNo():
            return _all_or_nothing(points, bool(finding), "达到" if finding else "没有达到")
        case Count():
            return _count(method, points, finding, months, unit)
        case Occurrences():
            why = f"发生 {_amount(finding, unit or '次')}，每次扣 {_text(method.per)} 分"
            return _deduct(points, Fraction(method.per) * Fraction(finding), method.cap, why)
        case Presence():
            return _presence(method, points, finding)
        case Below():
            return _below(method, points, finding)
        case Cliff():
            reached = Fraction(finding) >= Fraction(method.threshold)
            relation = "达到" if reached else "低于"
            why = f"实为 {_amount(finding, unit)}，{relation}门槛 {_amount(method.threshold, unit)}"
            return _all_or_nothing(points, reached, why)
        case Proportional():
            return _proportional(method, points, finding, unit)
        case Tiers():
            return _tiers(method, points, finding)
        case _:
            return _bonus(method, points, finding, unit)


def _text(number: Fraction | Decimal) -> str:
    """The number as people write it; a fraction that does not end is shown to four places."""
    exact = Fraction(number)
    shown = Decimal((exact * 10**6).__floor__()) / 10**6
    if shown != exact:
        shown = Decimal((exact * 10**4).__floor__()) / 10**4
    return plain_text(shown)


def _amount(number: Fraction | Decimal, unit: str) -> str:
    return f"{_text(number)} {unit}".rstrip()


def _all_or_nothing(points: Decimal, full: bool, why: str) -> Marked:
    got = points if full else Decimal(0)
    return Marked(half_up(got), f"{why}，得 {_text(got)} 分")


def _deduct(points: Decimal, off: Fraction, cap: Decimal | None, why: str) -> Marked:
    limit = points if cap is None else min(cap, points)
    taken = min(off, Fraction(limit))
    got = half_up(Fraction(points) - taken)
    capped = "（到上限）" if off > limit else ""
    return Marked(got, f"{why}，扣 {_text(taken)} 分{capped}，得 {_text(got)} 分")


def _count(method: Count, points: Decimal, actual: Decimal, months: int, unit: str) -> Marked:
    target = Fraction(method.target)
    due = f"应 {_amount(target, unit)}"
    if months != 12:
        target = Fraction((target * months / 12).__floor__())
        due = f"每年 {_amount(method.target, unit)}，{months} 个月应 {_amount(target, unit)}"
    missing = max(Fraction(0), target - Fraction(actual))
    why = (
        f"{due}，实 {_amount(actual, unit)}，缺 {_amount(missing, unit)}，"
        f"每缺 {_amount(Decimal(1), unit)}扣 {_text(method.per)} 分"
    )
    return _deduct(points, Fraction(method.per) * missing, method.cap, why)


def _presence(method: Presence, points: Decimal, present: tuple[str, ...]) -> Marked:
    absent = [entry for entry in method.entries if entry not in present]
    named = f"（{'、'.join(absent)}）" if absent else ""
    why = (
        f"应有 {len(method.entries)} 项，缺 {len(absent)} 项{named}，每项扣 {_text(method.per)} 分"
    )
    return _deduct(points, Fraction(method.per) * len(absent), method.cap, why)


def _below(method: Below, points: Decimal, value: Decimal) -> Marked:
    short = max(Fraction(0), Fraction(method.threshold) - Fraction(value))
    charged = short if method.prorata else Fraction(short.__ceil__())
    why = f"应不低于 {_text(method.threshold)}%，实为 {_text(value)}%"
    if short:
        counted = "" if charged == short else f"，按 {_text(charged)} 个计"
        why += f"，低 {_text(short)} 个百分点{counted}，每个扣 {_text(method.per)} 分"
    return _deduct(points, Fraction(method.per) * charged, method.cap, why)


def _proportional(method: Proportional, points: Decimal, value: Decimal, unit: str) -> Marked:
    share = min(Fraction(1), max(Fraction(0), Fraction(value) / Fraction(method.target)))
    got = half_up(share * Fraction(points))
    why = (
        f"目标 {_amount(method.target, unit)}，实为 {_amount(value, unit)}，"
        f"完成 {_text(share * 100)}%，得 {_text(got)} 分"
    )
    return Marked(got, why)


def _tiers(method: Tiers, points: Decimal, grade: str) -> Marked:
    share = dict(method.shares)[grade]
    got = half_up(Fraction(share) * Fraction(points))
    why = f"评为“{grade}”，按 {_text(points)} 分的 {_text(share * 100)}% 计，得 {_text(got)} 分"
    return Marked(got, why)


def _bonus(method: Bonus, points: Decimal, number: Decimal, unit: str) -> Marked:
    earned = Fraction(method.per) * Fraction(number)
    limit = Fraction(min(method.cap, points))
    got = half_up(min(limit, earned))
    capped = f"，最多加 {_text(limit)} 分" if earned > limit else ""
    per = f"每{unit}" if unit else "每 1 "
    why = f"{_amount(number, unit)}，{per}加 {_text(method.per)} 分{capped}，得 {_text(got)} 分"
    return Marked(got, why)
