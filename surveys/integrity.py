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
    where: tuple[Sequence, Sequence],
    seconds: Sequence[int | None],
    times: Sequence[str],
) -> list[str]:
    """For each sheet its flags, joined by commas ("" for none).

    `where`: organizations and strata. `seconds` is how long a sheet took and `times` when it came,
    None and "" where the file doesn't say.
    """
    single = [i for i, q in enumerate(form) if not q.is_multiple and q.dimension != "identity"]
    hits = {
        "fast": _fast(answers, seconds),
        "line": _lines(answers, seconds, single),
        "same": _same(answers, where, seconds, times),
        "run": _runs(answers, where),
        "burst": _bursts(where[0], times),
    }
    flags = [""] * len(answers)
    for name, places in hits.items():
        for place in places:
            flags[place] = f"{flags[place]},{name}" if flags[place] else name
    return flags


def _fast(
    answers: Sequence[tuple[int, ...]],
    seconds: Sequence[int | None],
    each: int = SECONDS_PER_ANSWER,
) -> list[int]:
    """Which sheets, by place, took less than `each` second an answer."""
    slowest = each * max(map(len, answers), default=0)
    quick = [place for place, s in enumerate(seconds) if s is not None and s < slowest]
    return [
        place for place in quick if is_too_fast(seconds[place], _answered(answers[place]), each)
    ]


def _answered(sheet: Sequence[int]) -> int:
    return len([answer for answer in sheet if answer > 0])


def _lines(
    answers: Sequence[tuple[int, ...]], seconds: Sequence[int | None], single: Sequence[int]
) -> list[int]:
    if len(single) < SHORT_LINE_FROM:
        return []
    pick = itemgetter(*single)
    if len(single) >= LINE_FROM:
        return [place for place, sheet in enumerate(answers) if is_straight_line(pick(sheet))]
    hasty = _fast(answers, seconds, HASTY_SECONDS)
    return [place for place in hasty if is_straight_line(pick(answers[place]))]


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


def _same(
    answers: Sequence, where: Sequence[Sequence], seconds: Sequence, times: Sequence[str]
) -> list[int]:
    """Equal in answers, place, time and duration; without a time equal sheets are no wonder."""
    moments = Counter(times)
    moments.pop("", None)
    if max(moments.values(), default=0) < 2:
        return []
    shared = [place for place, time in enumerate(times) if moments[time] > 1]
    columns = (answers, *where, seconds, times)
    whole = list(zip(*([column[place] for place in shared] for column in columns), strict=True))
    equal = Counter(whole)
    return [place for place, sheet in zip(shared, whole, strict=True) if equal[sheet] > 1]


def _runs(answers: Sequence, where: Sequence[Sequence]) -> list[int]:
    if sum(map(eq, answers, islice(answers, 1, None))) < RUN_FROM - 1:
        return []
    found: list[int] = []
    start = 0
    for _, run in groupby(zip(answers, *where, strict=True)):
        end = start + len(list(run))
        if end - start >= RUN_FROM:
            found += range(start, end)
        start = end
    return found


def _bursts(places: Sequence, times: Sequence[str]) -> list[int]:
    """Ten minutes that hold far more sheets than the organization's own usual ten minutes (R5.9).

    Usual is the median of those in which any came: who filled all in at one meeting has none.
    """
    slots = [time[:SLOT] for time in times]
    many = Counter(zip(places, slots, strict=True))
    paces: dict[object, list[int]] = {}
    for (place, slot), sheets in many.items():
        if slot:
            paces.setdefault(place, []).append(sheets)
    if max(map(max, paces.values()), default=0) < BURST_FROM:
        return []
    most = {place: _burst_of(pace) for place, pace in paces.items()}
    bursts = {one for one, sheets in many.items() if one[1] and sheets >= most[one[0]]}
    if not bursts:
        return []
    pairs = enumerate(zip(places, slots, strict=True))
    return [index for index, pair in pairs if pair in bursts]


def _burst_of(pace: list[int]) -> float:
    """From how many sheets on ten minutes are a burst for an organization of this pace."""
    if len(pace) < BURST_SLOTS:
        return inf
    return max(BURST_FROM, BURST_TIMES * median(pace))
