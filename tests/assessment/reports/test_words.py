from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.reports.words import cell, chinese, day, of, weight


@pytest.mark.parametrize(
    ("number", "read"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")],
)
def test_chinese_numbers(number, read):
    assert chinese(number) == read


def test_day_has_no_leading_zeros():
    assert day(date(2026, 1, 5)) == "2026年1月5日"


def test_part_names_its_whole_and_nothing_of_nothing_is_no_share():
    assert of(5, 20) == "5个（5/20，25.0%）"
    assert of(0, 0) == "0个"


def test_weight_reads_as_it_was_set():
    assert weight(Decimal("0.70")) == "70%"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("score", Decimal("88.0050000001"), "88.01"),
        ("score", None, "未检查"),
        ("share", Fraction(1, 3), "33.3%"),
        ("share", Fraction(0), "0.0%"),
        ("count", 0, "0"),
        ("date", date(2026, 1, 5), "2026-01-05"),
        ("text", "", "未检查"),
        ("text", "甲", "甲"),
    ],
)
def test_cell(kind, value, text):
    assert cell(kind, value, "未检查") == text
