"""What was decided for another questionnaire's files and still holds for this one's. Pure.

Only what names its question in words is carried, and only to the same question: same text, same
options in the same order. A header like `Q3` goes along when the questionnaires are the same as a
whole; numbers and letters that stand for options never do. What is carried is shown (`used`).
"""

import re
from collections import Counter
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, replace

from surveys.findings import Finding, SeenWording
from surveys.layouts import FormQuestion, guess
from surveys.mapping import IGNORE, Mapping
from surveys.wordings import plain, stem

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_COUNTING = re.compile(r"第|题目?|问题?|选项?|[一二三四五六七八九十]")
WORDS_OF_QUESTION = 4  # Chinese characters beside the counting that tell what is asked
WORDS_OF_COLUMN = 2


@dataclass(frozen=True)
class Used:
    """What of a carried mapping bears on one file: headers, and wordings as they were seen."""

    headers: tuple[str, ...] = ()
    wordings: tuple[SeenWording, ...] = ()

    @property
    def number(self) -> int:
        return len(self.headers) + len(self.wordings)


def same_questions(theirs: Sequence[FormQuestion], ours: Sequence[FormQuestion]) -> dict[str, str]:
    """Their code → our code; a question that stands twice on either side has no counterpart."""
    known, twice = _by_key(ours), _twice(theirs) | _twice(ours)
    return {
        question.code: known[key].code
        for question in theirs
        if (key := _key(question)) in known and key not in twice
    }


def carried(
    mapping: Mapping, theirs: Sequence[FormQuestion], ours: Sequence[FormQuestion]
) -> Mapping:
    """What of `mapping`, made for `theirs`, may be offered for a file of `ours`.

    Organizations are no more than hints.
    """
    codes = same_questions(theirs, ours)
    whole = [_key(question) for question in theirs] == [_key(question) for question in ours]
    identity = {question.code for question in theirs if question.dimension == "identity"}
    return Mapping(
        columns=_columns(mapping.columns, codes, ours, whole),
        wordings={
            codes[code]: kept
            for code, words in mapping.wordings.items()
            if code in codes and (kept := _in_words(words))
        },
        strata=_in_words(mapping.strata) if identity & set(codes) else {},
        hints=dict(mapping.hints),
    )


def uncertain(mapping: Mapping, ours: Sequence[FormQuestion]) -> Mapping:
    """What of our own files' mapping another file may mean otherwise: columns and options that are
    only numbers, which every tool gives out anew."""
    return Mapping(
        columns={
            header: role
            for header, role in mapping.columns.items()
            if role != (guess(header, ours) or IGNORE) and not _says_enough(header, role)
        },
        wordings={
            code: kept for code, words in mapping.wordings.items() if (kept := _in_codes(words))
        },
        strata=_in_codes(mapping.strata),
    )


def without(mapping: Mapping, other: Mapping) -> Mapping:
    """`mapping` less everything that `other` has a word on."""
    wordings = {
        code: _less(words, other.wordings.get(code, {})) for code, words in mapping.wordings.items()
    }
    return replace(
        mapping,
        columns=_less(mapping.columns, other.columns),
        wordings={code: words for code, words in wordings.items() if words},
        strata=_less(mapping.strata, other.strata),
        hints=_less(mapping.hints, other.hints),
    )


def used(carried: Mapping, finding: Finding) -> Used:
    """Which of it this file has need of."""
    words = {**carried.wordings, "stratum": carried.strata}
    return Used(
        tuple(column.header for column in finding.columns if column.header in carried.columns),
        tuple(one for one in finding.wordings if one.text in words.get(one.code, {})),
    )


def _columns(
    columns: Dictionary[str, str],
    codes: Dictionary[str, str],
    ours: Sequence[FormQuestion],
    whole: bool,
) -> dict[str, str]:
    stems = Counter(stem(header) for header, role in columns.items() if _is_question(role))
    found = {}
    for header, role in columns.items():
        guessed, meant = guess(header, ours), _translated(role, codes)
        if not meant or meant == guessed or _is_question(guessed) or guessed == "personal":
            continue
        if whole or (_says_enough(header, role) and stems[stem(header)] < 2):
            found[header] = meant
    return found


def _translated(role: str, codes: Dictionary[str, str]) -> str:
    """The role with our question's code; "" when there is no such question."""
    if not _is_question(role):
        return role
    kind, code, *option = role.split(":")
    return ":".join([kind, codes[code], *option]) if code in codes else ""


def _is_question(role: str) -> bool:
    return role.startswith("question:")


def _says_enough(header: str, role: str) -> bool:
    """Whether it says more than a number: `第3题(选项B)` says nothing."""
    words = len(_CHINESE.findall(_COUNTING.sub("", stem(header))))
    return words >= (WORDS_OF_QUESTION if _is_question(role) else WORDS_OF_COLUMN)


def _in_words(targets: Dictionary[str, str]) -> dict[str, str]:
    """Without codes: 1 or A may stand for another option in another tool's form."""
    return {word: target for word, target in targets.items() if _CHINESE.search(word)}


def _in_codes(targets: Dictionary[str, str]) -> dict[str, str]:
    return {word: to for word, to in targets.items() if word and not _CHINESE.search(word)}


def _less(mine: Dictionary[str, str], theirs: Dictionary[str, str]) -> dict[str, str]:
    return {key: value for key, value in mine.items() if key not in theirs}


def _key(question: FormQuestion) -> tuple:
    options = tuple((option.order, plain(option.text), option.klass) for option in question.options)
    return stem(question.text), question.dimension, question.is_multiple, options


def _by_key(form: Sequence[FormQuestion]) -> dict[tuple, FormQuestion]:
    return {_key(question): question for question in form}


def _twice(form: Sequence[FormQuestion]) -> set[tuple]:
    many = Counter(map(_key, form))
    return {key for key, times in many.items() if times > 1}
