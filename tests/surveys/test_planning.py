"""How many answers are needed, are there, are missing."""

from decimal import Decimal

import pytest

from surveys.planning import Need, needs_of, total_of
from surveys.rates import Enough


def plan(people, reached, margin=10):
    needs = needs_of(people, reached, Enough(Decimal(margin)))
    return [(need.name, need.population, need.minimum, need.has, need.missing) for need in needs]


@pytest.mark.parametrize(
    ("people", "reached", "margin", "expected"),
    [
        pytest.param(
            {"member": 50, "mass": 300}, {"mass": (50, 60)}, 10,
            [("党员", 50, 34, 0, 34), ("群众", 300, 73, 50, 23)], id="R5.5-missing",
        ),
        pytest.param(
            {"member": 10, "mass": 1000}, {"member": (8, 9), "mass": (90, 90)}, 10,
            [("党员", 10, 9, 9, 0), ("群众", 1000, 88, 90, 0)], id="R5.5-census-counts-dont-know",
        ),
        pytest.param(
            {"mass": 1000}, {}, 5,
            [("党员", 0, 0, 0, 0), ("群众", 1000, 278, 0, 278)], id="narrower-margin",
        ),
    ],
)  # fmt: skip
def test_needs_of_an_organization(people, reached, margin, expected):
    assert plan(people, reached, margin) == expected


def test_surplus_of_one_does_not_make_up_for_another():
    rich, poor = Need("mass", 100, 50, 90), Need("mass", 100, 50, 20)
    member, mass = total_of([[rich], [poor]])
    assert (mass.population, mass.minimum, mass.has, mass.missing) == (200, 100, 70, 30)
    assert member == Need("member", 0, 0, 0)
