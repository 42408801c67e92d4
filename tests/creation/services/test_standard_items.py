"""Items of a draft: two people, places, numbers, and what was removed."""

from dataclasses import replace

import pytest

from creation.models import LogEntry
from creation.queries.standards import item_spec
from creation.services.standard_items import (
    add_item,
    copy_item,
    move_item,
    next_code,
    remove_item,
    renumber,
    restore_item,
    save_item,
)
from creation.services.standards import publish, save_standard
from creation.standards import Bonus, Count, StandardError, parse_standard
from tests.factories import standard_data, standard_spec
from wuhao.errors import Conflict, Refused

pytestmark = pytest.mark.django_db
EXTRA = {"code": "B1", "method": "bonus", "params": {"per": "1", "cap": "2"}, "points": "2"}


@pytest.fixture
def draft():
    data = standard_data()
    first = data["goals"][0]["items"][0]
    first["points"] = "10"
    data["goals"][0]["items"].append(first | {"code": "1.2", "title": "第二"})
    data["bonus"] = [first | EXTRA]
    return save_standard(spec=parse_standard(data), by=None)


@pytest.fixture
def item(draft):
    return draft.items.get(code="1.1")


def codes(standard):
    return list(standard.items.order_by("order").values_list("code", flat=True))


def titled(item, title, **more):
    return replace(item_spec(item), title=title, **more)


def test_saved_item_counts_its_versions_and_logs_what_changed(item):
    saved = save_item(item=item, spec=titled(item, "新"), version=0, by=None)
    assert (saved.title, saved.version) == ("新", 1)
    entry = LogEntry.objects.filter(action="修改要点").get()
    assert (entry.before, entry.after) == ({"title": "要点1"}, {"title": "新"})


def test_second_of_two_people_sees_both_and_loses_nothing(item):
    save_item(item=item, spec=titled(item, "甲"), version=0, by=None)
    with pytest.raises(Conflict, match="被别人改过") as conflict:
        save_item(item=item, spec=titled(item, "乙"), version=0, by=None)
    assert (conflict.value.mine.title, conflict.value.theirs.title) == ("乙", "甲")
    item.refresh_from_db()
    assert item.title == "甲"


def test_same_values_from_both_are_no_conflict_and_no_entry(item):
    save_item(item=item, spec=titled(item, "甲"), version=0, by=None)
    before = LogEntry.objects.count()
    assert save_item(item=item, spec=titled(item, "甲"), version=0, by=None).version == 1
    assert LogEntry.objects.count() == before


def test_method_and_parameters_are_saved(item):
    spec = replace(item_spec(item), method=Count(*map(item.points.__class__, (12, "0.5"))))
    saved = save_item(item=item, spec=spec, version=0, by=None)
    assert (saved.method, saved.params) == ("count", {"target": "12", "per": "0.5"})


def test_number_of_another_item_is_refused(item):
    with pytest.raises(Refused, match=r"编号 1\.2 已经用在“第二”上"):
        save_item(item=item, spec=replace(item_spec(item), code="1.2"), version=0, by=None)


def test_number_may_change_to_a_free_one(item):
    free = replace(item_spec(item), code="1.9")
    assert save_item(item=item, spec=free, version=0, by=None).code == "1.9"


def test_item_that_was_removed_meanwhile_is_said_to_be(item):
    remove_item(item=item, by=None)
    with pytest.raises(Refused, match=r"已被删除.*最近删除"):
        save_item(item=item, spec=titled(item, "新"), version=0, by=None)


def test_text_longer_than_its_column_is_refused(item):
    with pytest.raises(StandardError, match="最多 40 个字，现有 41 个"):
        save_item(item=item, spec=titled(item, "长" * 41), version=0, by=None)


def test_new_item_stands_at_the_end_of_its_goal(draft, item):
    add_item(standard=draft, goal=item.goal, spec=titled(item, "新", code="1.3"), by=None)
    assert codes(draft) == ["1.1", "1.2", "1.3", "2.1", "3.1", "4.1", "5.1", "B1"]


def test_new_item_with_a_number_in_use_is_refused(draft, item):
    with pytest.raises(Refused, match=r"编号 1\.1 已经用在"):
        add_item(standard=draft, goal=item.goal, spec=item_spec(item), by=None)


def test_next_number_follows_the_highest_whatever_else_is_written_there(draft, item):
    draft.items.filter(code="1.2").update(code="1.x")
    assert next_code(draft, item.goal) == "1.2"
    assert next_code(draft, None) == "B2"


def test_double_stands_behind_its_original(draft, item):
    double = copy_item(item=item, by=None)
    assert (double.code, double.title) == ("1.3", "要点1（副本）")
    assert codes(draft)[:3] == ["1.1", "1.3", "1.2"]


@pytest.mark.parametrize(
    ("code", "way", "after"),
    [
        ("1.1", "down", ["1.2", "1.1", "2.1"]),
        ("1.2", "up", ["1.2", "1.1", "2.1"]),
        ("1.1", "up", ["1.1", "1.2", "2.1"]),
        ("1.2", "down", ["1.1", "1.2", "2.1"]),
        ("1.1", "2", ["1.2", "2.1", "1.1"]),
        ("B1", "down", ["1.1", "1.2", "2.1"]),
    ],
)
def test_item_moves_within_its_goal_and_between_goals(draft, code, way, after):
    move_item(item=draft.items.get(code=code), way=way, by=None)
    assert codes(draft)[:3] == after


def test_move_that_leads_nowhere_is_not_logged(item):
    move_item(item=item, way="up", by=None)
    assert not LogEntry.objects.filter(action="移动要点").exists()


@pytest.mark.parametrize(
    ("code", "way", "said"), [("B1", "2", "加分项不属于任何目标"), ("1.1", "7", "没有这个目标")]
)
def test_move_into_no_goal_is_refused(draft, code, way, said):
    with pytest.raises(Refused, match=said):
        move_item(item=draft.items.get(code=code), way=way, by=None)


def test_numbers_follow_the_places_again(draft, item):
    move_item(item=item, way="down", by=None)
    renumber(standard=draft, by=None)
    assert codes(draft) == ["1.1", "1.2", "2.1", "3.1", "4.1", "5.1", "B1"]
    item.refresh_from_db()
    assert (item.code, item.version) == ("1.2", 1)


def test_numbers_in_order_are_left_alone(draft):
    renumber(standard=draft, by=None)
    assert not LogEntry.objects.filter(action="重排编号").exists()


@pytest.mark.parametrize("code", ["1.1", "1.2", "B1"])
def test_removed_item_comes_back_as_it_was(draft, code):
    before = item_spec(draft.items.get(code=code)), codes(draft)
    restore_item(removed=remove_item(item=draft.items.get(code=code), by=None), by=None)
    assert (item_spec(draft.items.get(code=code)), codes(draft)) == before
    assert not draft.removed.exists()


def test_item_comes_back_under_another_number_when_its_own_is_taken(draft, item):
    kept = remove_item(item=item, by=None)
    add_item(standard=draft, goal=item.goal, spec=titled(item, "新"), by=None)
    assert restore_item(removed=kept, by=None).code == "1.3"


def test_item_comes_back_once(item):
    kept = remove_item(item=item, by=None)
    restore_item(removed=kept, by=None)
    with pytest.raises(Refused, match="已经恢复过了"):
        restore_item(removed=kept, by=None)


def test_bonus_keeps_its_method_when_restored(draft):
    kept = remove_item(item=draft.items.get(code="B1"), by=None)
    assert isinstance(item_spec(restore_item(removed=kept, by=None)).method, Bonus)


@pytest.mark.parametrize("do", [copy_item, remove_item])
def test_item_of_a_published_standard_is_left_alone(do):
    standard = publish(standard=save_standard(spec=standard_spec(), by=None), by=None)
    with pytest.raises(Refused, match="已发布，不能再改"):
        do(item=standard.items.first(), by=None)
