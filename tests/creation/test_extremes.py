from decimal import Decimal

import pytest

from creation.extremes import best, least
from creation.marking import points_for
from creation.standards import parse_method

FOUR = Decimal(4)
METHODS = {
    "yes_no": {},
    "count": {"target": "12", "per": "0.5"},
    "occurrences": {"per": "1.5"},
    "presence": {"list": ["计划", "记录"], "per": "2"},
    "below": {"threshold": "95", "per": "0.5"},
    "cliff": {"threshold": "0"},
    "proportional": {"target": "32"},
    "tiers": {"shares": {"好": "1", "差": "0"}},
    "bonus": {"per": "3", "cap": "4"},
}


@pytest.mark.parametrize("name", METHODS)
def test_the_best_finding_earns_all_and_the_least_nothing(name):
    method = parse_method(name, METHODS[name])
    assert points_for(method, FOUR, best(method, FOUR)).points == 4
    assert points_for(method, FOUR, least(method, FOUR)).points == 0


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("count", {"target": "12", "per": "1", "cap": "3"}),
        ("occurrences", {"per": "2", "cap": "3"}),
        ("presence", {"list": ["计划", "记录"], "per": "2", "cap": "3"}),
    ],
)
def test_a_cap_keeps_the_least_above_nothing(name, params):
    method = parse_method(name, params)
    assert points_for(method, FOUR, least(method, FOUR)).points == 1


def test_the_best_count_is_that_of_the_months():
    method = parse_method("count", {"target": "12", "per": "1"})
    assert best(method, FOUR, months=7) == 7
