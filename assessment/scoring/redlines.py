"""The red lines: a gate, never a deduction (RULES 4.1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.scoring.values import RedLineAnswer

STATES = {"pending": "未答复", "clear": "无", "hit": "有", "declared": "自报"}


@dataclass(frozen=True)
class Gate:
    """`hits` bar applying and end everything later; `pending` holds back the decision alone."""

    hits: tuple[str, ...]
    pending: tuple[str, ...]

    @property
    def barred(self) -> bool:
        return bool(self.hits)


def gate(answers: Iterable[RedLineAnswer]) -> Gate:
    """The answers of the red lines in force, sorted into what bars and what is awaited."""
    hits, pending = [], []
    for answer in answers:
        if answer.state == "declared":
            hits.append(f"申报时自报触碰高压线“{answer.red_line}”。")
        elif answer.state == "hit":
            hits.append(f"联审认定触碰高压线“{answer.red_line}”（{answer.department}）。")
        elif answer.state == "pending":
            pending.append(f"联审未答复：{answer.red_line}（{answer.department}）。")
    return Gate(tuple(hits), tuple(pending))


def why_not_apply(answers: Iterable[RedLineAnswer]) -> str:
    """ "" when the organization may apply (or stay named), else the refusal."""
    hits = [answer for answer in answers if answer.state in ("hit", "declared")]
    if not hits:
        return ""
    # Departments may share a red line: each is named once, in order.
    lines = "、".join(f"“{name}”" for name in dict.fromkeys(hit.red_line for hit in hits))
    return f"触碰高压线{lines}，不能申报五好党组织。"
