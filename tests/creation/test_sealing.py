"""The chain of seals as plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creation.sealing import BEGINNING, Open, first_difference, gaps, merged, ranges, seal

ROWS = [(1, "甲"), (2, "乙"), (5, "丙")]


@pytest.mark.parametrize(
    ("numbers", "runs"),
    [([], []), ([4], [(4, 4)]), ([1, 2, 3, 7, 9, 10], [(1, 3), (7, 7), (9, 10)])],
)
def test_numbers_become_runs(numbers, runs):
    assert list(ranges(numbers)) == runs


@given(st.sets(st.integers(1, 60)))
def test_runs_and_gaps_together_are_all_numbers(numbers):
    runs = list(ranges(sorted(numbers)))
    both = merged([*runs, *gaps(runs, 1, 60)])
    assert both == [(1, 60)]
    inside = {one for first, last in gaps(runs, 1, 60) for one in range(first, last + 1)}
    assert inside == set(range(1, 61)) - numbers


def test_gaps_look_at_their_span_alone():
    assert list(gaps([(1, 3), (20, 30)], 3, 10)) == [(4, 10)]


def test_touching_ranges_become_one():
    assert merged([(5, 6), (1, 4), (9, 9)]) == [(1, 6), (9, 9)]


@pytest.mark.parametrize(
    "rows",
    [
        [(1, "甲"), (2, "乙"), (5, "丁")],
        [(1, "甲"), (2, "乙"), (6, "丙")],
        [(1, "甲"), (2, "乙")],
        [(1, "乙"), (2, "甲"), (5, "丙")],
    ],
    ids=["text", "number", "fewer", "swapped"],
)
def test_digest_changes_with_every_row(rows):
    assert seal(rows, BEGINNING).digest != seal(ROWS, BEGINNING).digest


def test_digest_follows_the_batch_before():
    assert seal(ROWS, "a" * 64).digest != seal(ROWS, BEGINNING).digest


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({1: "甲", 2: "乙", 5: "丙"}, None),
        ({1: "甲", 5: "丙"}, (2, "被删除")),
        ({1: "甲", 2: "己", 5: "丁"}, (2, "被改动")),
    ],
)
def test_first_row_that_differs_is_named(rows, said):
    assert first_difference([1, 2, 5], seal(ROWS, BEGINNING).marks, rows) == said


@pytest.mark.parametrize(
    ("oldest", "newest", "now", "over"),
    [
        (100, 120, 400, True),
        (99, 120, 400, False),  # a transaction of then still runs
        (100, 120, 399, False),  # too soon
        (50, 60, 400, True),  # restored elsewhere: transactions are counted anew
    ],
)
def test_missing_number_is_given_up_when_nobody_can_fill_it(oldest, newest, now, over):
    hole = Open(7, 9, horizon=100, since=100)
    assert hole.is_over(oldest=oldest, newest=newest, now=now) is over
