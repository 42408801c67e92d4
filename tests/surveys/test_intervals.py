"""RULES 5.4 beside statsmodels, drawn by numpy: the figures are computed twice, by two houses."""

import random
from fractions import Fraction as F
from functools import partial
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.intervals import change, wilson
from surveys.rates import Count, Stratum, stratum_rate, weighted_rate

CASES = 1_000
DRAWS = 1_000
LEVELS = (0.2, 0.35, 0.5, 0.65, 0.8)


@pytest.fixture(scope="module")
def proportion():
    """Of statsmodels. It takes seconds to import, and each worker of a run collects this file."""
    return import_module("statsmodels.stats.proportion")


def independent(strata, proportion):
    """(value, low, high) of strata [(population, [(numerator, denominator)…])…] in floats."""
    parts = []
    for population, questions in strata:
        share = np.mean([numerator / denominator for numerator, denominator in questions])
        n = min(denominator for _, denominator in questions)
        factor = (population - n) / (population - 1)  # of the variance: the finite population
        parts.append((population, share, n, factor))
    people, shares, answers, factors = (
        np.array(column, float) for column in zip(*parts, strict=True)
    )
    weights = people / people.sum()
    value = float(weights @ shares)
    variance = float((weights**2 * shares * (1 - shares) / answers * factors).sum())
    if len(strata) == 1:
        n_eff = answers[0] / factors[0]
    else:
        n_eff = value * (1 - value) / variance if variance else float(answers.sum())
    return value, *proportion.proportion_confint(value * n_eff, n_eff, method="wilson")


def drawn(dice, questions):
    population = dice.randint(40, 3_000)
    asked = [dice.randint(20, population - 5) for _ in range(questions)]
    return population, [(dice.randint(0, n), n) for n in asked]


def ours(strata):
    return weighted_rate(
        [
            Stratum(f"stratum {place}", population, tuple(Count(*one) for one in questions))
            for place, (population, questions) in enumerate(strata)
        ]
    )


@pytest.mark.parametrize("strata", [1, 2], ids=["R5.4-one-stratum", "R5.4-weighted"])
def test_a_thousand_random_rates_equal_statsmodels(strata, proportion):
    dice = random.Random(strata)
    for _ in range(CASES):
        case = [drawn(dice, dice.randint(1, 3)) for _ in range(strata)]
        rate = ours(case)
        found = (float(rate.value), float(rate.low), float(rate.high))
        assert found == pytest.approx(independent(case, proportion), abs=1e-9), case


def test_R5_7_a_thousand_random_changes_equal_statsmodels(proportion):
    theirs = partial(proportion.confint_proportions_2indep, method="newcomb", compare="diff")
    dice = random.Random(7)
    for _ in range(CASES):
        (a, n), (b, m) = ((dice.randint(0, n), n) for n in dice.choices(range(20, 2_000), k=2))
        now, before = F(a, n), F(b, m)
        found = change(now, wilson(now, F(n)), before, wilson(before, F(m)))
        other = theirs(a, n, b, m)
        assert (float(found.low), float(found.high)) == pytest.approx(other, abs=1e-9), (a, n, b, m)


def covered(low, high, truth):
    return np.mean((low <= truth) & (truth <= high))


def coverage_of_one(population, n, level, dice):
    """How often the interval holds the truth, when n of the population are asked by lot."""
    yes = round(population * level)
    table = [stratum_rate(Stratum("mass", population, (Count(x, n),))) for x in range(n + 1)]
    low, high = (np.array([float(getattr(one, end)) for one in table]) for end in ("low", "high"))
    hits = dice.hypergeometric(yes, population - yes, n, DRAWS * 10)
    return covered(low[hits], high[hits], yes / population)


def coverage_of_two(people, answers, levels, dice):
    yes = [round(size * level) for size, level in zip(people, levels, strict=True)]
    hits = [
        dice.hypergeometric(k, size - k, n, DRAWS)
        for k, size, n in zip(yes, people, answers, strict=True)
    ]
    pairs, places = np.unique(np.array(hits).T, axis=0, return_inverse=True)
    rates = [
        ours([(size, [(int(x), n)]) for size, n, x in zip(people, answers, pair, strict=True)])
        for pair in pairs
    ]
    low, high = (np.array([float(getattr(r, end)) for r in rates]) for end in ("low", "high"))
    return covered(low[places.ravel()], high[places.ravel()], sum(yes) / sum(people))


def test_R5_4_mean_coverage_of_a_rate_is_95_percent():
    dice = np.random.default_rng(5)
    sizes = [(80, 50), (300, 73), (1_500, 96), (5_000, 400)]
    found = [coverage_of_one(*size, level, dice) for size in sizes for level in LEVELS]
    assert 0.93 <= np.mean(found) <= 0.97
    assert min(found) > 0.92


def test_R5_4_mean_coverage_of_a_weighted_rate_is_95_percent():
    dice = np.random.default_rng(54)
    shapes = [((60, 1_500), (50, 96)), ((300, 900), (73, 87))]
    found = [
        coverage_of_two(*shape, (level, level - 0.1), dice) for shape in shapes for level in LEVELS
    ]
    assert 0.93 <= np.mean(found) <= 0.97
    assert min(found) > 0.92


def test_R5_7_change_of_two_waves():
    now, before = F(80, 100), F(60, 100)
    found = change(now, wilson(now, F(100)), before, wilson(before, F(100)))
    assert (found.difference, found.is_significant) == (F(1, 5), True)
    assert 0 < found.low < F(1, 5) < found.high
    back = change(before, wilson(before, F(100)), now, wilson(now, F(100)))
    assert (back.low, back.high, back.is_significant) == (-found.high, -found.low, True)


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        pytest.param(
            F(4, 5), F(3, 5), "比上次提高 20.0 个百分点（95% 区间 +7.3 到 +31.9）", id="R5.7-up"
        ),
        pytest.param(
            F(3, 5), F(4, 5), "比上次下降 20.0 个百分点（95% 区间 −31.9 到 −7.3）", id="R5.7-down"
        ),
        pytest.param(
            F(31, 50),
            F(30, 50),
            "与上次相比没有显著变化（+2.0 个百分点，95% 区间 −11.3 到 +15.2）",
            id="R5.7-no-change",
        ),
    ],
)
def test_change_in_words(now, before, sentence):
    found = change(now, wilson(now, F(100)), before, wilson(before, F(100)))
    assert found.sentence == sentence


@given(st.fractions(0, 1), st.fractions(0, 1), st.integers(1, 9_999), st.integers(1, 9_999))
def test_R5_7_change_lies_within_its_interval(now, before, n, m):
    found = change(now, wilson(now, F(n)), before, wilson(before, F(m)))
    slack = F(1, 10**20)
    assert -1 <= found.low <= found.difference + slack
    assert found.difference - slack <= found.high <= 1


def test_R5_7_the_same_rate_is_no_change():
    same = change(F(1, 2), wilson(F(1, 2), F(90)), F(1, 2), wilson(F(1, 2), F(50)))
    assert (same.difference, same.is_significant) == (0, False)
