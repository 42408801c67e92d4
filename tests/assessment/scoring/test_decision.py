from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from assessment.scoring.decision import DECISIONS, decide
from assessment.scoring.values import (
    GoalTotal,
    Rate,
    Rates,
    RedLineAnswer,
    Score,
    Standing,
)
from creation.policy import Policy
from tests.assessment.scoring.sheets import rates, score

POLICY = Policy()
HIT = RedLineAnswer("违纪违法党员", "区纪委监委", "hit")
PENDING = RedLineAnswer("违纪违法党员", "区纪委监委", "pending")
GOOD = Standing(
    score=score("18", "18", "18", "18", "20"),
    rates=rates("0.9", "0.9", "0.9"),
    composite=D("91.40"),
    red_lines=(replace(HIT, state="clear"),),
)


def test_every_decision_has_its_chinese():
    assert DECISIONS == {
        "red_line": "否决",
        "not_rated": "不评定",
        "pending": "待定",
        "five_good": "五好",
        "not_reached": "未达标",
    }


def test_r4_4_five_good_says_by_what():
    decision = decide(GOOD, POLICY)
    assert (decision.code, decision.reasons, decision.missing) == (
        "five_good",
        ("综合得分 91.40 分，达到 90 分。", "各目标得分均不低于适用分的 60%。"),
        (),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({}, "five_good", id="R4.4"),
        pytest.param({"composite": D("90.00")}, "five_good", id="R4.4-at-the-threshold"),
        pytest.param({"composite": D("89.99")}, "not_reached", id="R4.5"),
        pytest.param({"red_lines": (PENDING,)}, "pending", id="R4.1-pending-holds-back"),
        pytest.param({"missing": ("还没有初审表。",)}, "pending", id="R4.3"),
        pytest.param({"founded_in_round": True}, "not_rated", id="R4.2"),
        pytest.param(
            {"founded_in_round": True, "missing": ("还没有初审表。",)}, "not_rated", id="R4.2-first"
        ),
        pytest.param(
            {"red_lines": (PENDING, HIT), "founded_in_round": True}, "red_line", id="R4.1-first"
        ),
    ],
)
def test_first_rule_that_holds_decides(change, code):
    assert decide(replace(GOOD, **change), POLICY).code == code


def test_r4_1_red_line_is_the_only_reason():
    decision = decide(replace(GOOD, red_lines=(HIT,), composite=D(50)), POLICY)
    assert decision.reasons == ("联审认定触碰高压线“违纪违法党员”（区纪委监委）。",)


def test_r4_2_founded_in_the_round_says_so():
    decision = decide(replace(GOOD, founded_in_round=True), POLICY)
    assert decision.reasons == ("本轮内成立，只开展自查，不作评定。",)


def test_r4_3_everything_missing_is_listed():
    standing = replace(
        GOOD,
        score=Score(None, (), unanswered=("1.2", "3.1")),
        rates=Rates(
            Rate(None), Rate(F(1), False), Rate(F(1), False, "样本不足：20 份，至少 34 份。")
        ),
        composite=None,
        red_lines=(PENDING,),
        missing=("还没有抽查表。",),
    )
    decision = decide(standing, POLICY)
    assert decision.missing == decision.reasons
    assert decision.reasons == (
        "还没有抽查表。",
        "有 2 个要点没有评分：1.2、3.1。",
        "满意率：没有数据。",
        "参与率：样本不足。",
        "知晓率：样本不足：20 份，至少 34 份。",
        "联审未答复：违纪违法党员（区纪委监委）。",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"score": None}, "没有可用的评分表。"),
        ({"score": None, "missing": ("还没有初审表。",)}, "还没有初审表。"),
        ({"score": Score(None, ())}, "没有适用的要点。"),
        ({"composite": None}, "综合得分还没有算出。"),
    ],
)
def test_r4_3_pending_never_goes_without_a_reason(change, reason):
    decision = decide(replace(GOOD, **change), POLICY)
    assert (decision.code, decision.reasons) == ("pending", (reason,))


def test_r4_5_every_reason_is_told_with_its_numbers():
    standing = replace(
        GOOD,
        score=score("11.9", "20", "20", "20", "11.9999"),
        composite=D("85.07"),
        goal_names={"1": "支部班子坚强"},
    )
    assert decide(standing, POLICY).reasons == (
        "综合得分 85.07 分，低于 90 分。",
        "目标1“支部班子坚强”得 11.9 分，占适用 20 分的 59.50%，低于 60%。",
        "目标5得 11.9999 分，占适用 20 分的 59.99%，低于 60%。",
    )


def test_r4_4_goal_exactly_at_the_floor_holds():
    standing = replace(GOOD, score=score("12", "20", "20", "20", "20"))
    assert decide(standing, POLICY).code == "five_good"


def test_r4_5_goal_without_points_is_below_the_floor():
    standing = replace(GOOD, score=score("0", "20", "20", "20", "20"))
    assert decide(standing, POLICY).reasons == ("目标1得 0 分，占适用 20 分的 0.00%，低于 60%。",)


def test_r2_1_goal_with_nothing_applicable_is_exempt_from_the_floor():
    exempt = Score(F(90), (GoalTotal("1", D(18), D(20)), GoalTotal("2", D(0), D(0))))
    decision = decide(replace(GOOD, score=exempt), POLICY)
    assert (decision.code, decision.reasons[-1]) == (
        "five_good",
        "目标2没有适用的要点，不设底线。",
    )


def test_r7_1_thresholds_are_the_policys():
    policy = Policy(five_good_threshold=D("92.5"), goal_floor=D("0.95"))
    assert decide(GOOD, policy).reasons == (
        "综合得分 91.40 分，低于 92.5 分。",
        *(f"目标{goal}得 18 分，占适用 20 分的 90.00%，低于 95%。" for goal in range(1, 5)),
    )
