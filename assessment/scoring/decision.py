"""The decision, in the order of RULES 4, with its reasons in Chinese."""

from decimal import Decimal
from fractions import Fraction

from assessment.scoring.redlines import gate
from assessment.scoring.values import (
    Decision,
    GoalTotal,
    Score,
    Standing,
    lacks,
    named,
    rounded_down,
)
from creation.policy import Policy
from creation.standards import plain_text

DECISIONS = {
    "red_line": "否决",
    "not_rated": "不评定",
    "pending": "待定",
    "five_good": "五好",
    "not_reached": "未达标",
}


def decide(standing: Standing, policy: Policy) -> Decision:
    """Red line, founded in the round, something missing, then the thresholds: first that holds."""
    red_lines = gate(standing.red_lines)
    if red_lines.barred:
        return Decision("red_line", red_lines.hits)
    if standing.founded_in_round:
        return Decision("not_rated", ("本轮内成立，只开展自查，不作评定。",))
    missing = standing.missing + _missing_score(standing) + _missing_rates(standing)
    missing += red_lines.pending
    if missing or standing.composite is None or standing.score is None:
        return Decision("pending", missing or ("综合得分还没有算出。",), missing)
    low = _below_threshold(standing.composite, policy)
    low += tuple(
        _below_floor(goal, standing, policy)
        for goal in standing.score.goals
        if not (goal.exempt or goal.holds(policy.goal_floor))
    )
    if low:
        return Decision("not_reached", low)
    return Decision("five_good", _merits(standing.composite, standing.score, standing, policy))


def _missing_score(standing: Standing) -> tuple[str, ...]:
    score = standing.score
    if score is None:
        # The caller names the missing sheets; if it did not, a reason is still owed.
        return () if standing.missing else ("没有可用的评分表。",)
    if score.unanswered:
        codes = "、".join(score.unanswered)
        return (f"有 {len(score.unanswered)} 个要点没有评分：{codes}。",)
    return () if score.applicable else ("没有适用的要点。",)


def _missing_rates(standing: Standing) -> tuple[str, ...]:
    return tuple(
        f"{name}：{reason.rstrip('。')}。"
        for name, rate in named(standing.rates)
        if (reason := lacks(rate))
    )


def _name(goal: GoalTotal, standing: Standing) -> str:
    name = standing.goal_names.get(goal.goal, "")
    return f"目标{goal.goal}“{name}”" if name else f"目标{goal.goal}"


def _below_threshold(composite: Decimal, policy: Policy) -> tuple[str, ...]:
    threshold = policy.five_good_threshold
    if composite >= threshold:
        return ()
    return (f"综合得分 {composite:.2f} 分，低于 {plain_text(threshold)} 分。",)


def _below_floor(goal: GoalTotal, standing: Standing, policy: Policy) -> str:
    share = rounded_down((goal.share or Fraction(0)) * 100)
    return (
        f"{_name(goal, standing)}得 {plain_text(goal.got)} 分，"
        f"占适用 {plain_text(goal.applicable)} 分的 {share:.2f}%，"
        f"低于 {plain_text(policy.goal_floor * 100)}%。"
    )


def _merits(
    composite: Decimal, score: Score, standing: Standing, policy: Policy
) -> tuple[str, ...]:
    exempt = tuple(
        f"{_name(goal, standing)}没有适用的要点，不设底线。" for goal in score.goals if goal.exempt
    )
    return (
        f"综合得分 {composite:.2f} 分，达到 {plain_text(policy.five_good_threshold)} 分。",
        f"各目标得分均不低于适用分的 {plain_text(policy.goal_floor * 100)}%。",
        *exempt,
    )
