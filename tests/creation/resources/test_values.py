from datetime import date, datetime

import pytest

from creation.resources.values import Choice, Day, Text, WholeNumber, YesNo

KINDS = Choice({"branch": "支部", "committee": "党委"}, aliases={"党支部": "branch"})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2019-07-01", date(2019, 7, 1)),
        ("2019/7/1", date(2019, 7, 1)),
        ("2019.7.1", date(2019, 7, 1)),
        ("2019年7月1日", date(2019, 7, 1)),
        ("２０１９-０７-０１", date(2019, 7, 1)),
        ("20190701", date(2019, 7, 1)),
        (datetime(2019, 7, 1), date(2019, 7, 1)),  # noqa: DTZ001  as workbooks hold them
        (date(2019, 7, 1), date(2019, 7, 1)),
        ("", None),
        (None, None),
    ],
)
def test_day_is_read_as_people_write_it(typed, day):
    assert Day().clean(typed) == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2019.7", "“2019.7”没有写到日，请写成 2019-07-01"),
        (2019.7, "“2019.7”没有写到日，请写成 2019-07-01"),
        ("2019年7月", "“2019年7月”没有写到日，请写成 2019-07-01"),
        ("2019-13-01", "“2019-13-01”不是日期，请写成 2019-07-01 这样"),
        ("2019-02-30", "“2019-02-30”不是日期，请写成 2019-07-01 这样"),
        ("去年", "“去年”不是日期，请写成 2019-07-01 这样"),
        ("0219-07-01", "“0219-07-01”的年份不对，请检查"),
    ],
)
def test_bad_day_is_refused_with_what_to_type(typed, said):
    with pytest.raises(ValueError, match="^" + said.replace("？", "[？]") + "$"):
        Day().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), (12.0, 12), ("１２", 12), ("1,200", 1200), ("", 0)]
)
def test_number_of_people_is_read(typed, number):
    assert WholeNumber().clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12人", "“12人”不是人数，请只填整数，例如 12"),
        ("-3", "“-3”不是人数，请只填整数，例如 12"),
        (1.5, "“1.5”不是人数，请只填整数，例如 1"),
        ("无", "“无”不是人数，请只填整数，例如 12"),
        ("99999999999", "“99999999999”太大了，请检查"),
    ],
)
def test_bad_number_is_refused_with_what_to_type(typed, said):
    with pytest.raises(ValueError, match=said):
        WholeNumber().clean(typed)


@pytest.mark.parametrize(("typed", "value"), [("支部", "branch"), (" 党支部 ", "branch")])
def test_choice_takes_words_and_aliases(typed, value):
    assert KINDS.clean(typed) == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("支布", "没有“支布”这一种，是否为“支部”？可填：支部、党委"),
        ("x", "没有“x”这一种，可填：支部、党委"),
        ("", "没有填写，请填：支部、党委"),
    ],
)
def test_unknown_choice_is_refused_with_what_was_meant(typed, said):
    with pytest.raises(ValueError, match=said):
        KINDS.clean(typed)


@pytest.mark.parametrize(
    ("typed", "value"), [("是", True), ("√", True), (True, True), ("不参评", False), ("", None)]
)
def test_yes_and_no(typed, value):
    assert YesNo().clean(typed) is value


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "没有填写"), ("a\x07b", "看不见的控制字符"), ("长" * 6, "最多 5 个字，现有 6 个")],
)
def test_bad_text_is_refused(typed, said):
    with pytest.raises(ValueError, match=said):
        Text(5, required=True).clean(typed)


def test_values_go_out_as_they_came_in():
    assert Text(5).render("甲") == "甲"
    assert Text(5).render(None) == ""
    assert KINDS.render("branch") == "支部"
    assert KINDS.render(None) == ""
    assert Day().render(date(2019, 7, 1)) == "2019-07-01"
    assert Day().render(None) == ""
    assert WholeNumber().render(3) == 3
