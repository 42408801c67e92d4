"""Two editions side by side: what is the same item, what changed in it, which words."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from creation.standard_diff import diff, marked
from creation.standards import Bonus
from tests.creation.standard_drafts import drafts
from tests.factories import standard_spec

OLD = standard_spec()


def with_items(spec, *items, at=0):
    goals = list(spec.goals)
    goals[at] = replace(goals[at], items=items)
    return replace(spec, goals=tuple(goals))


def changed(**changes):
    return with_items(OLD, replace(OLD.items[0], **changes))


def kinds(found):
    return {kind: count for kind, count in found.counts.items() if count}


@given(drafts())
def test_standard_differs_in_nothing_from_itself(spec):
    found = diff(spec, spec)
    assert set(kinds(found)) <= {"same"}
    assert not any(goal.shift for goal in found.goals)


@given(drafts(), drafts())
def test_every_item_of_both_stands_once(before, after):
    pairs = diff(before, after).pairs
    assert sorted(p.before.code for p in pairs if p.before) == sorted(i.code for i in before.items)
    assert sorted(p.after.code for p in pairs if p.after) == sorted(i.code for i in after.items)


def test_changed_fields_are_named_with_both_values():
    found = diff(OLD, changed(points=Decimal("19.5"), rule="达到得满分。"))
    (pair,) = [pair for pair in found.pairs if pair.kind == "changed"]
    assert [change.label for change in pair.changes] == ["评分标准", "分值"]
    assert (pair.shift, found.goals[0].shift) == (Decimal("-0.5"), Decimal("-0.5"))


def test_renumbered_and_renamed_item_is_still_the_same():
    content = "每月开会，全年不少于十二次"
    before = changed(content=content)
    after = with_items(before, replace(before.items[0], code="1.7", title="改名"))
    assert kinds(diff(before, after)) == {"changed": 1, "same": 4}


def test_item_moved_to_another_goal_says_from_where():
    moved = with_items(with_items(OLD), OLD.items[1], OLD.items[0], at=1)
    (pair,) = [pair for pair in diff(OLD, moved).pairs if pair.kind == "changed"]
    assert pair.goals == ("支部班子坚强", "干部作风扎实")
    assert [change.label for change in pair.changes] == ["目标"]


def test_new_and_removed_items_are_told_apart():
    fresh = replace(OLD.items[0], code="1.2", title="全新的事", content="另外一件", rule="别的")
    found = diff(OLD, with_items(OLD, fresh))
    assert kinds(found) == {"added": 1, "removed": 1, "same": 4}
    assert [pair.shift for pair in found.pairs[:2]] == [Decimal(-20), Decimal(20)]


def test_removed_item_stands_behind_what_it_followed():
    second = replace(OLD.items[0], code="1.2", title="第二件", content="全然不同")
    pairs = diff(with_items(OLD, OLD.items[0], second), OLD).pairs
    assert [(pair.before.code, pair.kind) for pair in pairs[:2]] == [
        ("1.1", "same"),
        ("1.2", "removed"),
    ]


def test_bonus_item_is_never_taken_for_another():
    bonus = replace(OLD.items[0], code="B1", is_bonus=True, method=Bonus(Decimal(1), Decimal(2)))
    after = replace(with_items(OLD), bonus=(bonus,))
    assert kinds(diff(OLD, after)) == {"added": 1, "removed": 1, "same": 4}


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("每少 1 次扣 0.25 分", "每少 1 次扣 0.5 分", ["0.25"], ["0.5"]),
        ("全年 4 次", "全年 14 次", ["4"], ["14"]),
        ("", "新", [], ["新"]),
        ("一样", "一样", [], []),
    ],
)
def test_words_that_changed_are_marked_and_numbers_stay_whole(before, after, left, right):
    old, new = marked(before, after)
    assert [part.text for part in old if part.changed] == left
    assert [part.text for part in new if part.changed] == right
    assert "".join(part.text for part in old) == before
    assert "".join(part.text for part in new) == after
