"""Signals are flagged with their reason; ballots that don't add up are refused (RULES 5.6)."""

import pytest

from surveys.integrity import (
    Tally,
    flags_of,
    is_straight_line,
    is_too_fast,
    too_many,
    why_not_tally,
)
from surveys.layouts import FormQuestion

FORM = [
    FormQuestion("S", 1, "身份", "identity", False, ()),
    *(FormQuestion(f"A{i}", i + 1, "满意", "satisfaction", False, ()) for i in range(1, 7)),
    FormQuestion("P", 8, "参加", "participation", True, ()),
]
VARIED = (2, 1, 2, 1, 3, 1, 1, 4)


@pytest.mark.parametrize(
    ("seconds", "answered", "fast"),
    [(15, 8, True), (16, 8, False), (None, 8, False), (0, 0, False)],
)
def test_too_fast_is_under_two_seconds_an_answer(seconds, answered, fast):
    assert is_too_fast(seconds, answered) is fast


@pytest.mark.parametrize(
    ("choices", "line"),
    [([1] * 6, True), ([0] * 6, False), ([1] * 5 + [2], False)],
)
def test_straight_line_is_one_place_that_was_ticked(choices, line):
    assert is_straight_line(choices) is line


def flags(answers, seconds=None, keys=None):
    """`keys`: organization, stratum and time of each sheet."""
    seconds = seconds or [100] * len(answers)
    keys = keys or [("A", "mass", "")] * len(answers)
    places, strata, times = ([key[number] for key in keys] for number in range(3))
    return flags_of(FORM, answers, (places, strata), seconds, times)


def test_ordinary_sheets_carry_no_flag():
    assert flags([VARIED, (2, 2, 2, 1, 3, 1, 1, 4)]) == ["", ""]


FIVE = [*FORM[:6], FORM[-1]]  # as the shipped form: who, five single choices, one multiple


@pytest.mark.parametrize(
    ("form", "sheet", "taken", "flag"),
    [
        pytest.param(FORM, (2, 1, 1, 1, 1, 1, 1, 4), 100, "line", id="R5.9-six"),
        pytest.param(FORM, (2, 1, 1, 1, 1, 1, 1, 4), None, "line", id="R5.9-six-on-paper"),
        pytest.param(FIVE, (2, 1, 1, 1, 1, 1, 4), 27, "line", id="R5.9-five-in-a-hurry"),
        pytest.param(FIVE, (2, 1, 1, 1, 1, 1, 4), 13, "fast,line", id="R5.9-five-too-fast"),
        pytest.param(FIVE, (2, 1, 1, 1, 1, 1, 4), 28, "", id="R5.9-five-in-peace"),
        pytest.param(FIVE, (2, 1, 1, 1, 1, 1, 4), None, "", id="R5.9-five-on-paper"),
        pytest.param(FIVE, (2, 1, 1, 2, 1, 1, 4), 27, "", id="R5.9-five-varied"),
        pytest.param(FIVE[:5], (2, 1, 1, 1, 1), 12, "", id="R5.9-four"),
    ],
)
def test_line_of_few_questions_is_a_sign_only_in_a_hurry(form, sheet, taken, flag):
    assert flags_of(form, [sheet], (["A"], ["mass"]), [taken], [""]) == [flag]


def test_hurry_of_one_is_not_that_of_another():
    sheets = [(2, 1, 1, 1, 1, 1, 4)] * 2
    where = (["A"] * 2, ["mass"] * 2)
    assert flags_of(FIVE, sheets, where, [20, None], [""] * 2) == ["line", ""]


def test_several_signals_are_joined():
    assert flags([(2, 1, 1, 1, 1, 1, 1, 4)], seconds=[3]) == ["fast,line"]


def test_equal_sheets_of_the_same_moment_are_flagged_both():
    keys = [("A", "mass", "t1"), ("A", "mass", "t1"), ("A", "mass", "t2")]
    assert flags([VARIED] * 3, keys=keys) == ["same", "same", ""]


def at(*minutes, organization="A"):
    return [(organization, "mass", f"2026-09-03 12:{minute:02}:30") for minute in minutes]


SLOW = at(0, 10, 20, 30)  # one sheet in ten minutes, four times


@pytest.mark.parametrize(
    ("keys", "flagged"),
    [
        pytest.param([*SLOW, *at(*[41] * 10)], 10, id="R5.9-burst"),
        pytest.param([*SLOW, *at(*[41] * 9)], 0, id="R5.9-too-few"),
        pytest.param(at(*[1] * 3, *[11] * 3, *[21] * 14), 0, id="R5.9-its-usual-pace"),
        pytest.param(at(*[1] * 40), 0, id="R5.9-one-meeting"),
        pytest.param([*SLOW, *at(*[41] * 10, organization="B")], 0, id="R5.9-of-another"),
        pytest.param([*SLOW, *[("A", "mass", "")] * 20], 0, id="R5.9-without-a-time"),
    ],
)
def test_burst_is_measured_by_the_organization_s_own_pace(keys, flagged):
    sheets = [(2, place % 3, 1, place % 4, 3, 1, 1, place) for place in range(len(keys))]
    found = flags(sheets, keys=keys)
    assert found == [*[""] * (len(keys) - flagged), *["burst"] * flagged]


def test_equal_sheets_without_a_time_are_no_wonder():
    assert flags([VARIED] * 3) == ["", "", ""]


def test_ten_equal_sheets_in_a_row_are_flagged():
    other = (2, 2, 2, 1, 3, 1, 1, 4)
    assert flags([other] + [VARIED] * 10 + [other]) == ["", *["run"] * 10, ""]


def test_a_run_ends_where_the_organization_changes():
    keys = [("A", "mass", "")] * 6 + [("B", "mass", "")] * 6
    assert flags([VARIED] * 12, keys=keys) == [""] * 12


def test_no_sheets_no_flags():
    assert flags([]) == []


def test_more_answers_than_people_is_said():
    assert too_many(10, 10) == ""
    assert too_many(11, 10) == "答卷 11 份，多于应答人数 10 人"


def tally(**changes):
    sound = {
        "issued": 100, "returned": 90, "valid": 88, "void": 2,
        "options": {"A1": {1: 60, 2: 20}}, "abstained": {"A1": 8},
    }  # fmt: skip
    return Tally(**(sound | changes))


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        pytest.param({}, [], id="R5.6-sound"),
        pytest.param({"issued": 90}, [], id="R5.6-all-returned"),
        pytest.param(
            {"issued": 89}, ["收回 90 票多于发出 89 票，整张计票表无效"], id="R5.6-returned"
        ),
        pytest.param(
            {"void": 3}, ["有效 88 票加无效 3 票不等于收回 90 票"], id="R5.6-valid-and-void"
        ),
        pytest.param(
            {"abstained": {}},
            ["“班子”各选项加弃权共 80 票，不等于有效 88 票"],
            id="R5.6-options",
        ),
    ],
)
def test_tally_must_add_up(changes, reasons):
    assert why_not_tally(tally(**changes), {"A1": "班子"}) == reasons
