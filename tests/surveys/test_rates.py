"""RULES 5: shares, strata, intervals, enough answers."""

import math
from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rates import (
    Count,
    Enough,
    Stratum,
    count_of,
    effective,
    is_sufficient,
    minimum_sample,
    rate_of_question,
    satisfaction_score,
    stratum_rate,
    three_rates,
    weighted_rate,
    wilson,
)

SATISFACTION = {"satisfied": 40, "basic": 30, "neutral": 5, "unsatisfied": 15, "dont_know": 10}


def float_wilson(p, n):
    """The textbook formula, written apart from ours."""
    z = 1.959963984540054
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


@pytest.mark.parametrize(
    ("dimension", "classes", "count"),
    [
        pytest.param("satisfaction", SATISFACTION, Count(70, 90, 0, 10), id="R5.1-满意"),
        pytest.param(
            "satisfaction",
            SATISFACTION | {"blank": 3, "skipped": 2, "void": 1},
            Count(70, 90, 6, 10),
            id="R5.1-excluded",
        ),
        pytest.param(
            "awareness",
            {"knows_well": 5, "knows": 6, "heard": 7, "unknown": 8, "blank": 1},
            Count(11, 26, 1),
            id="R5.1-知晓",
        ),
        pytest.param(
            "participation",
            {"activity": 9, "none": 3, "skipped": 4},
            Count(9, 12, 4),
            id="R5.1-参与",
        ),
        pytest.param("participation", {}, Count(0, 0), id="R5.1-nobody"),
    ],
)
def test_count_of_classes(dimension, classes, count):
    assert count_of(dimension, classes) == count


def test_question_without_answers_has_no_rate():
    assert rate_of_question(Count(0, 0, 9)) is None
    assert rate_of_question(Count(3, 4)) == F(3, 4)


def test_R5_2_several_questions_give_the_mean_and_the_smallest_denominator():
    rate = stratum_rate(Stratum("mass", 1000, (Count(50, 100), Count(60, 80), Count(10, 20))))
    assert (rate.value, rate.n) == ((F(1, 2) + F(3, 4) + F(1, 2)) / 3, 20)


def test_R5_3_question_that_nobody_answered_makes_the_stratum_missing():
    rate = stratum_rate(Stratum("mass", 1000, (Count(50, 100), Count(0, 0))))
    assert (rate.value, rate.missing) == (None, "群众有题目无人有效作答")


@pytest.mark.parametrize(
    ("population", "minimum"),
    [(50, 34), (100, 50), (300, 73), (1000, 88), (31, 24), (30, 27), (10, 9), (1, 1), (10**9, 97)],
    ids=lambda value: f"R5.5-{value}",
)
def test_minimum_sample(population, minimum):
    assert minimum_sample(population) == minimum


@pytest.mark.parametrize(
    ("margin", "census_share", "population", "minimum"),
    [
        pytest.param("5", "0.9", 300, 169, id="R5.5-half-the-error"),
        pytest.param("5", "0.9", 10**9, 385, id="R5.5-half-the-error-endless"),
        pytest.param("20", "0.9", 300, 23, id="R5.5-twice-the-error"),
        pytest.param("5", "0.6", 30, 18, id="R5.5-small-unit"),
        pytest.param("5", "1", 7, 7, id="R5.5-everybody"),
    ],
)
def test_minimum_sample_of_another_policy(margin, census_share, population, minimum):
    enough = Enough(Decimal(margin), Decimal(census_share))
    assert minimum_sample(population, enough) == minimum
    strata = {"member": population, "mass": population}
    counts = {("satisfaction", "mass"): [Count(1, minimum)]}
    short = {("satisfaction", "mass"): [Count(1, minimum - 1)]}
    assert three_rates(counts, strata, enough).satisfaction.sufficient
    assert not three_rates(short, strata, enough).satisfaction.sufficient


@pytest.mark.parametrize(
    ("n", "answered", "population", "enough"),
    [
        pytest.param(50, 50, 100, True, id="R5.5-reached"),
        pytest.param(49, 90, 100, False, id="R5.5-不了解-does-not-count"),
        pytest.param(26, 26, 30, False, id="R5.5-census-short"),
        pytest.param(26, 27, 30, True, id="R5.5-census-answered"),
        pytest.param(0, 30, 30, False, id="R5.5-nobody-knows"),
    ],
)
def test_sufficiency(n, answered, population, enough):
    assert is_sufficient(n=n, answered=answered, population=population) is enough


@pytest.mark.parametrize(
    ("n", "population", "n_eff"),
    [
        pytest.param(50, 100, F(99), id="R5.4-half"),
        pytest.param(100, 100, None, id="R5.4-everybody"),
        pytest.param(120, 100, None, id="R5.4-more-than-people"),
        pytest.param(1, 1, None, id="R5.4-one"),
    ],
)
def test_effective_sample(n, population, n_eff):
    assert effective(n, population) == n_eff


def test_wilson_by_hand():  # R5.4: 81 of 263, Newcombe 1998, table I
    low, high = wilson(F(81, 263), F(263))
    assert (round(low, 4), round(high, 4)) == (Decimal("0.2553"), Decimal("0.3662"))


@given(st.fractions(0, 1), st.integers(1, 100_000))
def test_wilson_equals_the_textbook_in_floats(p, n):
    low, high = wilson(p, F(n))
    assert (float(low), float(high)) == pytest.approx(float_wilson(float(p), n), abs=1e-9)
    assert 0 <= low <= high <= 1


def test_wilson_of_everybody_is_the_point():
    assert wilson(F(3, 4), None) == (Decimal("0.75"), Decimal("0.75"))


def weighted(member, mass, people=(40, 400)):
    return weighted_rate(
        [
            Stratum("member", people[0], (Count(*member),)),
            Stratum("mass", people[1], (Count(*mass),)),
        ]
    )


def test_R5_3_strata_weigh_by_population_not_by_answers():
    rate = weighted((30, 36), (20, 80))
    assert rate.value == F(40, 440) * F(30, 36) + F(400, 440) * F(20, 80)
    assert (rate.numerator, rate.denominator, rate.n) == (50, 116, 116)
    assert rate.sufficient is True


def test_R5_4_weighted_interval_by_hand():
    rate = weighted((30, 36), (20, 80))
    p1, p2, w1, w2 = 30 / 36, 0.25, 40 / 440, 400 / 440
    n1, n2 = 36 * 39 / 4, 80 * 399 / 320
    p = w1 * p1 + w2 * p2
    n_eff = p * (1 - p) / (w1**2 * p1 * (1 - p1) / n1 + w2**2 * p2 * (1 - p2) / n2)
    assert float(rate.n_eff) == pytest.approx(n_eff)
    assert (float(rate.low), float(rate.high)) == pytest.approx(float_wilson(p, n_eff))


@pytest.mark.parametrize(
    ("member", "mass", "n_eff"),
    [
        pytest.param((36, 36), (80, 80), F(116), id="R5.4-all"),
        pytest.param((0, 36), (0, 80), F(116), id="R5.4-none"),
        pytest.param((30, 40), (100, 400), None, id="R5.4-census"),
        pytest.param((36, 36), (0, 80), F(116), id="R5.4-no-variance"),
        pytest.param((30, 40), (0, 80), F(120), id="R5.4-census-and-no-variance"),
    ],
)
def test_weighted_effective_sample_at_the_edges(member, mass, n_eff):
    assert weighted(member, mass).n_eff == n_eff


def test_R5_4_census_stratum_adds_no_error():
    rate = weighted((30, 40), (20, 80))
    variance = F(400, 440) ** 2 * F(1, 4) * F(3, 4) / effective(80, 400)
    assert rate.n_eff == rate.value * (1 - rate.value) / variance


def test_R5_3_stratum_without_answers_makes_the_rate_missing():
    rate = weighted((30, 36), (0, 0, 7))
    assert (rate.value, rate.percent, rate.low, rate.sufficient) == (None, None, None, False)
    assert (rate.missing, rate.excluded) == ("没有群众的有效答卷", 7)


def test_stratum_without_people_is_left_out():
    rate = weighted((30, 36), (0, 0), people=(40, 0))
    assert (rate.value, rate.n_eff) == (F(30, 36), effective(36, 40))


def test_nobody_to_ask_is_missing():
    assert weighted((0, 0), (0, 0), people=(0, 0)).missing == "党员和群众人数为 0，没有可以调查的人"


def test_insufficient_rate_shows_figures_but_decides_nothing():
    rate = weighted((30, 36), (5, 10))
    assert (rate.sufficient, rate.decided) == (False, None)
    assert rate.percent is not None


def test_sufficient_rate_decides():
    rate = weighted((36, 36), (80, 80))
    assert (rate.decided, rate.percent) == (F(1), Decimal(100))


def test_share_of_dont_know_stands_beside_the_rate():
    rate = weighted_rate([Stratum("mass", 100, (Count(60, 80, 0, 20),))])
    assert (rate.dont_know_share, rate.value) == (F(1, 5), F(3, 4))
    assert weighted_rate([Stratum("mass", 100, ())]).dont_know_share is None


def test_R5_3_satisfaction_takes_masses_alone_and_other_strata_never_count():
    counts = {
        ("satisfaction", "mass"): [Count(60, 80)],
        ("satisfaction", "member"): [Count(0, 40)],
        ("satisfaction", "delegate"): [Count(0, 40)],
        ("awareness", "mass"): [Count(40, 80)],
        ("awareness", "member"): [Count(40, 40)],
        ("awareness", "partner"): [Count(0, 40)],
    }
    rates = three_rates(counts, {"member": 50, "mass": 150})
    assert rates.satisfaction.value == F(3, 4)
    assert rates.awareness.value == F(1, 4) + F(3, 4) * F(1, 2)
    assert rates.participation.missing == "没有党员的有效答卷；没有群众的有效答卷"


def test_R5_12_satisfaction_score_weighs_and_is_no_rate():
    assert satisfaction_score(SATISFACTION) == F(40 * 100 + 30 * 80 + 5 * 60, 90)
    weights = {"satisfied": Decimal(10), "basic": Decimal("0.5")}
    assert satisfaction_score({"satisfied": 1, "basic": 1}, weights) == F(21, 4)
    assert satisfaction_score({"dont_know": 3}) is None


counts = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: Count(min(p), max(p)))
strata = st.lists(
    st.tuples(st.integers(0, 500), st.lists(counts, min_size=1, max_size=3)), min_size=1, max_size=3
)


@given(strata)
def test_rate_lies_within_its_interval_and_within_its_strata(drawn):
    rate = weighted_rate([Stratum(f"s{i}", n, tuple(q)) for i, (n, q) in enumerate(drawn)])
    if rate.value is None:
        assert rate.missing
        return
    values = [stratum.value for stratum in rate.strata]
    assert min(values) <= rate.value <= max(values)
    assert 0 <= rate.low <= rate.high <= 1
    assert rate.low - Decimal("1e-20") <= rate.percent / 100 <= rate.high + Decimal("1e-20")


@given(strata, st.randoms())
def test_order_of_strata_and_questions_is_irrelevant(drawn, random):
    first = weighted_rate([Stratum(f"s{i}", n, tuple(q)) for i, (n, q) in enumerate(drawn)])
    mixed = [Stratum(f"s{i}", n, tuple(random.sample(q, len(q)))) for i, (n, q) in enumerate(drawn)]
    random.shuffle(mixed)
    assert weighted_rate(mixed).value == first.value


@given(st.integers(1, 300), st.integers(0, 300), st.integers(0, 300))
def test_one_more_satisfied_never_lowers_the_rate(population, yes, no):
    def rate(a):
        return weighted_rate([Stratum("mass", population, (Count(a, a + no + 1),))]).value

    assert rate(yes + 1) >= rate(yes)
