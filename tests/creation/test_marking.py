"""Each case of a method is a worked example of docs/rules.md or a limit of it."""

from decimal import Decimal as D

import pytest

from creation.marking import points_for
from creation.standards import (
    Below,
    Bonus,
    Cliff,
    Count,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    YesNo,
)

PAPERS = ("计划", "记录", "签到", "总结")
GRADES = (("好", D(1)), ("较好", D("0.85")), ("一般", D("0.6")), ("差", D(0)))


def case(name, method, points, finding, got, **more):
    return pytest.param(method, D(points), finding, D(got), more, id=f"R1.3-{name}")


@pytest.mark.parametrize(
    ("method", "points", "finding", "got", "more"),
    [
        case("yes_no", YesNo(), "3", True, "3"),
        case("yes_no-no", YesNo(), "3", False, "0"),
        case("count", Count(D(12), D("0.5")), "3", D(10), "2"),
        case("count-more-than-due", Count(D(12), D("0.5")), "3", D(15), "3"),
        case("count-never-below-0", Count(D(12), D("0.5")), "3", D(0), "0"),
        case("count-cap", Count(D(12), D("0.5"), D(2)), "3", D(0), "1"),
        case("count-cap-above-points", Count(D(12), D("0.5"), D(9)), "3", D(0), "0"),
        case("count-part", Count(D(32), D("0.5")), "3", D("30.5"), "2.25"),
        case("occurrences", Occurrences(D("0.5")), "2", D(3), "0.5"),
        case("occurrences-none", Occurrences(D("0.5")), "2", D(0), "2"),
        case("occurrences-cap", Occurrences(D(1), D("1.5")), "2", D(3), "0.5"),
        case("presence", Presence(PAPERS, D("0.5")), "2", ("计划", "记录", "总结"), "1.5"),
        case("presence-all", Presence(PAPERS, D("0.5")), "2", PAPERS, "2"),
        case("presence-cap", Presence(PAPERS, D("0.5"), D(1)), "2", (), "1"),
        case("below", Below(D(98), D("0.5")), "3", D("96.4"), "2"),
        case("below-whole-point", Below(D(98), D("0.5")), "3", D(97), "2.5"),
        case("below-reached", Below(D(98), D("0.5")), "3", D(98), "3"),
        case("below-prorata", Below(D(98), D("0.5"), True), "3", D("96.4"), "2.2"),
        case("below-cap", Below(D(98), D("0.5"), False, D(1)), "3", D(50), "2"),
        case("cliff", Cliff(D(100)), "2", D(100), "2"),
        case("cliff-below", Cliff(D(100)), "2", D("99.99"), "0"),
        case("proportional", Proportional(D(60)), "4", D(50), "3.33"),
        case("proportional-more", Proportional(D(60)), "4", D(90), "4"),
        case("proportional-negative-growth", Proportional(D(60)), "4", D(-3), "0"),
        case("tiers", Tiers(GRADES), "3", "较好", "2.55"),
        case("tiers-worst", Tiers(GRADES), "3", "差", "0"),
        case("bonus", Bonus(D("0.5"), D(2)), "2", D(3), "1.5"),
        case("bonus-cap", Bonus(D("0.5"), D(2)), "2", D(9), "2"),
        case("bonus-never-above-points", Bonus(D("0.5"), D(4)), "2", D(9), "2"),
    ],
)
def test_finding_is_worth(method, points, finding, got, more):
    assert points_for(method, points, finding, **more).points == got


@pytest.mark.parametrize(
    ("method", "points", "finding", "got"),
    [
        pytest.param(Tiers(GRADES), D("2.5"), "较好", "2.13", id="R1.1-2.125-rounds-up"),
        pytest.param(Proportional(D(3)), D(1), D(2), "0.67", id="R1.1-2-thirds"),
        pytest.param(Proportional(D(3)), D(1), D(1), "0.33", id="R1.1-1-third"),
        pytest.param(Below(D(98), D("0.05"), True), D(2), D("97.9"), "2.00", id="R1.1-1.995"),
        pytest.param(Count(D(1), D("0.125")), D(2), D(0), "1.88", id="R1.1-1.875"),
    ],
)
def test_mark_rounds_half_up_to_a_cent(method, points, finding, got):
    assert str(points_for(method, points, finding).points) == got


@pytest.mark.parametrize(
    ("months", "actual", "got"),
    [
        pytest.param(12, 12, "3", id="R1.4-full-year"),
        pytest.param(6, 6, "3", id="R1.4-half-year"),
        pytest.param(7, 6, "2.5", id="R1.4-seven-months"),
        pytest.param(36, 34, "2", id="R1.4-three-years"),
        pytest.param(0, 0, "3", id="R1.4-never-open"),
    ],
)
def test_count_target_follows_the_months_open(months, actual, got):
    assert points_for(Count(D(12), D("0.5")), D(3), D(actual), months=months).points == D(got)


def test_r1_4_target_is_rounded_down():
    # 4 × 11 ÷ 12 = 3.67 → 3
    assert points_for(Count(D(4), D(1)), D(3), D(3), months=11).points == D(3)


@pytest.mark.parametrize(
    ("method", "finding", "more", "why"),
    [
        (YesNo(), True, {}, "达到，得 3 分"),
        (YesNo(), False, {}, "没有达到，得 0 分"),
        (
            Count(D(12), D("0.5")),
            D(10),
            {"unit": "次"},
            "应 12 次，实 10 次，缺 2 次，每缺 1 次扣 0.5 分，扣 1 分，得 2 分",
        ),
        (
            Count(D(12), D("0.5"), D(2)),
            D(10),
            {"months": 18, "unit": "次"},
            "每年 12 次，18 个月应 18 次，实 10 次，缺 8 次，"
            "每缺 1 次扣 0.5 分，扣 2 分（到上限），得 1 分",
        ),
        (Occurrences(D("0.5")), D(1), {}, "发生 1 次，每次扣 0.5 分，扣 0.5 分，得 2.5 分"),
        (
            Presence(PAPERS, D("0.5")),
            ("计划", "记录"),
            {},
            "应有 4 项，缺 2 项（签到、总结），每项扣 0.5 分，扣 1 分，得 2 分",
        ),
        (
            Presence(PAPERS, D("0.5")),
            PAPERS,
            {},
            "应有 4 项，缺 0 项，每项扣 0.5 分，扣 0 分，得 3 分",
        ),
        (
            Below(D(98), D("0.5")),
            D("96.4"),
            {},
            "应不低于 98%，实为 96.4%，低 1.6 个百分点，按 2 个计，每个扣 0.5 分，扣 1 分，得 2 分",
        ),
        (
            Below(D(98), D("0.5"), True),
            D("96.4"),
            {},
            "应不低于 98%，实为 96.4%，低 1.6 个百分点，每个扣 0.5 分，扣 0.8 分，得 2.2 分",
        ),
        (Below(D(98), D("0.5")), D(99), {}, "应不低于 98%，实为 99%，扣 0 分，得 3 分"),
        (Cliff(D(56)), D(60), {"unit": "小时"}, "实为 60 小时，达到门槛 56 小时，得 3 分"),
        (Cliff(D(56)), D(50), {"unit": "小时"}, "实为 50 小时，低于门槛 56 小时，得 0 分"),
        (
            Proportional(D(60)),
            D(50),
            {"unit": "万元"},
            "目标 60 万元，实为 50 万元，完成 83.3333%，得 2.5 分",
        ),
        (Tiers(GRADES), "较好", {}, "评为“较好”，按 3 分的 85% 计，得 2.55 分"),
        (Bonus(D(1), D(2)), D(1), {"unit": "项"}, "1 项，每项加 1 分，得 1 分"),
        (Bonus(D(1), D(2)), D(5), {}, "5，每 1 加 1 分，最多加 2 分，得 2 分"),
    ],
)
def test_mark_says_why(method, finding, more, why):
    assert points_for(method, D(3), finding, **more).why == why
