"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creation.numerals import number_text


@pytest.mark.parametrize(
    ("raw", "digits"),
    [
        ("12", "12"),
        ("１２", "12"),
        ("１２．５", "12.5"),
        ("1,200", "1200"),
        ("十二", "12"),
        ("十", "10"),
        ("二十", "20"),
        ("两百", "200"),
        ("一百零五", "105"),
        ("一百二十五", "125"),
        ("一千零二十", "1020"),
        ("二〇二", "202"),
        ("叁拾", "30"),
        ("一万二千", "12000"),
        ("两万", "20000"),
        ("零", "0"),
        ("十二点五", "12.5"),
        ("负三", "-3"),
    ],
)
def test_a_number_is_understood(raw, digits):
    assert number_text(raw) == digits


UNCLEAR = """十几 几次 一百五 三万五 万 百 十百 一二三四五 二三十 零十 一点 点五 12次 12%
    NaN 1e3 一十十 十次 一万几 一点a 二十一二"""


@pytest.mark.parametrize("raw", ["", *UNCLEAR.split()])
def test_what_may_mean_two_things_or_none_is_no_number(raw):
    assert number_text(raw) is None


@pytest.mark.parametrize("raw", ["12次", "12 次", "十二次", "１２ 次"])
def test_the_unit_of_the_item_may_stand_behind(raw):
    assert number_text(raw, unit="次") == "12"


def test_another_unit_is_no_number():
    assert number_text("2天", unit="小时") is None


@pytest.mark.parametrize("raw", ["95%", "９５％", "百分之九十五", "95 %"])
def test_a_percentage_may_be_called_one(raw):
    assert number_text(raw, percent=True) == "95"


def spelled(number):
    """A number below 10,000 as schoolbooks write it."""
    units, words, skipped = ("", "十", "百", "千"), "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if skipped and words else "") + "零一二三四五六七八九"[digit]
            words += units[place]
        skipped = not digit
    return words.replace("一十", "十", 1) if words.startswith("一十") else words


@given(st.integers(1, 9999))
def test_every_number_reads_as_schoolbooks_write_it(number):
    assert number_text(spelled(number)) == str(number)
