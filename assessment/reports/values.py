"""What a report says, as frozen values: gathered once, read by every writer.

`None` is "no data" and never reads 0. Shares run from 0 to 1.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from creation.guarantees import Guarantees

RATES = {"satisfaction": "满意率", "participation": "参与率", "awareness": "知晓率"}
NOT_EVALUATED, NOWHERE = "未评价", "未划分街镇"


@dataclass(frozen=True)
class Good:
    """One of the five goods of one unit, in the words of its sector."""

    common_good: str
    name: str
    got: Decimal
    applicable: Decimal


@dataclass(frozen=True)
class UnitRate:
    """One rate of one unit; `value` is None when `missing` says what it lacks."""

    value: Fraction | None = None
    numerator: int = 0
    denominator: int = 0
    excluded: int = 0
    n: int = 0
    n_eff: Fraction | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    sufficient: bool = False
    missing: str = "没有数据"


@dataclass(frozen=True)
class Unit:
    """One candidacy with its current evaluation; decision is "" while there is none."""

    code: str
    name: str
    sector: str
    town: str
    members: int
    people_served: int
    town_code: str = ""
    decision: str = ""
    decision_label: str = NOT_EVALUATED
    composite: Decimal | None = None
    self_score: Decimal | None = None
    review_score: Decimal | None = None
    spot_score: Decimal | None = None
    organization_part: Decimal | None = None
    rates_part: Decimal | None = None
    bonus: Decimal | None = None
    deviation: Decimal | None = None
    goods: tuple[Good, ...] = ()
    rates: tuple[UnitRate, ...] = (UnitRate(), UnitRate(), UnitRate())
    reasons: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Group:
    """Units of one sector, one town or all. `average` and `share` are None without decisions."""

    name: str
    candidacies: int
    five_good: int
    not_reached: int
    red_line: int
    not_rated: int
    pending: int
    not_evaluated: int
    average: Decimal | None
    share: Fraction | None


@dataclass(frozen=True)
class GoodShare:
    """Points got and points applicable of one common good, over the evaluated units of a group."""

    group: str
    common_good: str
    name: str
    units: int
    got: Decimal
    applicable: Decimal

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.got) / Fraction(self.applicable) if self.applicable else None


@dataclass(frozen=True)
class Rate:
    """One rate of all units: their values weighted by population, with a 95% interval."""

    name: str
    value: Fraction | None
    low: Decimal | None
    high: Decimal | None
    numerator: int
    denominator: int
    excluded: int
    n: int
    units: int
    sufficient: int
    insufficient: int
    missing: int


@dataclass(frozen=True)
class ItemLoss:
    """Points that the units of a sector lost on one item, where it applied."""

    sector: str
    code: str
    title: str
    goal: str
    units: int
    losing_units: int
    got: Decimal
    applicable: Decimal

    @property
    def lost(self) -> Decimal:
        return self.applicable - self.got

    @property
    def rate(self) -> Fraction:
        return Fraction(self.lost) / Fraction(self.applicable)


@dataclass(frozen=True)
class Problem:
    unit: str
    town: str
    sector: str
    problem: str
    clause: str
    advice: str
    due_on: date
    state: str


@dataclass(frozen=True)
class Standard:
    """The edition of one sector in this round."""

    sector: str
    name: str
    edition: str
    items: int
    common: int
    quantitative: int
    bonus: int
    points: Decimal


@dataclass(frozen=True)
class RedLine:
    """A red line in this round and the departments' answers to it."""

    name: str
    in_force: bool
    reason: str
    answers: int
    pending: int
    clear: int
    hit: int


@dataclass(frozen=True)
class Stage:
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Process:
    """How far the papers are, counted over the candidacies of the report."""

    applied: int
    self_submitted: int
    review_accepted: int
    drawn: int
    visited: int
    spot_submitted: int
    midterm_visits: int
    deviating: int
    compared: int


@dataclass(frozen=True)
class Rules:
    """What of the round's policy the report states."""

    version: int
    organization_weight: Decimal
    rates_weight: Decimal
    spot_weight: Decimal
    five_good_threshold: Decimal
    goal_floor: Decimal
    bonus_cap: Decimal
    deviation_limit: Decimal
    target_share: Decimal
    publicity_days: int
    quota: str


@dataclass(frozen=True)
class ReportData:
    """One report on one round, for the district or a part of it."""

    round_name: str
    round_code: str
    starts_on: date
    ends_on: date
    scope_name: str
    scope_code: str
    is_whole: bool
    made_at: datetime
    evaluated_at: datetime | None
    rules: Rules
    stages: tuple[Stage, ...]
    standards: tuple[Standard, ...]
    red_lines: tuple[RedLine, ...]
    process: Process
    total: Group
    sectors: tuple[Group, ...]
    towns: tuple[Group, ...]
    goods: tuple[GoodShare, ...]
    rates: tuple[Rate, ...]
    items: tuple[ItemLoss, ...]
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]
    titles: dict[str, int]
    guarantees: Guarantees

    @property
    def nominees(self) -> tuple[Unit, ...]:
        """Units that are proposed, in publicity or named."""
        return tuple(unit for unit in self.units if unit.title in ("拟命名", "公示中", "已命名"))
