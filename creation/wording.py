"""Findings, targets and choices in the words of the form."""

from decimal import Decimal
from typing import Any

from creation.extremes import target_in
from creation.methods import (
    Below,
    Bonus,
    Cliff,
    Count,
    Method,
    Occurrences,
    Presence,
    Proportional,
    plain_text,
)

NONE_OF_THEM = "以上都没有"


def finding_in_words(finding: Any, unit: str = "") -> str:
    """A stored finding as people say it: “是”, “12 次”, “计划、记录”, “较好”; "" for none."""
    if finding is None:
        return ""
    if isinstance(finding, bool):
        return "是" if finding else "否"
    if isinstance(finding, list | tuple):
        return "、".join(finding) if finding else "都没有"
    text = plain_text(finding) if isinstance(finding, Decimal) else str(finding)
    return f"{text} {unit}".rstrip() if text[-1:].isdigit() else text


def target_in_words(method: Method, points: Decimal, *, unit: str, months: int) -> str:
    """What to type and what earns full points; "" when the choices say it all."""
    match method:
        case Count():
            due = f"全年应 {plain_text(method.target)} {unit}".rstrip()
            if months != 12:
                due += f"，按 {months} 个月折算应 {plain_text(target_in(method, months=months))}"
                due = f"{due} {unit}".rstrip()
            return due
        case Occurrences():
            return "填发生的次数，没有发生填 0"
        case Presence():
            return f"有哪些勾哪些，共 {len(method.entries)} 项"
        case Below():
            return f"填百分比，{plain_text(method.threshold)}% 及以上得满分"
        case Cliff():
            return f"达到 {plain_text(method.threshold)} {unit}得满分，低于不得分"
        case Proportional():
            return f"目标 {plain_text(method.target)} {unit}，按完成比例得分"
        case Bonus():
            limit = plain_text(min(method.cap, points))
            return f"每{unit or ' 1 '}加 {plain_text(method.per)} 分，最多 {limit} 分；没有不用填"
        case _:
            return ""
