from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creation.codes import (
    CHARACTERS,
    LENGTH,
    check_digit,
    masked_name,
    masked_phone,
    tidy_credit_code,
    why_not_credit_code,
    why_not_phone,
    wrong_dates,
)

RIGHT = "91350100M000100Y43"  # the example of GB 32100
BODIES = st.text(CHARACTERS, min_size=LENGTH - 1, max_size=LENGTH - 1)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", ""),
        (RIGHT, ""),
        ("91110000600037341L", ""),
        ("9135010OM000100Y43", "第 8 位“O”不会出现在统一社会信用代码里，是否为 0？"),
        ("9135010VM000100Y43", "第 8 位“V”不会出现在统一社会信用代码里，请对照证照重新填写"),
        (RIGHT[:-1], "统一社会信用代码是 18 位，现有 17 位，请检查"),
        (RIGHT[:-1] + "9", "末位校验码应为 3，现在是 9，请对照证照检查是否抄错"),
    ],
)
def test_credit_code_is_checked_in_one_sentence(code, sentence):
    assert why_not_credit_code(code) == sentence


@given(BODIES)
def test_check_digit_makes_a_right_code(body):
    assert why_not_credit_code(body + check_digit(body)) == ""


@given(BODIES, st.data())
def test_one_wrong_character_is_always_found(body, data):
    code = body + check_digit(body)
    place = data.draw(st.integers(0, LENGTH - 1))
    other = data.draw(st.sampled_from(CHARACTERS).filter(lambda one: one != code[place]))
    assert why_not_credit_code(code[:place] + other + code[place + 1 :])


@given(BODIES, st.integers(0, LENGTH - 3))
def test_two_neighbours_exchanged_are_always_found(body, place):
    code = body + check_digit(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (why_not_credit_code(swapped) == "") == (swapped == code)


def test_credit_code_is_tidied_before_it_is_checked():
    assert tidy_credit_code(" ９１35-0100 m000100y43") == RIGHT


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "13912345678",
        "+86 139 1234 5678",
        "010-12345678",
        "(010)12345678",
        "０２１－６２２０１２３４",
        "+86-10-12345678",
        "62201234转12",
        "400-820-8820",
        "8012",
        "010-12345678、13912345678",
    ],
)
def test_plausible_phones_pass(phone):
    assert why_not_phone(phone) == ""


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [
        ("1391234567", "手机号是 11 位，“1391234567”有 10 位，请检查"),
        ("139123456789", "手机号是 11 位，“139123456789”有 12 位，请检查"),
        ("12012345678", "“12012345678”不像电话号码，请写成 13912345678 或 010-12345678"),
        ("13912345678/王", "“王”不像电话号码，请写成 13912345678 或 010-12345678"),
    ],
)
def test_impossible_phones_are_named(phone, sentence):
    assert why_not_phone(phone) == sentence


def test_personal_values_are_masked():
    assert (masked_name("王晓燕"), masked_name("")) == ("王**", "")
    assert (masked_phone("13912345678"), masked_phone("8012")) == ("139****5678", "****")


def _dates(**years):
    names = ("opened", "closed", "elected", "ends")
    return {name: date(years[name], 1, 1) if name in years else None for name in names}


@pytest.mark.parametrize(
    ("years", "faults"),
    [
        ({}, {}),
        ({"opened": 2001, "elected": 2020, "ends": 2025, "closed": 2026}, {}),
        ({"opened": 2021, "closed": 2020}, {"opened_on": "晚于撤销日期 2020-01-01，请检查"}),
        ({"opened": 2021, "elected": 2020}, {"elected_on": "早于建立日期 2021-01-01，请检查"}),
        ({"elected": 2021, "ends": 2020}, {"term_ends_on": "早于换届日期 2021-01-01，请检查"}),
        ({"opened": 2021, "ends": 2020}, {"term_ends_on": "早于建立日期 2021-01-01，请检查"}),
    ],
)
def test_dates_come_in_their_order(years, faults):
    assert wrong_dates(**_dates(**years)) == faults
