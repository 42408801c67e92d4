"""A sheet on its way through the questions."""

import pytest

from surveys.layouts import FormOption, FormQuestion
from surveys.walk import (
    asked,
    first_open,
    fits,
    in_words,
    may_skip,
    read_ticks,
    sheet_of,
    stratum_of,
    ticks,
)


def question(order, dimension, *options, multiple=False):
    made = tuple(FormOption(n, text, klass) for n, (text, klass) in enumerate(options, start=1))
    return FormQuestion(f"X{order}", order, f"题{order}", dimension, multiple, made)


WHO = question(1, "identity", ("党员", "member"), ("群众", "mass"))
HOW = question(2, "satisfaction", ("满意", "satisfied"), ("不满意", "unsatisfied"))
OWN = question(3, "other")  # answered in one's own words: not here
DID = question(
    4, "participation", ("党日", "activity"), ("服务", "activity"), ("没有", "none"), multiple=True
)
FORM = (WHO, HOW, OWN, DID)
NONE_CHOSEN = "请选一项，再点下一题。"


@pytest.mark.parametrize(
    ("one", "ticked", "value", "error"),
    [
        (HOW, ["2"], 2, ""),
        (HOW, [], None, NONE_CHOSEN),
        (HOW, ["3"], None, NONE_CHOSEN),
        (HOW, ["x", "²"], None, NONE_CHOSEN),
        (HOW, ["1", "2"], None, "这一题只能选一项。"),
        (DID, ["1", "2", "2"], 3, ""),
        (DID, ["3"], 4, ""),
        (DID, ["1", "3"], None, "选了“没有”，就不要再选别的。"),
    ],
)
def test_ticks_become_a_value_or_one_sentence(one, ticked, value, error):
    assert read_ticks(one, ticked) == (value, error)


@pytest.mark.parametrize(
    ("one", "value", "orders", "words"),
    [
        (HOW, 2, [2], "不满意"),
        (DID, 3, [1, 2], "党日、服务"),
        (HOW, -1, [], "没有回答"),
        (HOW, None, [], "还没有回答"),
    ],
)
def test_value_is_shown_as_it_was_ticked(one, value, orders, words):
    assert (ticks(one, value), in_words(one, value)) == (orders, words)


def test_identity_alone_is_never_skipped():
    assert [may_skip(one) for one in asked(FORM)] == [False, True, True]


@pytest.mark.parametrize(
    ("answers", "place"), [([1, None, 4], 1), ([None, None, None], 0), ([1, -1, 4], 3)]
)
def test_first_open_question_comes_next(answers, place):
    assert first_open(answers) == place


@pytest.mark.parametrize(
    ("answers", "good"),
    [
        ([1, 2, 3], True),
        ([None, -1, None], True),
        ([-1, 2, 3], False),  # who it is can't be skipped
        ([1, 9, 3], False),
        ([1, 2, 5], False),  # 没有 beside an activity
        ([1, 2], False),
    ],
)
def test_only_answers_to_this_form_fit(answers, good):
    assert fits(FORM, answers) is good


def test_whole_sheet_has_a_value_for_each_question():
    assert sheet_of(FORM, [2, -1, 3]) == (2, -1, -3, 3)
    assert stratum_of(FORM, [2, -1, 3]) == "mass"
    with pytest.raises(ValueError, match="identity"):
        stratum_of(FORM[1:], [1, 3])
