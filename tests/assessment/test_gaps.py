"""What an item cost, and what the smallest next step would bring back."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.gaps import Lost, gaps
from creation.marking import points_for
from creation.methods import Below, Cliff, Count, Occurrences, Presence, Proportional, Tiers, YesNo

GRADE = Tiers((("好", D(1)), ("较好", D("0.8")), ("差", D(0))))
PAPERS = Presence(("计划", "记录", "总结"), D(1))
CAPPED = Presence(("计划", "记录", "总结"), D(1), cap=D(1))


def lost(method, finding, points=D(4), **fields):
    got = points_for(method, points, finding, months=fields.get("months", 12)).points
    return Lost(1, 1, method, points, got, finding, **fields)


@pytest.mark.parametrize(
    ("item", "loss", "regain", "step"),
    [
        (lost(YesNo(), False), 4, 4, "按评分标准做到位"),
        (lost(Count(D(12), D("0.5")), D(10), unit="次"), 1, "0.5", "再补 1 次（还缺 2 次）"),
        (lost(Count(D(12), D("0.5")), D(11), unit="次"), "0.5", "0.5", "再补 1 次"),
        (lost(Count(D(12), D(1), cap=D(2)), D(8)), 2, 1, "再补 3（还缺 4）"),
        (lost(Count(D(12), D(1)), D(5), months=6), 1, 1, "再补 1"),
        (lost(PAPERS, ("记录",)), 2, 1, "补上计划（还缺 2 项）"),
        (lost(PAPERS, ("计划", "记录")), 1, 1, "补上总结"),
        (lost(CAPPED, ()), 1, 1, "补上计划、记录、总结"),
        (lost(Below(D(95), D("0.5")), D(93), unit="%"), 1, 1, "提高到 95 %"),
        (lost(Cliff(D(5)), D(3), unit="万元"), 4, 4, "提高到 5 万元"),
        (lost(Proportional(D(8)), D(6), unit="户"), 1, 1, "完成 8 户"),
        (lost(GRADE, "较好"), "0.8", "0.8", "提高到“好”"),
        (lost(GRADE, "差"), 4, "3.2", "提高到“较好”"),
        (lost(Occurrences(D(1)), D(2)), 2, 0, "已经发生，分数补不回来，重在不再发生"),
    ],
)
def test_a_gap_names_its_loss_and_the_next_step(item, loss, regain, step):
    (gap,) = gaps([item])
    assert (gap.lost, gap.regain, gap.step) == (D(loss), D(regain), step)


def test_full_marks_leave_no_gap():
    assert gaps([lost(YesNo(), True), lost(PAPERS, PAPERS.entries)]) == []


def test_most_for_one_step_comes_first_and_what_is_past_comes_last():
    items = [
        lost(Occurrences(D(1)), D(3)),
        lost(Count(D(12), D("0.5")), D(6)),
        lost(YesNo(), False),
        lost(Count(D(12), D("0.5")), D(8)),
    ]
    found = gaps(
        Lost(n, n, one.method, one.points, one.got, one.finding) for n, one in enumerate(items)
    )
    assert [gap.key for gap in found] == [2, 1, 3, 0]


@given(
    st.one_of(
        st.integers(0, 11).map(lambda n: lost(Count(D(12), D("0.3"), cap=D(2)), D(n))),
        st.sets(st.sampled_from(PAPERS.entries)).map(lambda s: lost(CAPPED, tuple(s))),
        st.integers(0, 100).map(lambda n: lost(Below(D(98), D("0.25")), D(n))),
        st.sampled_from(["好", "较好", "差"]).map(lambda grade: lost(GRADE, grade)),
    )
)
def test_a_step_regains_something_and_never_more_than_was_lost(item):
    for gap in gaps([item]):
        assert 0 < gap.regain <= gap.lost
