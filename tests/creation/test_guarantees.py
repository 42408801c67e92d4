"""What a year asks for by a day, and shares that are None without a whole."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from creation.guarantees import Share, due_by, full_months, in_parts

YEAR = 2026


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "today", "months"),
    [
        pytest.param(date(2020, 5, 1), None, date(2026, 12, 31), 12, id="whole year"),
        pytest.param(date(2020, 5, 1), None, date(2027, 3, 1), 12, id="year is over"),
        pytest.param(date(2020, 5, 1), None, date(2026, 3, 31), 3, id="three months ended today"),
        pytest.param(date(2020, 5, 1), None, date(2026, 3, 30), 2, id="third month not ended"),
        pytest.param(date(2026, 5, 15), None, date(2026, 7, 14), 2, id="from the day it began"),
        pytest.param(date(2026, 5, 15), None, date(2026, 7, 13), 1, id="a day short"),
        pytest.param(date(2020, 5, 1), date(2026, 6, 30), date(2026, 12, 1), 6, id="ended in june"),
        pytest.param(date(2020, 5, 1), date(2025, 6, 30), date(2026, 12, 1), 0, id="ended before"),
        pytest.param(date(2027, 1, 1), None, date(2026, 12, 1), 0, id="not begun"),
        pytest.param(date(2020, 5, 1), None, date(2025, 12, 1), 0, id="year not begun"),
    ],
)
def test_only_full_months_of_the_year_count(starts_on, ends_on, today, months):
    assert full_months(starts_on, ends_on, YEAR, today) == months


@pytest.mark.parametrize(
    ("per_year", "months", "due"), [(4, 12, 4), (4, 11, 3), (4, 2, 0), (4, 3, 1), (0, 12, 0)]
)
def test_due_number_is_rounded_down(per_year, months, due):
    assert due_by(per_year, months) == due


@pytest.mark.parametrize(
    ("city", "district", "parts", "is_right"),
    [("50", "50", (1, 1), True), ("50", "49.99", (1, 1), False), ("60", "40", (3, 2), True)],
)
def test_amounts_stand_in_the_ratio_exactly(city, district, parts, is_right):
    assert in_parts(Decimal(city), Decimal(district), *parts) is is_right


def test_share_without_a_whole_is_none_and_never_zero():
    assert (Share(0, 0).share, Share(1, 4).share, Share(1, 4).rest) == (None, Fraction(1, 4), 3)
