from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from assessment.scoring.explain import explain, show
from assessment.scoring.totals import organization_part, sheet_score
from assessment.scoring.values import GoalTotal, Rate, Rates, Score
from creation.policy import Policy
from tests.assessment.scoring.sheets import bonus, rates, score, sheet

POLICY = Policy()
GOOD = rates("0.9", "0.85", "0.8")


def lines_of(*args, **sheets):
    return [str(step) for step in explain(*args, **sheets)]


def test_unit_that_was_not_drawn():
    part = sheet_score([*sheet("19", "18.5", "18", "19.5", "17"), bonus("B1", "1")])
    assert lines_of(part, GOOD, POLICY) == [
        "组织部分 = 100 × 得 92 分 ÷ 适用 100 分 = 92.00",
        "三率部分 = (满意率 90.00% + 参与率 85.00% + 知晓率 80.00%) ÷ 3 = 85.00",
        "加分 = 合计 1.00，上限 5.00，取小者 = 1.00",
        "综合得分 = 0.70 × 92.00 + 0.30 × 85.00 + 加分 1.00 = 90.90",
    ]


def test_drawn_unit_shows_the_two_sheets():
    review, spot = sheet("18", "18", "17", "18", "19"), sheet("19", "19", "17", "19", "20")
    part = organization_part(review, spot, POLICY)
    first = explain(
        part, GOOD, POLICY, review=sheet_score(review).value, spot=sheet_score(spot).value
    )[0]
    assert str(first) == "组织部分 = 70% × 抽查 94.00 + 30% × 初审 90.00 = 92.80"


def test_weights_of_the_rates_are_shown_when_they_differ():
    policy = Policy(satisfaction_weight=D(2))
    assert lines_of(score("20"), GOOD, policy)[1] == (
        "三率部分 = (2 × 满意率 90.00% + 1 × 参与率 85.00% + 1 × 知晓率 80.00%) ÷ 4 = 86.25"
    )


def test_what_is_missing_is_said_never_zero():
    lost = Rates(Rate(None), Rate(F(1), False, "样本不足：21 份。"), Rate(F(4, 5)))
    none = Score(None, (GoalTotal("1", D(0), D(0)),))
    assert lines_of(none, lost, POLICY) == [
        "组织部分 = 100 × 得 0 分 ÷ 适用 0 分 = 暂缺",
        "三率部分 = (满意率 没有数据 + 参与率 样本不足：21 份 + 知晓率 80.00%) ÷ 3 = 暂缺",
        "加分 = 合计 0.00，上限 5.00，取小者 = 0.00",
        "综合得分 = 0.70 × 暂缺 + 0.30 × 暂缺 + 加分 0.00 = 暂缺",
    ]


def test_composite_over_a_hundred_says_that_it_was_cut():
    part = sheet_score([*sheet("20", "20", "20", "20", "19"), bonus("B1", "4"), bonus("B2", "3")])
    assert lines_of(part, rates("0.98", "0.99", "1"), POLICY)[2:] == [
        "加分 = 合计 7.00，上限 5.00，取小者 = 5.00",
        "综合得分 = 0.70 × 99.00 + 0.30 × 99.00 + 加分 5.00 = 100.00（满分封顶）",
    ]


def test_weight_finer_than_a_cent_is_shown_whole():
    policy = Policy(organization_weight=D("0.675"), rates_weight=D("0.325"))
    assert "0.675 × 100.00 + 0.325 × 85.00" in lines_of(score("20"), GOOD, policy)[3]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (None, "暂缺"),
        (F(88), "88.00"),
        (F(2675, 30), "89.1666…"),
        (F(905, 1000) * 100, "90.50"),
        (F(89995, 1000), "89.9950…"),
    ],
)
def test_number_between_is_shown_whole_or_marked_as_cut(exact, shown):
    assert show(exact) == shown
