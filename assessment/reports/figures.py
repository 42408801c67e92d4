"""Figures of many units: groups, goods, and rates weighted by population. Pure and exact."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from assessment.reports.values import RATES, Good, GoodShare, Group, Rate, Unit, UnitRate
from assessment.scoring.summary import summarize
from assessment.scoring.values import Outcome
from creation.policy import Policy
from surveys.rates import wilson

DECIDED = ("five_good", "not_reached", "red_line")


def group(name: str, units: Sequence[Unit], policy: Policy) -> Group:
    """RULES 4.7: average over decided units without red line, share over all candidacies.

    While nobody is decided there is no share: 0 of 10 would be read as a result.
    """
    summary = summarize((Outcome(u.code, u.decision, u.composite) for u in units), policy)
    counts = summary.decisions
    decided = any(counts[code] for code in DECIDED)
    return Group(
        name=name,
        candidacies=summary.candidacies,
        **counts,
        not_evaluated=summary.candidacies - sum(counts.values()),
        average=summary.average,
        share=summary.share if decided else None,
    )


def by_sector(units: Iterable[Unit]) -> list[tuple[str, list[Unit]]]:
    """In the order of the units, which is that of the sectors."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.sector, []).append(unit)
    return list(found.items())


def by_town(units: Iterable[Unit]) -> list[tuple[str, list[Unit]]]:
    """In the order of the towns' codes; units without a town come last. Names may repeat."""
    found: dict[tuple[bool, str, str], list[Unit]] = {}
    for unit in units:
        found.setdefault((not unit.town_code, unit.town_code, unit.town), []).append(unit)
    return [(key[2], found[key]) for key in sorted(found)]


def good_shares(name: str, units: Iterable[Unit], labels: dict[str, str]) -> tuple[GoodShare, ...]:
    """The five common goods of a group, over units whose evaluation holds subtotals."""
    by_good: dict[str, list[Good]] = {code: [] for code in labels}
    for unit in units:
        for good in unit.goods:
            by_good[good.common_good].append(good)
    return tuple(
        GoodShare(
            name,
            code,
            labels[code],
            units=len(goods),
            got=sum((good.got for good in goods), Decimal(0)),
            applicable=sum((good.applicable for good in goods), Decimal(0)),
        )
        for code, goods in by_good.items()
    )


def rate(index: int, units: Sequence[Unit]) -> Rate:
    """One of the three rates over units: RULES 5.3 and 5.4 with the units as strata.

    满意率 is weighted by people served, the others by members and people served: by who lives
    there, never by who answered.
    """
    name = list(RATES)[index]
    known = [
        (_population(name, unit), unit.rates[index])
        for unit in units
        if unit.rates[index].value is not None and _population(name, unit)
    ]
    value, low, high = _weighted(known)
    found = [one for _, one in known]
    enough = sum(one.sufficient for one in found)
    return Rate(
        name=RATES[name],
        value=value,
        low=low,
        high=high,
        numerator=sum(one.numerator for one in found),
        denominator=sum(one.denominator for one in found),
        excluded=sum(one.excluded for one in found),
        n=sum(one.n for one in found),
        units=len(found),
        sufficient=enough,
        insufficient=len(found) - enough,
        missing=len(units) - len(found),
    )


def _population(name: str, unit: Unit) -> int:
    return unit.people_served + (0 if name == "satisfaction" else unit.members)


def _weighted(known: list[tuple[int, UnitRate]]):
    """(value, low, high) of the weighted mean; all None when nobody has a value."""
    people = sum(population for population, _ in known)
    if not people:
        return None, None, None
    value = sum((population * one.value for population, one in known), Fraction(0)) / people
    n_eff = _effective(known, people, value)
    return value, *wilson(value, n_eff)


def _effective(known, people: int, value: Fraction) -> Fraction | None:
    """RULES 5.4; None when there is no sampling error left (everybody answered)."""
    if all(one.n_eff is None for _, one in known):
        return None
    answers = Fraction(sum(one.n for _, one in known))
    variance = sum(
        Fraction(population, people) ** 2 * one.value * (1 - one.value) / one.n_eff
        for population, one in known
        if one.n_eff is not None
    )
    return value * (1 - value) / variance if variance and value not in (0, 1) else answers


def decimal(value: Fraction | Decimal) -> Decimal:
    numerator, denominator = value.as_integer_ratio()
    return Decimal(numerator) / Decimal(denominator)
