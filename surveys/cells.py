"""Single cells of a survey table: wordings to option numbers, durations, times. Pure."""

import datetime
import re
from collections.abc import Mapping

from surveys.layouts import FormOption, FormQuestion
from surveys.wordings import (
    BLANK,
    NOT_ANSWERED,
    SPECIAL,
    WORDINGS,
    plain,
    without_free_text,
)

_SPLIT = re.compile(r"[┋|;；\n]|[,，、]")
_LETTER = re.compile(r"^[a-z][.、:)]")
_DURATION = re.compile(r"^(?:(\d{1,9})(?:小时|时))?(?:(\d{1,9})(?:分钟|分))?(?:(\d{1,9})秒?)?$")
_CLOCK = re.compile(r"^(\d{1,9}):(\d{1,9})(?::(\d{1,9}))?$")
_DIGITS = re.compile(r"\d+")


def text_of(value: object) -> str:
    """The cell as a person reads it; 2.0 is 2."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def code_of(text: str) -> str:
    """A choice made comparable: `A.党员` and `其他〖……〗` lose their letter and free text."""
    return _LETTER.sub("", plain(without_free_text(text)))


def seconds_of(value: object) -> int | None:
    """`123秒`, `2分3秒`, `00:02:03`, a number or a time → seconds; None when it says nothing."""
    if isinstance(value, datetime.timedelta):
        return int(value.total_seconds())
    text = plain(value)
    match = _CLOCK.match(text) or _DURATION.match(text)
    if not text or not match:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def time_of(value: object) -> str:
    """`2026/9/3 12:00:00`, with `-`, or a real date → `2026-09-03 12:00:00`; "" otherwise."""
    text = str(value).replace("/", "-")
    if text[4::3] == "-- ::":  # as nearly all are written
        try:
            datetime.datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return text
    try:
        parts = [int(part) for part in _DIGITS.findall(text)]
        moment = datetime.datetime(*parts[:6]) if len(parts) >= 3 else None  # noqa: DTZ001
    except (ValueError, OverflowError):  # no such day, or digits without end
        return ""
    return moment.isoformat(" ", "seconds") if moment else ""


class Words:
    """What the cells of one question's column mean.

    In order: what a person decided, the option's own text, not answered, a usual wording of a
    class that the question has, the option's number (number mode).
    """

    def __init__(self, question: FormQuestion, decided: Mapping[str, str]) -> None:
        first = {option.klass: option.order for option in reversed(question.options)}
        usual = WORDINGS.get(question.dimension, {})
        self.is_multiple = question.is_multiple
        self.known = {str(option.order): option.order for option in question.options}
        self.known |= {word: first[klass] for word, klass in usual.items() if klass in first}
        self.known |= NOT_ANSWERED
        self.known |= {code_of(option.text): option.order for option in question.options}
        self.known |= {plain(option.text): option.order for option in question.options}
        orders = set(first.values()) | {option.order for option in question.options}
        for word, target in decided.items():
            order = SPECIAL.get(target, int(target) if target.isdecimal() else None)
            if target in SPECIAL or order in orders:
                self.known[plain(word)] = order

    def meaning(self, text: str) -> int | None:
        """An option's number, a sum of bits, 0, -1, -2; None for what is not known."""
        order = self._one(text)
        if not self.is_multiple or (order is not None and order <= BLANK):
            return order
        orders = [order] if order else [self._one(part) for part in self._parts(text)]
        if not orders or None in orders or min(orders) <= BLANK:
            return None
        return sum(1 << (order - 1) for order in set(orders))

    def parts(self, text: str) -> list[tuple[str, int | None]]:
        """Each wording of a cell with what it means: one, or the ticks of a multiple choice."""
        whole = self._one(text)
        if not self.is_multiple or whole is not None:
            return [(text, whole)]
        return [(part, self._one(part)) for part in self._parts(text)]

    def unknown_part(self, text: str) -> str:
        """The first part that is not known: the wording to ask about."""
        if not self.is_multiple:
            return text
        return next((part for part in self._parts(text) if self._one(part) is None), text)

    def _one(self, text: str) -> int | None:
        found = self.known.get(plain(text))
        return self.known.get(code_of(text)) if found is None else found

    def _parts(self, text: str) -> list[str]:
        return [part.strip() for part in _SPLIT.split(without_free_text(text)) if part.strip()]


class Ticks:
    """A column that stands for one option: 0 or empty, 1 or the option's text, -2, -3."""

    def __init__(self, option: FormOption) -> None:
        bit = 1 << (option.order - 1)
        self.known = {"0": 0, "": 0, "否": 0, "1": bit, "是": bit, "√": bit, "✓": bit}
        self.known |= {code: NOT_ANSWERED[code] for code in ("-3", "(跳过)", "-2", "(空)")}
        self.known[plain(option.text)] = bit

    def meaning(self, text: str) -> int | None:
        return self.known.get(plain(text))

    def unknown_part(self, text: str) -> str:
        return text


def ticked(total: int | None, tick: int | None) -> int | None:
    """Adds one option's tick: a problem stays one, skipped is skipped for the whole question."""
    if total is None or tick is None:
        return None
    return min(total, tick) if min(total, tick) < BLANK else total | tick
