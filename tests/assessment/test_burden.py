"""Minutes from saves, as docs/rules.md R7.3 has them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.burden import minutes_spent

START = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def at(*minutes, author=1):
    return [(author, START + timedelta(minutes=minute)) for minute in minutes]


@pytest.mark.parametrize(
    ("saves", "minutes"),
    [
        pytest.param([], 0, id="R7.3-nothing-saved"),
        pytest.param(at(0), 0, id="R7.3-one-save"),
        pytest.param(at(0, 3, 9), 9, id="R7.3-gaps-add-up"),
        pytest.param(at(0, 10), 10, id="R7.3-ten-minutes-count"),
        pytest.param(at(0, 10.1), 0, id="R7.3-longer-is-rest"),
        pytest.param(at(0, 5, 60, 65), 10, id="R7.3-two-sittings"),
        pytest.param(at(5, 0), 5, id="R7.3-any-order"),
        pytest.param(at(0, 0.5), 1, id="R7.3-started-minute-counts"),
        pytest.param(at(0, 8, author=1) + at(4, 12, author=2), 16, id="R7.3-two-authors"),
        pytest.param(at(0, 8, author=None), 8, id="R7.3-nobody-known"),
    ],
)
def test_minutes_are_the_short_gaps_of_each_author(saves, minutes):
    assert minutes_spent(saves) == minutes


@given(st.lists(st.integers(0, 5000), max_size=30), st.randoms())
def test_order_is_irrelevant_and_more_saves_never_shorten(moments, random):
    saves = at(*moments)
    shuffled = random.sample(saves, len(saves))
    assert minutes_spent(shuffled) == minutes_spent(saves)
    assert minutes_spent(saves) <= minutes_spent([*saves, *at(2500)])
