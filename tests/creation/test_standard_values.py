"""What a draft lacks, and what is allowed but unwise."""

from dataclasses import replace
from decimal import Decimal

import pytest

from creation.standards import Fault, Tiers, advice_on, faults_of, judged_points
from tests.factories import standard_spec

GRADES = Tiers((("好", Decimal(1)), ("差", Decimal(0))))


def with_item(spec, **changes):
    """The first item changed."""
    first = spec.goals[0]
    item = replace(first.items[0], **changes)
    return replace(spec, goals=(replace(first, items=(item,)), *spec.goals[1:]))


def test_whole_standard_lacks_nothing():
    assert faults_of(standard_spec()) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"points": Decimal("19.5")}, Fault("分值合计 99.5 分，应正好 100 分，还差 0.5 分")),
        ({"points": Decimal("20.01")}, Fault("分值合计 100.01 分，应正好 100 分，多出 0.01 分")),
        (
            {"rule": "", "content": " "},
            Fault("1.1 要点1：没有填写考核内容、评分标准", item="1.1"),
        ),
    ],
)
def test_what_is_missing_is_said_with_its_place(changes, fault):
    assert faults_of(with_item(standard_spec(), **changes)) == [fault]


def test_empty_goal_is_named():
    spec = standard_spec()
    empty = replace(spec, goals=(replace(spec.goals[0], items=()), *spec.goals[1:]))
    assert Fault("目标 1“支部班子坚强”还没有要点", goal="1") in faults_of(empty)


def test_number_that_stands_twice_is_named():
    faults = faults_of(with_item(standard_spec(), code="2.1"))
    assert faults == [Fault("要点编号 2.1 出现 2 次", item="2.1")] * 2


def test_four_goals_are_too_few():
    spec = standard_spec()
    assert faults_of(replace(spec, goals=spec.goals[:4]))[0].text == "目标应有五个，现有 4 个"


def test_graded_points_up_to_a_fifth_are_in_order():
    spec = with_item(standard_spec(), method=GRADES)
    assert (judged_points(spec), advice_on(spec)) == (Decimal(20), [])


def test_more_than_a_fifth_by_grades_is_advised_against():
    spec = with_item(standard_spec(), method=GRADES, points=Decimal("20.5"))
    assert advice_on(spec)[0].text.startswith("评等次的要点合计 20.5 分，超过总分的五分之一")


def test_item_without_a_countable_source_is_advised_against():
    (advice,) = advice_on(with_item(standard_spec(), source=""))
    assert (advice.item, "没有写数据来源" in advice.text) == ("1.1", True)


def test_what_the_system_computes_needs_no_source():
    assert advice_on(with_item(standard_spec(), source="", computed="self_check_on_time")) == []
