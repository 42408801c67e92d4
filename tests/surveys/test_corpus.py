"""Every file of the corpus comes to what was expected of it; each is read once."""

from collections import Counter

import pytest

from surveys.services.reading import read_sheet, understand
from tests.surveys.corpus import bad_files, good_files
from tests.surveys.corpus.form import DIRECTORY, FORM
from wuhao.errors import Refused

CASES = [*good_files.CASES, *bad_files.CASES]
APART = {0: "blank", -1: "skipped", -2: "void"}


def found(case, path):
    """(reading, everything that was said)"""
    try:
        sheet = read_sheet(path=path, name=path.name)
    except Refused as refusal:
        return None, (str(refusal).removeprefix(f"{path.name}："),)
    reading = understand(sheet, FORM, DIRECTORY, case.mapping)
    return reading, tuple(reading.table.errors())


def sheets(reading):
    """{"QD01 mass": sheets}; a ballot counted by hand is taken once."""
    table, times = reading.table, Counter()
    for code, stratum, answers, weight in zip(
        table.organizations, table.strata, table.answers, reading.weights, strict=True
    ):
        if answers[1] > -3:
            times[f"{code} {stratum}"] += weight
    return dict(times)


def classes(reading, code):
    """What the answers to a question count for: an option's class, that of the first tick."""
    question = next(q for q in FORM if q.code == code)
    times = Counter()
    for sheet, weight in zip(reading.table.answers, reading.weights, strict=True):
        value = sheet[question.order - 1]
        if value > 0 and question.is_multiple:
            value = (value & -value).bit_length()
        if value > -3:
            times[APART.get(value) or question.options[value - 1].klass] += weight
    return dict(times)


def test_corpus_is_large_and_its_names_are_different():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_file_comes_to_what_was_expected(case, tmp_path):
    reading, said = found(case, case.make(tmp_path / "测评"))
    assert said == case.said
    if reading is None:
        return
    assert sheets(reading) == case.counts
    assert {code: classes(reading, code) for code in case.classes} == case.classes
    assert (reading.layout.kind, reading.layout.personal) == (case.layout, case.personal)
    assert reading.table.left_out == case.left_out
    flags = Counter(flag for text in reading.flags if text for flag in text.split(","))
    assert {flag: flags[flag] for flag in flags} == case.flags
    assert case.times in ((), tuple(reading.table.times))
