"""How an item asks for its finding: which component, which choices, what earns full points.

Pure; the sheet of a unit and the preview of a draft standard show the same.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from creation.marking import Finding, points_for
from creation.methods import (
    Bonus,
    Cliff,
    Method,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    YesNo,
    plain_text,
)
from creation.wording import NONE_OF_THEM, target_in_words

YES, NO = "true", "false"


@dataclass(frozen=True)
class Asked:
    """`months` of the round in which the organization was open (RULES 1.4)."""

    method: Method
    points: Decimal
    unit: str = ""
    months: int = 12

    @property
    def kind(self) -> str:
        """Which component asks: seg, presence or number."""
        if isinstance(self.method, YesNo | Tiers):
            return "seg"
        return "presence" if isinstance(self.method, Presence) else "number"

    @property
    def choices(self) -> list[Any]:
        """Of a seg: value, label and its points; of a presence: the entries; else nothing."""
        match self.method:
            case Presence():
                return [*self.method.entries, NONE_OF_THEM]
            case Tiers():
                return [self._choice(grade, grade, grade) for grade, _ in self.method.shares]
            case YesNo():
                return [self._choice(YES, "是", True), self._choice(NO, "否", False)]
            case _:
                return []

    def _choice(self, value: str, label: str, finding: Finding) -> dict[str, str]:
        return {"value": value, "label": label, "note": f"{self.points_of(finding)} 分"}

    def points_of(self, finding: Finding) -> str:
        return plain_text(points_for(self.method, self.points, finding, months=self.months).points)

    @property
    def target(self) -> str:
        return target_in_words(self.method, self.points, unit=self.unit, months=self.months)

    @property
    def number_label(self) -> str:
        match self.method:
            case Occurrences():
                return "发生次数"
            case Bonus():
                return "数量"
            case _:
                return "实际比例" if self.unit == "%" else "实际数"

    @property
    def lowest(self) -> int | None:
        """For the stepper; growth may be below zero (creation.marking says what may)."""
        return None if isinstance(self.method, Cliff | Proportional) else 0
