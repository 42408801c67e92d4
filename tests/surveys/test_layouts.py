"""What each tool's table looks like: columns known by their headers, never by position."""

import pytest

from surveys.layouts import recognise
from surveys.wordings import stem
from tests.surveys.test_sheets import FORM, GOOD, HEADER, NO, question, table

WJX = [
    "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您所在的党支部",
    "2、您的身份", "3、您对支部班子满意吗？", "4、您知道支部近期的工作吗",
    "5、您参加过哪些活动[多选题]",
]  # fmt: skip


def wjx(*cells, when="2026/09/03 12:00:00", took="123秒"):
    return [1, when, took, "手机提交", "微信", "1.2.3.4(上海-上海)", *cells]


def test_wjx_text_mode():
    rows = [
        WJX,
        wjx("江川路党支部", "群众", "基本满意", "(跳过)", "主题党日┋其他〖张三家的事〗"),
        wjx("QD02", "党员", "(空)", "听说过", "没有参加"),
    ]
    got = table(rows)
    assert got.layout.kind == "wjx"
    assert got.answers == [(2, 2, -1, 5), (1, 0, 3, 8)]
    assert (got.seconds, got.times) == ([123, 123], ["2026-09-03 12:00:00"] * 2)


def test_personal_columns_are_dropped_and_named():
    layout = recognise([WJX, wjx("QD01", "群众", "满意", "知道", "")], FORM, NO)
    assert layout.personal == ("来源", "来源详情", "来自IP")
    assert not {"来源", "来自IP"} & {column.header for column in layout.columns}


def test_wjx_number_mode_with_a_column_for_each_option():
    header = [*WJX[:10], "第5题(主题党日)", "第5题(志愿服务)", "第5题(其他)", "第5题(没有参加)"]
    rows = [
        header,
        wjx("QD01", 2.0, 1.0, 4.0, 1.0, 1.0, 0.0, 0.0),
        wjx("QD01", "1", "-2", "-3", -3.0, -3.0, -3.0, -3.0),
        wjx("QD01", "1", "4", "2", 0, 0, 0, 0),
    ]
    assert table(rows).answers == [(2, 1, 4, 3), (1, 0, -1, -1), (1, 4, 2, 0)]


def test_options_as_columns_behind_the_question():
    header = [*WJX[:10], "5、您参加过哪些活动(主题党日)", "5、您参加过哪些活动:志愿服务"]
    rows = [header, wjx("QD01", 2, 1, 1, "主题党日", ""), wjx("QD01", 2, 1, 1, "√", "1")]
    assert [row[3] for row in table(rows).answers] == [1, 3]


def test_option_of_two_questions_is_not_guessed_from_a_bare_number():
    again = question(
        "P2", 5, "您愿参加", "participation", [("主题党日", "activity")], multiple=True
    )
    layout = recognise([[*WJX, "第5题(主题党日)"]], (*FORM, again), NO)
    assert layout.unused == ("第5题(主题党日)",)


def test_tick_that_says_nothing_is_a_problem():
    header = [*WJX[:10], "第5题(主题党日)"]
    got = table([header, wjx("QD01", 2, 1, 1, "也许")])
    assert got.errors() == ["第 2 行 第5题(主题党日)：不认识的选项“也许”"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (["编号", "开始答题时间", "结束答题时间", "答题时长", "IP", "UA", "Referrer"], "tencent"),
        (["Q1", "Q2_A1", "Q2_A2"], "wenjuan"),
        (["序号", "您的身份", "提交人", "提交时间"], "jinshuju"),
        (["党组织代码", "身份", "收回票数", "有效票数"], "tally"),
        (["支部", "人员类别"], "other"),
    ],
)
def test_layouts_are_recognised_by_their_columns(header, kind):
    assert recognise([header], FORM, NO).kind == kind


def test_tencent_times_and_duration():
    header = [
        "编号",
        "开始答题时间",
        "结束答题时间",
        "答题时长",
        "昵称",
        "1.您的支部",
        *HEADER[1:],
        "",
    ]
    row = [1, "2026-09-03 12:00:00", "2026-09-03 12:02:03", "2分3秒", "小王", *GOOD, ""]
    got = table([header, row])
    assert (got.answers, got.seconds) == ([(2, 1, 2, 2)], [123])
    assert (got.layout.personal, got.times) == (("昵称",), ["2026-09-03 12:02:03"])


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("1、您的身份", "您的身份"),
        ("12.您的身份 [单选题]*", "您的身份"),
        ("第3题、您的身份？", "您的身份"),
        ("Q4：您的身份（必填）", "您的身份"),
        ("第3题您的身份", "第3题您的身份"),
        ("　您 的身份", "您的身份"),
    ],
)
def test_header_without_number_and_kind(header, name):
    assert stem(header) == name
