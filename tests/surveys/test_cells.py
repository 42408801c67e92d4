"""Durations and times as tools write them."""

import datetime

import pytest

from surveys.cells import seconds_of, time_of


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("123秒", 123),
        (123.0, 123),
        ("2分3秒", 123),
        ("1小时2分", 3720),
        ("00:02:03", 123),
        (datetime.timedelta(seconds=123), 123),
        (datetime.time(0, 2, 3), 123),
        ("", None),
        ("很久", None),
    ],
)
def test_durations_in_every_shape(cell, seconds):
    assert seconds_of(cell) == seconds


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2026/9/3 12:00:00", "2026-09-03 12:00:00"),
        ("2026-09-03 12:00:00", "2026-09-03 12:00:00"),
        (datetime.datetime.fromisoformat("2026-09-03T12:00"), "2026-09-03 12:00:00"),
        ("2026年9月3日", "2026-09-03 00:00:00"),
        ("2026/13/3", ""),
        ("昨天", ""),
        ("2026/13/01 08:00:20", ""),
        ("2026-W36-4T12:00:00", ""),
    ],
)
def test_times_in_every_shape(cell, text):
    assert time_of(cell) == text


@pytest.mark.parametrize(
    "cell", ["9" * 5000, f"{'9' * 5000}-1-1", 1.0000021474835928e16, "1-99999999999-1"]
)
def test_digits_without_end_say_nothing(cell):
    assert (time_of(cell), seconds_of(f"{cell}秒")) == ("", None)
