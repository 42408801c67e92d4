from decimal import Decimal

import pytest

from creation.asking import Asked
from creation.standards import parse_method

THREE = Decimal(3)


def asked(name, params, unit="", months=12):
    return Asked(parse_method(name, params), THREE, unit, months)


@pytest.mark.parametrize(
    ("name", "params", "unit", "kind", "label", "lowest"),
    [
        ("yes_no", {}, "", "seg", "实际数", 0),
        ("tiers", {"shares": {"好": "1", "差": "0"}}, "", "seg", "实际数", 0),
        ("presence", {"list": ["计划"], "per": "1"}, "项", "presence", "实际数", 0),
        ("count", {"target": "4", "per": "1"}, "次", "number", "实际数", 0),
        ("occurrences", {"per": "1"}, "次", "number", "发生次数", 0),
        ("below", {"threshold": "95", "per": "1"}, "%", "number", "实际比例", 0),
        ("cliff", {"threshold": "5"}, "个", "number", "实际数", None),
        ("proportional", {"target": "5"}, "万元", "number", "实际数", None),
        ("bonus", {"per": "1", "cap": "2"}, "个", "number", "数量", 0),
    ],
)
def test_method_decides_how_an_item_asks(name, params, unit, kind, label, lowest):
    one = asked(name, params, unit)
    assert (one.kind, one.number_label, one.lowest) == (kind, label, lowest)


def test_choices_carry_their_points():
    grades = asked("tiers", {"shares": {"好": "1", "一般": "0.6", "差": "0"}}).choices
    assert [(one["label"], one["note"]) for one in grades] == [
        ("好", "3 分"),
        ("一般", "1.8 分"),
        ("差", "0 分"),
    ]
    assert [one["note"] for one in asked("yes_no", {}).choices] == ["3 分", "0 分"]


def test_list_offers_that_nothing_is_there():
    assert asked("presence", {"list": ["计划"], "per": "1"}).choices == ["计划", "以上都没有"]


def test_number_has_no_choices_and_says_what_is_due():
    one = asked("count", {"target": "12", "per": "1"}, "次", months=6)
    assert one.choices == []
    assert one.target == "全年应 12 次，按 6 个月折算应 6 次"
