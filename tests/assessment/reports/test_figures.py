"""Figures of many units: no data is None, rates are weighted by who lives there."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.reports import figures
from assessment.reports.values import Good, Unit, UnitRate
from creation.policy import Policy


def unit(number=1, **fields):
    return Unit(
        code=str(number),
        name=f"第{number}党支部",
        sector=fields.pop("sector", "农村"),
        town=fields.pop("town", "石桥镇"),
        members=fields.pop("members", 0),
        people_served=fields.pop("people_served", 100),
        **fields,
    )


def rated(value, number=1, *, n=50, n_eff=Fraction(100), sufficient=True, **fields):
    """A unit with a 满意率."""
    one = UnitRate(
        Fraction(value), numerator=1, denominator=2, excluded=3, n=n, n_eff=n_eff,
        sufficient=sufficient, missing="",
    )  # fmt: skip
    return unit(number, rates=(one, UnitRate(), UnitRate()), **fields)


@pytest.mark.parametrize(
    ("decisions", "share"),
    [
        pytest.param(["five_good", "not_reached", "pending"], Fraction(1, 3), id="R4.7-over-all"),
        pytest.param(["not_reached"], Fraction(0), id="nobody-reached-it"),
        pytest.param(["red_line", "pending"], Fraction(0), id="red-line-is-a-decision"),
        pytest.param(["pending", "not_rated", ""], None, id="nobody-decided"),
        pytest.param([], None, id="nobody"),
    ],
)
def test_share_of_five_good_runs_over_all_and_is_none_while_nobody_is_decided(decisions, share):
    units = [unit(decision=code) for code in decisions]
    assert figures.group("农村", units, Policy()).share == share


def test_group_counts_add_up_to_its_candidacies():
    codes = ["five_good", "not_reached", "red_line", "not_rated", "pending", "", ""]
    one = figures.group("农村", [unit(decision=code) for code in codes], Policy())
    assert (one.candidacies, one.not_evaluated) == (7, 2)
    counted = one.five_good + one.not_reached + one.red_line + one.not_rated + one.pending
    assert counted == 5


def test_average_leaves_red_lines_out():
    scores = [("five_good", "91.01"), ("not_reached", "80.02"), ("red_line", "10")]
    units = [unit(decision=code, composite=Decimal(score)) for code, score in scores]
    assert figures.group("农村", units, Policy()).average == Decimal("85.52")  # 85.515 HALF_UP


def test_towns_come_by_code_and_units_without_one_last():
    units = [
        unit(1, town="甲镇", town_code="20"),
        unit(2, town="未划分街镇"),
        unit(3, town="乙镇", town_code="10"),
        unit(4, town="甲镇", town_code="20"),
    ]
    found = figures.by_town(units)
    assert [(town, [one.code for one in rows]) for town, rows in found] == [
        ("乙镇", ["3"]),
        ("甲镇", ["1", "4"]),
        ("未划分街镇", ["2"]),
    ]


def test_towns_of_one_name_stay_apart():
    units = [unit(1, town="城关镇", town_code="10"), unit(2, town="城关镇", town_code="20")]
    assert [len(rows) for _, rows in figures.by_town(units)] == [1, 1]


def test_good_adds_up_points_over_units():
    goods = [Good("conduct", "干部作风扎实", Decimal(15), Decimal(20))]
    shares = figures.good_shares(
        "农村",
        [unit(goods=goods), unit(goods=goods), unit()],
        {"conduct": "作风", "effect": "作用"},
    )
    assert [(one.name, one.units, one.share) for one in shares] == [
        ("作风", 2, Fraction(3, 4)),
        ("作用", 0, None),
    ]


def test_rate_is_weighted_by_people_served_never_by_answers():
    few, many = rated("1", people_served=100, n=90), rated("0.5", 2, people_served=300, n=10)
    one = figures.rate(0, [few, many, unit(3)])
    assert one.value == Fraction(5, 8)
    assert (one.numerator, one.denominator, one.excluded, one.n) == (2, 4, 6, 100)
    assert (one.units, one.sufficient, one.insufficient, one.missing) == (2, 2, 0, 1)


def test_participation_counts_members_too():
    def active(value, **people):
        return unit(rates=(UnitRate(), UnitRate(Fraction(value), n=9), UnitRate()), **people)

    units = [active("1", members=50, people_served=50), active("0", members=0, people_served=100)]
    assert figures.rate(1, units).value == Fraction(1, 2)


def test_unit_that_nobody_lives_in_carries_no_weight():
    one = figures.rate(0, [rated("0.5", people_served=0), rated("1", 2)])
    assert (one.value, one.missing) == (1, 1)


def test_rate_without_any_value_is_none():
    one = figures.rate(2, [unit()])
    assert (one.value, one.low, one.high, one.units, one.missing) == (None, None, None, 0, 1)


def test_insufficient_samples_are_counted_not_dropped():
    one = figures.rate(0, [rated("1"), rated("0.5", 2, sufficient=False)])
    assert (one.value, one.sufficient, one.insufficient) == (Fraction(3, 4), 1, 1)


def test_interval_of_two_strata_follows_R5_4():
    one = figures.rate(0, [rated("0.5"), rated("0.5", 2)])
    # n_eff = 0.25 / (2 × 0.25 × 0.25 / 100) = 200: Wilson of 0.5 with n = 200
    assert [round(value, 4) for value in (one.low, one.high)] == [
        Decimal("0.4314"),
        Decimal("0.5686"),
    ]


@pytest.mark.parametrize(
    ("units", "low", "high"),
    [
        pytest.param([rated("0.5", n_eff=None)], "0.5000", "0.5000", id="everybody-asked"),
        pytest.param([rated("1", n=100)], "0.9630", "1.0000", id="all-satisfied"),
        pytest.param([rated("0", n=100)], "0.0000", "0.0370", id="nobody-satisfied"),
        pytest.param(
            [rated("0.5", n_eff=None), rated("0.5", 2)], "0.4512", "0.5488", id="one-of-two-asked"
        ),
    ],
)
def test_interval_at_the_edges(units, low, high):
    one = figures.rate(0, units)
    assert (f"{one.low:.4f}", f"{one.high:.4f}") == (low, high)
