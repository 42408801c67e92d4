"""The three guarantees in figures: what a year asks for by today, and the values that pages and
reports read. `None` is "nothing registered" and never reads 0."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

MONTHS = 12


def full_months(starts_on: date, ends_on: date | None, year: int, today: date) -> int:
    """Months of that year, ended by today, in which something was in force all the time."""
    first = max(starts_on, date(year, 1, 1))
    last = min(ends_on or today, date(year, MONTHS, 31), today)
    if last < first:
        return 0
    after = last + timedelta(days=1)
    months = (after.year - first.year) * MONTHS + after.month - first.month
    return months - (after.day < first.day)


def due_by(per_year: int, months: int) -> int:
    """How many of a yearly number are due after so many months, rounded down."""
    return per_year * months // MONTHS


def in_parts(city: Decimal, district: Decimal, city_part: int, district_part: int) -> bool:
    """Whether two amounts stand in the ratio that is asked for, exactly."""
    return city * district_part == district * city_part


@dataclass(frozen=True)
class Share:
    """A part of a whole; without a whole there is no share."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def rest(self) -> int:
        return self.whole - self.part


@dataclass(frozen=True)
class Required:
    """What the year asks for."""

    visits: int
    trainings: int
    seminars: int
    city_part: int
    district_part: int


@dataclass(frozen=True)
class SectorTraining:
    """One sector in a year; what is held for all sectors counts for each of them.

    `people` is None when nobody counted them.
    """

    sector: str
    sector_id: int | None
    planned: int
    held: int
    hours: Decimal
    people: int | None
    required: int | None = None

    @property
    def lacks(self) -> bool:
        return self.required is not None and self.held < self.required


@dataclass(frozen=True)
class Bodies:
    """组织保证: committees with a leading group or working body of their own."""

    committees: Share
    groups: int
    members: int
    meetings: int


@dataclass(frozen=True)
class Liaisons:
    """联系点 of today. `behind` counts liaisons with fewer visits than are due by today; `due` and
    it are None while no year's requirement is set."""

    linked: Share
    leaders: int
    liaisons: int
    made: int
    due: int | None
    behind: int | None
    problems: Share


@dataclass(frozen=True)
class Plans:
    """行动计划: `done` of all tasks, how many are late, the mean of their progress in per cent."""

    plans: int
    done: Share
    late: int
    progress: Fraction | None


@dataclass(frozen=True)
class Centres:
    """党群服务中心: whom they serve, what city and district paid (in 万元).

    `funded` of all centres have both amounts registered; `uneven` of those miss the ratio.
    """

    centres: int
    served: Share
    funded: Share
    city: Decimal
    district: Decimal
    uneven: int | None


@dataclass(frozen=True)
class Practices:
    practices: int
    adoptions: int
    reached: Share


@dataclass(frozen=True)
class Summary:
    """What a workbench shows of them."""

    year: int
    required: Required | None
    liaisons: Liaisons
    plans: Plans
    centres: Centres


@dataclass(frozen=True)
class Guarantees(Summary):
    """All figures of one year over one subtree."""

    bodies: Bodies
    trainings: tuple[SectorTraining, ...]
    seminars: tuple[SectorTraining, ...]
    training_total: SectorTraining
    seminar_total: SectorTraining
    practices: Practices

    @property
    def is_empty(self) -> bool:
        """Nothing is registered at all."""
        return not any(
            (
                self.bodies.groups,
                self.liaisons.liaisons,
                self.liaisons.made,
                self.plans.plans,
                self.training_total.planned,
                self.seminar_total.planned,
                self.centres.centres,
                self.practices.practices,
            )
        )
