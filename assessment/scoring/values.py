"""The values that scoring passes on: frozen, exact, `None` for what is not scored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

_CENT = Decimal("0.01")


def rounded_down(exact: Fraction) -> Decimal:
    """For shares shown beside a floor: 59.999% must not read 60%."""
    return Decimal((exact * 100).__floor__()) * _CENT


class NotApplicable(StrEnum):
    """不适用: claimed counts 0 until the review confirms it (RULES 1.5)."""

    NONE = "none"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Line:
    """One item on a sheet. `got` is None while nobody has marked it; `goal` is empty for bonus."""

    item_code: str
    goal: str
    points: Decimal
    got: Decimal | None
    not_applicable: str = NotApplicable.NONE
    is_bonus: bool = False
    computed: str = ""
    why: str = ""

    @property
    def counted(self) -> Decimal | None:
        """The points that count: an unconfirmed claim counts 0."""
        return self.got if self.not_applicable == NotApplicable.NONE else Decimal(0)

    @property
    def applies(self) -> bool:
        return self.not_applicable != NotApplicable.CONFIRMED


@dataclass(frozen=True)
class GoalTotal:
    """A goal's sums: points got (blended when drawn) and full points of what applies."""

    goal: str
    got: Decimal
    applicable: Decimal

    @property
    def share(self) -> Fraction | None:
        """None when nothing applies: such a goal is exempt from the floor (RULES 2.1)."""
        return Fraction(self.got) / Fraction(self.applicable) if self.applicable else None

    @property
    def exempt(self) -> bool:
        return not self.applicable

    def holds(self, floor: Decimal) -> bool:
        """At or above the floor's share; multiplied instead of divided, so exact and quick."""
        return self.got >= floor * self.applicable


@dataclass(frozen=True)
class Score:
    """A sheet's score, or that of two sheets blended. `value` is 0-100, exact, None if incomplete.

    `bonus` is the sum before the cap. `unanswered` holds the codes of items without a mark.
    """

    value: Fraction | None
    goals: tuple[GoalTotal, ...]
    bonus: Decimal = Decimal(0)
    unanswered: tuple[str, ...] = ()

    @property
    def got(self) -> Decimal:
        return sum((goal.got for goal in self.goals), Decimal(0))

    @property
    def applicable(self) -> Decimal:
        return sum((goal.applicable for goal in self.goals), Decimal(0))


@dataclass(frozen=True)
class Rate:
    """One of the three rates, 0..1; `missing` says in Chinese what it lacks."""

    value: Fraction | Decimal | None
    sufficient: bool = True
    missing: str = ""


@dataclass(frozen=True)
class Rates:
    satisfaction: Rate
    participation: Rate
    awareness: Rate


def named(rates: Rates) -> tuple[tuple[str, Rate], ...]:
    return (
        ("满意率", rates.satisfaction),
        ("参与率", rates.participation),
        ("知晓率", rates.awareness),
    )


def lacks(rate: Rate) -> str:
    """ "" when the rate may decide, else what it lacks."""
    if rate.value is None:
        return rate.missing or "没有数据"
    return "" if rate.sufficient else rate.missing or "样本不足"


@dataclass(frozen=True)
class RedLineAnswer:
    """One department's answer to one red line; `declared` is the organization's own word."""

    red_line: str
    department: str
    state: str  # pending, clear, hit or declared


@dataclass(frozen=True)
class Standing:
    """All that a decision looks at. `missing` lists sheets that are not there, in Chinese."""

    score: Score | None
    rates: Rates
    composite: Decimal | None
    red_lines: tuple[RedLineAnswer, ...] = ()
    founded_in_round: bool = False
    missing: tuple[str, ...] = ()
    goal_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    code: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One candidacy's result, as quota and summary read it."""

    code: str
    decision: str
    composite: Decimal | None
    sector: str = ""
    town: str = ""
