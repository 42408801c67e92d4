import pytest

from assessment.scoring.redlines import gate, why_not_apply
from assessment.scoring.values import RedLineAnswer


def answers(*states):
    return [
        RedLineAnswer(f"红线{place}", f"部门{place}", state)
        for place, state in enumerate(states, start=1)
    ]


def test_r4_1_clear_answers_open_the_gate():
    opened = gate(answers("clear", "clear"))
    assert (opened.barred, opened.hits, opened.pending) == (False, (), ())


def test_r4_1_hit_bars_and_names_line_and_department():
    shut = gate(answers("clear", "hit"))
    assert (shut.barred, shut.hits) == (True, ("联审认定触碰高压线“红线2”（部门2）。",))


def test_r4_1_declared_bars():
    assert gate(answers("declared")).hits == ("申报时自报触碰高压线“红线1”。",)


def test_r4_1_pending_does_not_bar_but_is_awaited():
    waiting = gate(answers("pending", "clear"))
    assert (waiting.barred, waiting.pending) == (False, ("联审未答复：红线1（部门1）。",))


@pytest.mark.parametrize("states", [(), ("clear",), ("pending", "clear")])
def test_r4_1_clear_or_pending_may_apply(states):
    assert why_not_apply(answers(*states)) == ""


def test_r4_1_hit_or_declared_may_not_apply():
    assert why_not_apply(answers("hit", "declared", "clear")) == (
        "触碰高压线“红线1”、“红线2”，不能申报五好党组织。"
    )


def test_red_line_that_two_departments_hit_is_named_once():
    twice = [RedLineAnswer("红线", place, "hit") for place in ("甲", "乙")]
    assert why_not_apply(twice) == "触碰高压线“红线”，不能申报五好党组织。"
