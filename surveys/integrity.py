"""Signs that answers may not be what they seem: flagged with the reason, never excluded. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from math import inf
from operator import eq, itemgetter
from statistics import median

from surveys.layouts import FormQuestion

SECONDS_PER_ANSWER = 2  # faster than this nobody reads the question
LINE_FROM = 6  # so many single choices on one and the same place of the scale; or, where so many
SHORT_LINE_FROM = (
    5  # are asked, a line in a hurry: who is content may well tick 满意 five times, but
)
HASTY_SECONDS = 4  # not in less than it takes to skim a question and its options (R5.9)
RUN_FROM = 10  # so many equal sheets one after the other
SLOT = len("2026-09-03 12:0")  # of a time's text: ten minutes
BURST_FROM = 10  # sheets in ten minutes, and
BURST_TIMES = 5  # so many times the organization's usual ten minutes,
BURST_SLOTS = 3  # which it has when sheets came in at least three of them

FLAGS = {
    "fast": "答得太快",
    "line": "各题都选同一位置",
    "same": "与别的答卷完全相同",
    "run": "连续多份完全相同",
    "burst": "几分钟内集中提交",
    "source": "同一来源",
}


@dataclass(frozen=True)
class Tally:
    """A paper ballot of one organization and stratum, counted by hand.

    `options` holds a count for each option, by question code; `abstained` those who ticked none.
    """

    issued: int
    returned: int
    valid: int
    void: int
    options: Mapping[str, Mapping[int, int]]
    abstained: Mapping[str, int]


def flags_of(
    form: Sequence[FormQuestion],
    answers: Sequence[tuple[int, ...]],
    seconds: Sequence[int | None],
    keys: Sequence[tuple],
) -> list[str]:
    """For each sheet its flags, joined by commas ("" for none).

    `keys` says where and when a sheet was filled in: (organization, stratum, time).
    """
    single = [i for i, q in enumerate(form) if not q.is_multiple and q.dimension != "identity"]
    hits = {
        "fast": _fast(answers, seconds),
        "line": _lines(answers, seconds, single),
        "same": _same(answers, seconds, keys),
        "run": _runs(answers, keys),
        "burst": _bursts(keys),
    }
    shown = [[name if hit else "" for hit in column] for name, column in hits.items() if column]
    if not shown:
        return [""] * len(answers)
    return [",".join(filter(None, names)) for names in zip(*shown, strict=True)]


def _fast(
    answers: Sequence[tuple[int, ...]],
    seconds: Sequence[int | None],
    each: int = SECONDS_PER_ANSWER,
) -> list[bool]:
    """Which sheets took less than `each` second an answer; [] for none."""
    slowest = each * max(map(len, answers), default=0)
    if not any(taken is not None and taken < slowest for taken in seconds):
        return []
    return [
        taken is not None and taken < slowest and is_too_fast(taken, _answered(sheet), each)
        for taken, sheet in zip(seconds, answers, strict=True)
    ]


def _answered(sheet: Sequence[int]) -> int:
    return len([answer for answer in sheet if answer > 0])


def _lines(
    answers: Sequence[tuple[int, ...]], seconds: Sequence[int | None], single: Sequence[int]
) -> list[bool]:
    if len(single) < SHORT_LINE_FROM:
        return []
    pick = itemgetter(*single)
    if len(single) >= LINE_FROM:
        return [is_straight_line(pick(sheet)) for sheet in answers]
    hasty = _fast(answers, seconds, HASTY_SECONDS)
    if not hasty:
        return []
    pairs = zip(hasty, answers, strict=True)
    return [hurried and is_straight_line(pick(sheet)) for hurried, sheet in pairs]


def is_too_fast(seconds: int | None, answered: int, each: int = SECONDS_PER_ANSWER) -> bool:
    return seconds is not None and answered > 0 and seconds < each * answered


def is_straight_line(choices: Sequence[int]) -> bool:
    """The same place of the scale everywhere."""
    return choices[0] > 0 and len(set(choices)) == 1


def too_many(answered: int, population: int) -> str:
    """More answers than people: the sentence, "" when there is nothing odd."""
    if answered <= population:
        return ""
    return f"答卷 {answered} 份，多于应答人数 {population} 人"


def why_not_tally(tally: Tally, names: Mapping[str, str]) -> list[str]:
    """RULES 5.6: every reason why the ballot doesn't add up; empty when it does."""
    if tally.returned > tally.issued:
        return [f"收回 {tally.returned} 票多于发出 {tally.issued} 票，整张计票表无效"]
    reasons = []
    if tally.valid + tally.void != tally.returned:
        reasons.append(f"有效 {tally.valid} 票加无效 {tally.void} 票不等于收回 {tally.returned} 票")
    for code, counts in tally.options.items():
        total = sum(counts.values()) + tally.abstained.get(code, 0)
        if total != tally.valid:
            name = names.get(code, code)
            reasons.append(f"“{name}”各选项加弃权共 {total} 票，不等于有效 {tally.valid} 票")
    return reasons


def _same(answers: Sequence, seconds: Sequence, keys: Sequence[tuple]) -> list[bool]:
    """Equal in answers, place, time and duration; without a time equal sheets are no wonder."""
    moments = Counter(map(itemgetter(2), keys))
    moments.pop("", None)
    if max(moments.values(), default=0) < 2:
        return []
    whole = list(zip(answers, seconds, keys, strict=True))
    times = Counter(sheet for sheet in whole if moments[sheet[2][2]] > 1)
    return [times[sheet] > 1 for sheet in whole]


def _runs(answers: Sequence, keys: Sequence[tuple]) -> list[bool]:
    if sum(map(eq, answers, islice(answers, 1, None))) < RUN_FROM - 1:
        return []
    places = map(itemgetter(0, 1), keys)
    marks: list[bool] = []
    for _, run in groupby(zip(answers, places, strict=True)):
        length = len(list(run))
        marks += [length >= RUN_FROM] * length
    return marks


def _bursts(keys: Sequence[tuple]) -> list[bool]:
    """Ten minutes that hold far more sheets than the organization's own usual ten minutes (R5.9).

    Usual is the median of those in which any came: who filled all in at one meeting has none.
    """
    slots = [(place, time[:SLOT]) for place, _, time in keys]
    many = Counter(slot for slot in slots if slot[1])
    if max(many.values(), default=0) < BURST_FROM:
        return []
    paces: dict[object, list[int]] = {}
    for slot, sheets in many.items():
        paces.setdefault(slot[0], []).append(sheets)
    most = {place: _burst_of(pace) for place, pace in paces.items()}
    return [bool(slot[1]) and many[slot] >= most[slot[0]] for slot in slots]


def _burst_of(pace: list[int]) -> float:
    """From how many sheets on ten minutes are a burst for an organization of this pace."""
    if len(pace) < BURST_SLOTS:
        return inf
    return max(BURST_FROM, BURST_TIMES * median(pace))
