"""Rates of a town, a sector, a district: organizations added up by their people (R5.8). Pure.

Organizations are the strata here: each has its rate, its variance and the people it stands for.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction

from surveys.intervals import wilson


@dataclass(frozen=True)
class Part:
    """Organizations added up, for one dimension. Those without a rate count in `organizations` and
    `all_people` alone.

    `weighted` is Σ N p, `squares` Σ N² × variance, `worth` the n_eff of an only one (`answered` 1).
    """

    organizations: int = 0
    answered: int = 0
    insufficient: int = 0
    all_people: int = 0
    people: int = 0
    weighted: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    worth: Fraction = Fraction(0)
    n: int = 0
    numerator: int = 0
    denominator: int = 0
    excluded: int = 0
    dont_know: int = 0
    open: int = 0  # of those that answered, how many were not asked completely

    def __add__(self, other: "Part") -> "Part":
        names = [field.name for field in fields(self)]
        return Part(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class LevelRate:
    """What a reader needs of a level's rate; None where no organization has one."""

    part: Part
    value: Fraction | None
    n_eff: Fraction | None
    low: Decimal | None
    high: Decimal | None

    @property
    def silent(self) -> int:
        """Organizations without a rate: they are in no figure."""
        return self.part.organizations - self.part.answered

    @property
    def covered(self) -> Fraction | None:
        """The share of the people that the rate stands for."""
        return Fraction(self.part.people, self.part.all_people) if self.part.all_people else None

    @property
    def dont_know_share(self) -> Fraction | None:
        valid = self.part.denominator + self.part.dont_know
        return Fraction(self.part.dont_know, valid) if valid else None


def level_rate(part: Part) -> LevelRate:
    """R5.8: weighted by people as the strata of one organization are (R5.4)."""
    if not part.people:
        return LevelRate(part, None, None, None, None)
    value = part.weighted / part.people
    n_eff = _worth(part, value)
    low, high = wilson(value, n_eff)
    return LevelRate(part, value, n_eff, low, high)


def _worth(part: Part, value: Fraction) -> Fraction | None:
    if not part.open:
        return None
    if part.answered == 1:
        return part.worth
    if value in (0, 1) or not part.squares:
        return Fraction(part.n)
    return value * (1 - value) * part.people**2 / part.squares
