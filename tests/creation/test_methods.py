from decimal import Decimal

import pytest

from creation.standards import (
    Below,
    Bonus,
    Cliff,
    Count,
    Occurrences,
    Presence,
    Proportional,
    StandardError,
    Tiers,
    YesNo,
    params_of,
    parse_method,
)

D = Decimal
CATALOGUE = [
    ("yes_no", {}, YesNo()),
    ("count", {"target": "12", "per": "0.25"}, Count(D(12), D("0.25"))),
    ("count", {"target": "12", "per": "0.25", "cap": "2"}, Count(D(12), D("0.25"), D(2))),
    ("occurrences", {"per": "1"}, Occurrences(D(1))),
    ("presence", {"list": ["计划", "记录"], "per": "1"}, Presence(("计划", "记录"), D(1))),
    ("below", {"threshold": "98", "per": "0.5"}, Below(D(98), D("0.5"))),
    (
        "below",
        {"threshold": "98", "per": "0.5", "prorata": True, "cap": "2"},
        Below(D(98), D("0.5"), True, D(2)),
    ),
    ("cliff", {"threshold": "100"}, Cliff(D(100))),
    ("proportional", {"target": "50"}, Proportional(D(50))),
    ("tiers", {"shares": {"好": "1", "差": "0"}}, Tiers((("好", D(1)), ("差", D(0))))),
    ("bonus", {"per": "0.5", "cap": "2"}, Bonus(D("0.5"), D(2))),
]


def errors_of(name, params):
    with pytest.raises(StandardError) as caught:
        parse_method(name, params)
    return caught.value.errors


@pytest.mark.parametrize(("name", "params", "method"), CATALOGUE)
def test_parameters_are_read(name, params, method):
    assert parse_method(name, params) == method


@pytest.mark.parametrize(("name", "params", "method"), CATALOGUE)
def test_parameters_written_out_read_back(name, params, method):
    assert parse_method(method.name, params_of(method)) == method


def test_grades_run_from_best_to_worst_whatever_the_order_stored():
    method = parse_method("tiers", {"shares": {"差": "0", "好": "1", "一般": "0.6"}})
    assert [grade for grade, _ in method.shares] == ["好", "一般", "差"]


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("false", False), (False, False)])
def test_prorata_reads_text_and_flag(text, flag):
    params = {"threshold": "98", "per": "0.5", "prorata": text}
    assert parse_method("below", params).prorata is flag


@pytest.mark.parametrize(
    ("name", "params", "error"),
    [
        ("guess", {}, "评分方法：没有“guess”，可用：yes_no、count、"),
        ("yes_no", [], "参数：应写成 { 名称"),
        ("yes_no", {"per": "1"}, "参数 per：这种评分方法没有这个参数（可用：无）"),
        ("count", {"target": "12"}, "参数 per：没有填写"),
        ("count", {"target": "many", "per": "1"}, "参数 target：“many”不是数字"),
        ("count", {"target": 1.5, "per": "1"}, "参数 target：“1.5”不是数字，请写成带引号"),
        ("count", {"target": True, "per": "1"}, "参数 target：“True”不是数字"),
        ("count", {"target": "NaN", "per": "1"}, "参数 target：“NaN”不是数字"),
        ("count", {"target": "12", "per": "0"}, "参数 per：“0”应大于 0"),
        ("cliff", {"threshold": "-1"}, "参数 threshold：“-1”不能是负数"),
        ("below", {"threshold": "101", "per": "1"}, "参数 threshold：比例的门槛不能超过 100"),
        (
            "below",
            {"threshold": "9", "per": "1", "prorata": "maybe"},
            "参数 prorata：“maybe”应为 true 或 false",
        ),
        ("presence", {"list": [], "per": "1"}, "参数 list：应为清单，至少一项"),
        ("presence", {"list": "计划", "per": "1"}, "参数 list：应为清单，至少一项"),
        ("presence", {"list": ["计划", "计划"], "per": "1"}, "参数 list：清单里的各项不能空白"),
        ("presence", {"list": ["计划", " "], "per": "1"}, "参数 list：清单里的各项不能空白"),
        ("presence", {"list": ["计划、记录"], "per": "1"}, "参数 list：“计划、记录”含有顿号"),
        ("tiers", {"shares": {"好": "1"}}, "参数 shares：应写出至少两档"),
        ("tiers", {"shares": ["好", "差"]}, "参数 shares：应写出至少两档"),
        ("tiers", {"shares": {"好": "1.1", "差": "0"}}, "参数 shares：各档要有名称，比例应在 0"),
        ("tiers", {"shares": {"": "1", "差": "0"}}, "参数 shares：各档要有名称，比例应在 0"),
        ("tiers", {"shares": {"好": "1", "优": "1"}}, "参数 shares：各档的名称和比例不能相同"),
        ("tiers", {"shares": {"好": "x", "差": "0"}}, "参数 shares：“x”不是数字"),
        ("tiers", {"shares": {"好=": "1", "差": "0"}}, "参数 shares：各档的名称里不能有等号"),
    ],
)
def test_faulty_parameters_are_refused(name, params, error):
    assert errors_of(name, params)[0].startswith(error)


def test_all_faults_are_told_at_once():
    assert len(errors_of("count", {"target": "-1", "extra": "1"})) == 3
