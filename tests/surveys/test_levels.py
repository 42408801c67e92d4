"""R5.8: towns, sectors and the district are their organizations added up by people."""

from fractions import Fraction as F

import pytest

from surveys.levels import Part, level_rate
from surveys.rates import Count, Stratum, weighted_rate


def part_of(rate, people):
    """What is kept of one organization's rate."""
    if rate.value is None:
        return Part(organizations=1, all_people=people)
    variance = sum(
        F(one.population, people) ** 2 * one.value * (1 - one.value) / one.n_eff
        for one in rate.strata
        if one.n_eff is not None
    )
    return Part(
        organizations=1, answered=1, all_people=people, people=people,
        weighted=rate.value * people, squares=variance * people**2, worth=rate.n_eff or F(0),
        n=rate.n, numerator=rate.numerator, denominator=rate.denominator,
        dont_know=rate.dont_know, open=any(one.n_eff is not None for one in rate.strata),
    )  # fmt: skip


def organization(*strata):
    """(population, positive, asked) for members and masses."""
    return [
        Stratum(code, size, (Count(good, asked, 0, 2),))
        for code, (size, good, asked) in zip(("member", "mass"), strata, strict=True)
    ]


NORTH = organization((40, 30, 36), (400, 20, 80))
SOUTH = organization((25, 20, 24), (900, 70, 100))
WHOLE = organization((10, 8, 10), (20, 5, 20))
HAPPY = organization((10, 10, 10), (90, 60, 60))
SILENT = organization((10, 8, 10), (90, 0, 0))


def added(*organizations):
    parts = [
        part_of(weighted_rate(strata), sum(s.population for s in strata))
        for strata in organizations
    ]
    return level_rate(sum(parts, Part()))


@pytest.mark.parametrize(
    "organizations",
    [
        pytest.param([NORTH, SOUTH], id="R5.8-two"),
        pytest.param([NORTH, SOUTH, WHOLE], id="R5.8-one-asked-completely"),
        pytest.param([NORTH], id="R5.8-one"),
        pytest.param([WHOLE, WHOLE], id="R5.8-all-asked-completely"),
        pytest.param([HAPPY, HAPPY], id="R5.8-all-positive"),
    ],
)
def test_level_is_one_sample_of_all_strata(organizations):
    together = weighted_rate([stratum for strata in organizations for stratum in strata])
    rate = added(*organizations)
    assert (rate.value, rate.n_eff) == (together.value, together.n_eff)
    assert (rate.low, rate.high) == (together.low, together.high)


def test_R5_8_organizations_without_a_rate_are_counted_and_left_out():
    rate = added(NORTH, SILENT)
    assert (rate.value, rate.silent) == (added(NORTH).value, 1)
    assert rate.covered == F(440, 540)


def test_R5_8_level_without_any_rate_has_none():
    rate = added(SILENT)
    assert (rate.value, rate.low, rate.covered, rate.dont_know_share) == (None, None, 0, None)
    assert level_rate(Part()).covered is None


def test_share_of_dont_know_stands_beside_the_level_s_rate():
    assert added(NORTH, SOUTH).dont_know_share == F(8, 248)
