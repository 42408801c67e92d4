"""The three rates: shares, strata, intervals and enough answers (RULES 5).

Pure: `Fraction` inside, `Decimal` for the interval, `None` for what nobody answered. Shares run
from 0 to 1; `percent` is the figure that people read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm
from typing import NamedTuple

from surveys.intervals import decimal, effective, wilson

CENSUS = 30  # up to here (almost) everybody is asked
SCORE_WEIGHTS = {
    "satisfied": Decimal(100),
    "basic": Decimal(80),
    "neutral": Decimal(60),
    "unsatisfied": Decimal(0),
}

POSITIVE = {
    "satisfaction": frozenset({"satisfied", "basic"}),
    "awareness": frozenset({"knows_well", "knows"}),
    "participation": frozenset({"activity"}),
}
EXCLUDED = frozenset({"blank", "skipped", "void"})
STRATA = {"member": "党员", "mass": "群众"}
STRATA_OF = {
    "satisfaction": ("mass",),
    "participation": ("member", "mass"),
    "awareness": ("member", "mass"),
}


class Count(NamedTuple):
    """One question in one stratum. The denominator no longer holds what is left out of it."""

    numerator: int
    denominator: int
    excluded: int = 0
    dont_know: int = 0

    @property
    def valid(self) -> int:
        return self.denominator + self.dont_know


@dataclass(frozen=True)
class Stratum:
    """Who answered (党员 or 群众), how many such people there are, one count per question."""

    code: str
    population: int
    questions: tuple[Count, ...]


@dataclass(frozen=True)
class StratumRate:
    """A stratum's own rate; `n_eff` is None when the interval is the point itself."""

    code: str
    population: int
    total: Count
    value: Fraction | None
    n: int
    n_eff: Fraction | None
    low: Decimal | None
    high: Decimal | None
    minimum: int
    sufficient: bool
    missing: str

    @property
    def numerator(self) -> int:
        return self.total.numerator

    @property
    def denominator(self) -> int:
        return self.total.denominator

    @property
    def excluded(self) -> int:
        return self.total.excluded

    @property
    def dont_know_share(self) -> Fraction | None:
        return _share_of(self.total.dont_know, self.total.valid)


@dataclass(frozen=True)
class RateValue:
    """One rate of one organization with all that a reader needs to judge it.

    `numerator`, `denominator` and `excluded` add up strata and questions; with several questions
    the value is the mean of their rates, not their quotient. `missing` is the reason why there is
    no value, "" when there is one.
    """

    value: Fraction | None
    numerator: int
    denominator: int
    excluded: int
    dont_know: int
    n: int
    n_eff: Fraction | None
    low: Decimal | None
    high: Decimal | None
    sufficient: bool
    missing: str
    strata: tuple[StratumRate, ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """0 to 100, exact to 28 digits; the composite rounds, not we."""
        return None if self.value is None else decimal(self.value * 100)

    @property
    def decided(self) -> Fraction | None:
        """The share a decision may use: none when it is missing or rests on too few answers."""
        return self.value if self.sufficient else None

    @property
    def dont_know_share(self) -> Fraction | None:
        return _share_of(self.dont_know, self.denominator + self.dont_know)


@dataclass(frozen=True)
class ThreeRates:
    satisfaction: RateValue
    participation: RateValue
    awareness: RateValue


def count_of(dimension: str, classes: Mapping[str, int]) -> Count:
    """RULES 5.1, from how often each class was answered to one question."""
    excluded = sum(n for code, n in classes.items() if code in EXCLUDED)
    numerator = sum(n for code, n in classes.items() if code in POSITIVE[dimension])
    unknown = classes.get("dont_know", 0) if dimension == "satisfaction" else 0
    valid = sum(classes.values()) - excluded
    return Count(numerator, valid - unknown, excluded, unknown)


def rate_of_question(count: Count) -> Fraction | None:
    return Fraction(count.numerator, count.denominator) if count.denominator else None


@dataclass(frozen=True)
class Enough:
    """What the round asks of a sample: points of error at 95%, and the share of a small unit."""

    margin: Decimal = Decimal(10)
    census_share: Decimal = Decimal("0.9")


DEFAULT = Enough()


def minimum_sample(population: int, enough: Enough = DEFAULT) -> int:
    """RULES 5.5: ceil(n0 / (1 + (n0 - 1) / N)) with n0 = 9604 / margin², 96.04 at ±10 points."""
    if population <= CENSUS:
        return ceil(Fraction(enough.census_share) * population)
    endless = Fraction(9604) / Fraction(enough.margin) ** 2
    return ceil(endless * population / (population + endless - 1))


def is_sufficient(*, n: int, answered: int, population: int, enough: Enough = DEFAULT) -> bool:
    """`n` is the smallest denominator; in a census those who answered 不了解 have answered too."""
    reached = answered if population <= CENSUS else n
    return n > 0 and reached >= minimum_sample(population, enough)


def stratum_rate(stratum: Stratum, enough: Enough = DEFAULT) -> StratumRate:
    """RULES 5.2 and 5.4: the mean of the questions' rates, n the smallest of their denominators."""
    code, population, counts = stratum.code, stratum.population, stratum.questions
    n = min((count.denominator for count in counts), default=0)
    total, minimum = _total(counts), minimum_sample(population, enough)
    if not n:
        reason = _nobody(stratum)
        return StratumRate(
            code, population, total, None, 0, None, None, None, minimum, False, reason
        )
    value = _mean(counts)
    n_eff = effective(n, population)
    low, high = wilson(value, n_eff)
    answered = min(count.valid for count in counts)
    reached = is_sufficient(n=n, answered=answered, population=population, enough=enough)
    return StratumRate(code, population, total, value, n, n_eff, low, high, minimum, reached, "")


def weighted_rate(strata: Sequence[Stratum], enough: Enough = DEFAULT) -> RateValue:
    """RULES 5.3: strata weighted by their population, never by who answered.

    A stratum without people (population 0) stands for nobody and is left out.
    """
    rates = tuple(stratum_rate(one, enough) for one in strata if one.population > 0)
    total = _total([rate.total for rate in rates])
    n = sum(rate.n for rate in rates)
    figures = (total.numerator, total.denominator, total.excluded, total.dont_know, n)
    missing = "；".join(rate.missing for rate in rates if rate.missing)
    if not rates:
        names = "和".join(STRATA.get(s.code, s.code) for s in strata)
        missing = f"{names}人数为 0，没有可以调查的人"
    if missing:
        return RateValue(None, *figures, None, None, None, False, missing, rates)
    value, n_eff, low, high = _only(rates[0]) if len(rates) == 1 else _weighted(rates)
    sufficient = all(rate.sufficient for rate in rates)
    return RateValue(value, *figures, n_eff, low, high, sufficient, "", rates)


def _only(rate: StratumRate) -> tuple:
    return rate.value, rate.n_eff, rate.low, rate.high


def _weighted(rates: Sequence[StratumRate]) -> tuple:
    people = sum(rate.population for rate in rates)
    parts = (rate.population * (rate.value or Fraction(0)) for rate in rates)
    value = Fraction(sum(parts, start=Fraction(0)), people)
    n_eff = effective_weighted(rates, value)
    return value, n_eff, *wilson(value, n_eff)


def three_rates(
    counts: Mapping[tuple[str, str], Sequence[Count]],
    people: Mapping[str, int],
    enough: Enough = DEFAULT,
) -> ThreeRates:
    """`counts` by (dimension, stratum), `people` by stratum; an absent key is an empty one."""
    return ThreeRates(
        **{
            dimension: weighted_rate(
                [
                    Stratum(code, people.get(code, 0), tuple(counts.get((dimension, code), ())))
                    for code in strata
                ],
                enough,
            )
            for dimension, strata in STRATA_OF.items()
        }
    )


def effective_weighted(rates: Sequence[StratumRate], value: Fraction) -> Fraction | None:
    """RULES 5.4 for several strata. None when every stratum was asked completely.

    Strata at 0 or 1 show no variance of their own although not everybody answered; then, as for
    a value of 0 or 1, the answers themselves are counted.
    """
    if value in (0, 1):
        return Fraction(sum(rate.n for rate in rates))
    if all(rate.n_eff is None for rate in rates):
        return None
    people = sum(rate.population for rate in rates)
    variance = Fraction(0)  # times the square of all people, which spares a fraction a stratum
    for rate in rates:
        if rate.n_eff is not None:
            share = rate.value or Fraction(0)
            variance += rate.population**2 * share * (1 - share) / rate.n_eff
    if not variance:
        return Fraction(sum(rate.n for rate in rates))
    return value * (1 - value) * people**2 / variance


def satisfaction_score(
    classes: Mapping[str, int], weights: Mapping[str, Decimal] = SCORE_WEIGHTS
) -> Fraction | None:
    """满意度得分, 0 to 100: graded answers by weight. A score beside the rate, never a 率."""
    answered = sum(classes.get(code, 0) for code in weights)
    if not answered:
        return None
    points = sum(Fraction(w) * classes.get(code, 0) for code, w in weights.items())
    return Fraction(points) / answered


def _share_of(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _total(counts: Sequence[Count]) -> Count:
    return Count(*map(sum, zip(*counts, strict=True))) if counts else Count(0, 0)


def _mean(counts: Sequence[Count]) -> Fraction:
    """Of the questions' rates, as one fraction; every denominator is above 0."""
    common = lcm(*(count.denominator for count in counts))
    whole = sum(count.numerator * (common // count.denominator) for count in counts)
    return Fraction(whole, common * len(counts))


def _nobody(stratum: Stratum) -> str:
    name = STRATA.get(stratum.code, stratum.code)
    if any(count.denominator for count in stratum.questions):
        return f"{name}有题目无人有效作答"
    return f"没有{name}的有效答卷"
