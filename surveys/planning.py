"""How many answers an organization still needs for the margin that is asked for. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from surveys.rates import CENSUS, STRATA, Enough, minimum_sample

MARGINS = (Decimal(5), Decimal(8), Decimal(10), Decimal(15))


@dataclass(frozen=True)
class Need:
    """`has` is the smallest number of usable answers over the questions that count here."""

    stratum: str
    population: int
    minimum: int
    has: int

    @property
    def missing(self) -> int:
        return max(0, self.minimum - self.has)

    @property
    def name(self) -> str:
        return STRATA[self.stratum]


def needs_of(
    people: Mapping[str, int], reached: Mapping[str, tuple[int, int]], enough: Enough
) -> list[Need]:
    """`reached`: stratum → (smallest denominator, the same with those who answered 不了解).

    As RULES 5.5 judges it: in a census those who answered 不了解 have answered too.
    """
    found = []
    for stratum in STRATA:
        population = people.get(stratum, 0)
        n, answered = reached.get(stratum, (0, 0))
        has = answered if population <= CENSUS else n
        found.append(Need(stratum, population, minimum_sample(population, enough), has))
    return found


def total_of(plans: Iterable[Iterable[Need]]) -> list[Need]:
    """Of many organizations; a surplus in one does not make up for another."""
    sums = {stratum: [0, 0, 0] for stratum in STRATA}
    for plan in plans:
        for need in plan:
            held = sums[need.stratum]
            held[0] += need.population
            held[1] += need.minimum
            held[2] += need.minimum - need.missing
    return [Need(stratum, *figures) for stratum, figures in sums.items()]
