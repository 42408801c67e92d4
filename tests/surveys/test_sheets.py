"""Tables from every tool → option numbers; whatever can't be understood is named, all at once."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.directory import Directory
from surveys.layouts import FormOption, FormQuestion, recognise
from surveys.mapping import Mapping
from surveys.sheets import read

DIRECTORY = Directory.of(
    [("QD01", "江川路党支部"), ("QD02", "古美党支部"), ("X1", "同名支部"), ("X2", "同名支部")]
)
NO = Mapping()


def question(code, order, text, dimension, options, multiple=False):
    made = tuple(FormOption(n, t, k) for n, (t, k) in enumerate(options, start=1))
    return FormQuestion(code, order, text, dimension, multiple, made)


FORM = (
    question("S", 1, "您的身份", "identity", [("党员", "member"), ("群众", "mass")]),
    question(
        "A1", 2, "您对支部班子满意吗？", "satisfaction",
        [("满意", "satisfied"), ("基本满意", "basic"),
         ("不满意", "unsatisfied"), ("不了解", "dont_know")],
    ),
    question(
        "K1", 3, "您知道支部近期的工作吗", "awareness",
        [("很清楚", "knows_well"), ("知道", "knows"), ("听说过", "heard"), ("不知道", "unknown")],
    ),
    question(
        "P1", 4, "您参加过哪些活动", "participation",
        [("主题党日", "activity"), ("志愿服务", "activity"),
         ("其他", "activity"), ("没有参加", "none")],
        multiple=True,
    ),
)  # fmt: skip
HEADER = [
    "党组织代码",
    "身份",
    "您对支部班子满意吗？",
    "您知道支部近期的工作吗",
    "您参加过哪些活动",
]
GOOD = ["QD01", "群众", "满意", "知道", "志愿服务"]


def table(rows, mapping=NO, form=FORM):
    return read(rows, recognise(rows, form, mapping), form, DIRECTORY, mapping)


def answer(column, cell, mapping=NO):
    """The answer that one changed cell of a good row gives, or the errors."""
    row = [*GOOD]
    row[column] = cell
    got = table([HEADER, row], mapping)
    return got.answers[0][column - 1] if got.answers else got.errors()


def test_own_template_is_read():
    got = table([HEADER, GOOD, ["QD02", "党员", "不满意", "很清楚", "没有参加"]])
    assert got.layout.kind == "template"
    assert got.answers == [(2, 1, 2, 2), (1, 3, 1, 8)]
    assert (got.organizations, got.strata) == (["QD01", "QD02"], ["mass", "member"])
    assert (got.row_numbers, got.problems, got.left_out) == ([2, 3], (), ())


def test_columns_are_found_by_name_in_any_order():
    got = table([HEADER[::-1], GOOD[::-1]])
    assert got.answers == [(2, 1, 2, 2)]


def test_title_rows_above_the_header_are_passed_and_rows_keep_excels_numbers():
    rows = [["2026 年测评", "", "", "", ""], [""] * 5, HEADER, [""] * 5, GOOD]
    got = table(rows)
    assert (got.layout.header_row, got.row_numbers) == (3, [5])


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (2, "很满意", 1),
        (2, "A.满意", 1),
        (2, " 满 意 ", 1),
        (2, 3.0, 3),
        (2, "", 0),
        (2, "（空）", 0),
        (2, -2.0, 0),
        (2, "-3", -1),
        (2, "废票", -2),
        (2, "不清楚", 4),
        (3, "不清楚", 4),
        (3, "了解", 2),
        (4, "主题党日；志愿服务", 3),
        (4, "主题党日、志愿服务、主题党日", 3),
        (4, "（跳过）", -1),
        (4, "都没有", 8),
        (2, "不错", ["第 2 行 您对支部班子满意吗？：不认识的选项“不错”"]),
        (2, "非满意", ["第 2 行 您对支部班子满意吗？：不认识的选项“非满意”，是不是“满意”？"]),
        (2, 9.0, ["第 2 行 您对支部班子满意吗？：不认识的选项“9”"]),
        (2, "一般", ["第 2 行 您对支部班子满意吗？：不认识的选项“一般”"]),
        (4, "主题党日┋读书", ["第 2 行 您参加过哪些活动：不认识的选项“读书”"]),
        (
            4,
            "主题党日┋(空)",
            ["第 2 行 您参加过哪些活动：不认识的选项“主题党日┋(空)”，是不是“主题党日”？"],
        ),
        (0, "QD09", ["第 2 行 党组织代码：不认识的党组织“QD09”"]),
        (
            0,
            "江川路支部",
            ["第 2 行 党组织代码：不认识的党组织“江川路支部”，是不是“江川路党支部”？"],
        ),
        (0, "同名支部", ["第 2 行 党组织代码：有 2 个党组织都叫“同名支部”，请改填党组织代码"]),
        (0, "", ["第 2 行 党组织代码：没有填党组织"]),
        (1, "游客", ["第 2 行 身份：不认识的身份“游客”"]),
        (1, "", ["第 2 行 身份：没有填身份"]),
        (1, "人大代表", 0),
        (1, "中共党员", 1),
    ],
)
def test_cell_is_an_answer_or_a_named_error(column, cell, expected):
    assert answer(column, cell) == expected


@pytest.mark.parametrize("cell", ["qd01", "ＱＤ０１", "江川路党支部（QD01）", "QD01-江川路党支部"])
def test_organization_by_code_name_or_both(cell):
    assert table([HEADER, [cell, *GOOD[1:]]]).organizations == ["QD01"]


def test_number_of_a_code_is_text_in_the_directory():
    directory = Directory.of([("310112001001", "北街")])
    rows = [HEADER, [310112001001.0, *GOOD[1:]]]
    assert read(rows, recognise(rows, FORM, NO), FORM, directory, NO).organizations == [
        "310112001001"
    ]


def test_name_fills_in_where_the_code_is_empty():
    rows = [["党组织", *HEADER], ["古美党支部", *GOOD], ["古美党支部", "", *GOOD[1:]]]
    assert table(rows).organizations == ["QD01", "QD02"]


def test_all_errors_come_at_once_in_order_of_rows():
    rows = [HEADER, ["Z9", "群众", "好吧", "知道", ""], GOOD, ["Z9", "群众", "满意", "知道", ""]]
    got = table(rows)
    assert got.errors() == [
        "第 2 行 党组织代码：不认识的党组织“Z9”",
        "第 2 行 您对支部班子满意吗？：不认识的选项“好吧”",
        "第 4 行 党组织代码：不认识的党组织“Z9”",
    ]
    assert [(p.kind, p.value, p.rows) for p in got.problems] == [
        ("organization", "Z9", (2, 4)),
        ("wording", "好吧", (2,)),
    ]
    assert got.problems[0].lines()[1] == "第 4 行 党组织代码：不认识的党组织“Z9”"


def test_missing_columns_are_all_named_with_what_may_be_meant():
    got = table([["序号", "您对支部班子是否满意", "备注"], [1, "满意", ""]])
    assert got.errors() == [
        "没有找到党组织代码或名称的列",
        "没有找到身份（党员、群众）的列",
        "没有找到题目“您对支部班子满意吗？”的列，是不是“您对支部班子是否满意”？",
        "没有找到题目“您知道支部近期的工作吗”的列",
        "没有找到题目“您参加过哪些活动”的列",
    ]
    assert got.problems[0].lines() == ["没有找到党组织代码或名称的列"]


def test_empty_table_misses_everything():
    assert len(table([]).problems) == 5


def test_nearest_names_come_with_their_codes():
    assert DIRECTORY.near("同名支") == [("X1", "同名支部"), ("X2", "同名支部")]
    assert DIRECTORY.near("zzz") == []


def test_question_without_options_is_never_read():
    form = (*FORM, question("T", 5, "您的建议", "other", []))
    got = table([[*HEADER, "您的建议"], [*GOOD, "张三该管管"]], form=form)
    assert got.answers == [(2, 1, 2, 2, 0)]
    assert table([HEADER, GOOD], form=form).answers == [(2, 1, 2, 2, 0)]


@given(st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=5), max_size=6))
@example([["", "", "", "", "\r"]])
def test_every_row_is_answered_or_a_problem_or_empty(rows):
    got = table([HEADER, *rows])
    named = {row for problem in got.problems for row in problem.rows}
    full = {n for n, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)}
    assert named | set(got.row_numbers) == full
    assert not named & set(got.row_numbers)


def test_organization_meant_in_an_earlier_file_is_offered_and_not_taken():
    got = table([HEADER, ["一支部", *GOOD[1:]]], Mapping(hints={"一支部": "QD02", "二支部": "Q99"}))
    (problem,) = got.problems
    assert got.answers == [] and problem.suggestion.endswith("（QD02）")
    (other,) = table([HEADER, ["二支部", *GOOD[1:]]], Mapping(hints={"二支部": "Q99"})).problems
    assert "Q99" not in other.sentence
