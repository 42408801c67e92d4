from copy import deepcopy
from decimal import Decimal

import pytest

from creation.standards import (
    COMMON_GOODS,
    Bonus,
    Count,
    StandardError,
    parse_draft,
    parse_standard,
    read_item,
)


def item(code, **changes):
    return {
        "code": code,
        "title": "支委会",
        "content": "按月召开支委会",
        "rule": "每缺一次扣 0.5 分",
        "points": "10",
        "scope": "common",
        "nature": "quantitative",
        "method": "count",
        "params": {"target": "12", "per": "0.5"},
        "unit": "次",
        "period": "year",
        "source": "会议记录",
        "evidence": "会议记录簿",
        "computed": "",
    } | changes


BONUS = item("B1", points="2", method="bonus", params={"per": "1", "cap": "2"})
STANDARD = {
    "code": "sector-1",
    "sector": "sector",
    "name": "五好党支部创建标准",
    "edition": "1",
    "goals": [
        {
            "code": str(number),
            "name": f"第 {number} 好",
            "common_good": good,
            "items": [item(f"{number}.1"), item(f"{number}.2")],
        }
        for number, good in enumerate(COMMON_GOODS, start=1)
    ],
    "bonus": [BONUS],
}


@pytest.fixture
def standard():
    return deepcopy(STANDARD)


def errors_of(data):
    with pytest.raises(StandardError) as caught:
        parse_standard(data)
    return caught.value.errors


def test_good_file_gives_five_goals_and_a_hundred_points(standard):
    spec = parse_standard(standard)
    assert ([goal.points for goal in spec.goals], spec.points) == ([Decimal(20)] * 5, Decimal(100))


def test_items_run_in_the_order_of_the_file_with_bonus_last(standard):
    codes = [spec.code for spec in parse_standard(standard).items]
    assert codes[:3] + codes[-2:] == ["1.1", "1.2", "2.1", "5.2", "B1"]


def test_item_carries_its_method(standard):
    first, *_, last = parse_standard(standard).items
    assert (first.method, first.is_bonus) == (Count(Decimal(12), Decimal("0.5")), False)
    assert (last.method, last.is_bonus) == (Bonus(Decimal(1), Decimal(2)), True)


def test_optional_fields_have_defaults(standard):
    for field in ("unit", "period", "source", "evidence", "computed"):
        del standard["goals"][0]["items"][0][field]
    first = parse_standard(standard).items[0]
    assert (first.unit, first.period, first.source, first.evidence, first.computed) == (
        "",
        "year",
        "",
        "",
        "",
    )


def test_bonus_may_be_absent(standard):
    del standard["bonus"]
    assert parse_standard(standard).bonus == ()


ITEM_FAULTS = [
    ({"title": " "}, "考核项目（title）：没有填写"),
    ({"title": 3}, "考核项目（title）：应为文字，现为“3”"),
    ({"points": "x"}, '分值（points）：“x”不是数字，请写成例如 "12" 或 "0.5"'),
    ({"points": "10.005"}, "分值（points）：“10.005”应大于 0，最多两位小数"),
    ({"points": "101"}, "分值（points）：“101”超过一套标准的总分 100 分"),
    ({"points": "-10"}, "分值（points）：“-10”应大于 0，最多两位小数"),
    ({"scope": "both"}, "共性个性（scope）：“both”不在可选之列：common（共性）、specific（个性）"),
    ({"nature": ""}, "定性定量（nature）：没有填写"),
    ({"period": "week"}, "周期（period）：“week”不在可选之列：year（每年）、round（本轮）"),
    ({"method": ""}, "评分方法（method）：没有填写"),
    ({"params": {"target": "12"}}, "参数 per：没有填写"),
    ({"colour": "red"}, "colour：不认识的字段"),
    (
        {"method": "bonus", "params": {"per": "1", "cap": "2"}},
        "评分方法（method）：加分项用 bonus，其他要点不能用 bonus",
    ),
    (
        {"computed": "self_check_on_time"},
        "系统计算（computed）：系统算出的是百分比，评分方法只能是 below、cliff、proportional",
    ),
    (
        {"computed": "weather"},
        "系统计算（computed）：“weather”不在可选之列：subordinate_five_good（下级五好达标率）、"
        "self_check_on_time（自查按期率）、rectification_on_time（整改按期率）",
    ),
]


@pytest.mark.parametrize(("change", "fault"), ITEM_FAULTS)
def test_faulty_item_is_named_with_goal_item_and_field(standard, change, fault):
    standard["goals"][1]["items"][0] |= change
    assert errors_of(standard)[0] == f"目标 2 要点 2.1 {fault}"


def test_computed_percentage_is_accepted(standard):
    standard["goals"][0]["items"][0] |= {
        "computed": "subordinate_five_good",
        "method": "proportional",
        "params": {"target": "80"},
    }
    assert parse_standard(standard).items[0].computed == "subordinate_five_good"


def test_bonus_item_needs_the_bonus_method(standard):
    standard["bonus"][0] |= {"method": "yes_no", "params": {}}
    assert errors_of(standard) == [
        "加分项 要点 B1 评分方法（method）：加分项用 bonus，其他要点不能用 bonus"
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, "名称（name）：没有填写"),
        ({"edition": 2026}, "版本（edition）：应为文字，现为“2026”"),
        ({"goals": []}, "目标（goals）：应有若干张 [[goals]] 表"),
        ({"bonus": "none"}, "加分项（bonus）：应有若干张 [[bonus]] 表"),
        ({"bonus": ["B1"]}, "加分项 要点 （无编号） 应为一张表"),
        ({"colour": "red"}, "colour：不认识的字段"),
    ],
)
def test_faulty_file_is_refused(standard, change, fault):
    assert fault in errors_of(standard | change)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "7"}, "目标 3 编号（code）：应依次为 1 到 5，这里应为 3，现为“7”"),
        ({"code": ""}, "目标 3 编号（code）：没有填写"),
        ({"common_good": "luck"}, "目标 3 对应的五好（common_good）：“luck”不在可选之列："),
        (
            {"common_good": "effect"},
            "目标：“作用发挥明显”（effect）对应了 2 个目标，只能对应一个",
        ),
        ({"items": []}, "目标 3 要点（items）：应有若干张 [[items]] 表"),
        ({"colour": "red"}, "目标 3 colour：不认识的字段"),
    ],
)
def test_faulty_goal_is_refused(standard, change, fault):
    standard["goals"][2] |= change
    assert any(error.startswith(fault) for error in errors_of(standard))


def test_points_must_sum_to_a_hundred_without_bonus(standard):
    standard["goals"][0]["items"][0]["points"] = "9.5"
    assert errors_of(standard) == ["分值：不含加分项合计应为 100 分，现为 99.5 分"]


def test_four_goals_are_refused(standard):
    standard["goals"].pop()
    assert errors_of(standard) == [
        "目标：应有五个，现有 4 个",
        "分值：不含加分项合计应为 100 分，现为 80 分",
    ]


def test_code_used_twice_is_refused(standard):
    standard["bonus"][0]["code"] = "1.1"
    assert errors_of(standard) == ["要点编号 1.1：出现 2 次"]


def test_same_common_good_twice_with_an_unknown_one_names_only_the_known(standard):
    standard["goals"][0]["common_good"] = standard["goals"][1]["common_good"] = "luck"
    assert not any("对应了" in error for error in errors_of(standard))


def test_all_faults_are_told_at_once(standard):
    standard["edition"] = ""
    standard["goals"][0]["items"][0]["title"] = ""
    standard["goals"][4]["items"][1]["points"] = "1"
    assert len(errors_of(standard)) == 3


@pytest.mark.parametrize("data", [None, "text", []])
def test_not_a_table_is_refused(data):
    assert errors_of(data)[0] == "应为一张表"


UNFINISHED = [
    lambda data: data["goals"][0].update(items=[]),
    lambda data: data["goals"][0]["items"][0].update(points="9.5"),
    lambda data: data["goals"][0]["items"][0].update(content=""),
    lambda data: data["goals"][0]["items"][0].update(rule=" "),
]


@pytest.mark.parametrize("unfinish", UNFINISHED)
def test_what_is_not_finished_is_a_draft_but_no_standard(standard, unfinish):
    unfinish(standard)
    assert parse_draft(standard).code == "sector-1"
    assert errors_of(standard)


def test_draft_with_a_fault_is_refused_with_what_is_missing_too(standard):
    standard["goals"][0]["items"][0] |= {"points": "9.5", "scope": "both"}
    with pytest.raises(StandardError) as caught:
        parse_draft(standard)
    assert len(caught.value.errors) == 2


def test_one_item_is_read_with_its_faults_by_field():
    data = item("1.1", points="x", params={"target": "0", "per": "1"})
    _, faults = read_item(data, is_bonus=False)
    assert [field for field, _ in faults] == ["points", "params.target"]


def test_method_that_is_unknown_is_a_fault_of_the_method():
    _, faults = read_item(item("1.1", method="guess"), is_bonus=False)
    assert faults[0][0] == "method"


def test_one_item_of_a_draft_may_be_left_blank_in_part():
    read, faults = read_item(item("1.1", content="", rule=""), is_bonus=False)
    assert (read.content, faults) == ("", [])
