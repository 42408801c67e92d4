"""Tables from every tool → option numbers; whatever can't be understood is named, all at once."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.cells import seconds_of, time_of
from surveys.directory import Directory
from surveys.layouts import FormOption, FormQuestion, recognise
from surveys.mapping import Mapping, MappingError
from surveys.sheets import read
from surveys.wordings import stem

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


def test_mapping_answers_every_kind_of_problem():
    rows = [
        ["哪个支部", "哪类人", "班子", *HEADER[3:]],
        ["江川", "游客", "不错", "知道", "读书┋主题党日"],
        ["外区", "群众", "满意", "知道", ""],
        ["江川", "路人", "满意", "知道", ""],
    ]
    mapping = Mapping(
        columns={"哪个支部": "organization", "哪类人": "stratum", "班子": "question:A1"},
        wordings={"A1": {"不错": "2"}, "P1": {"读书": "3"}},
        organizations={"江川": "QD01", "外区": "ignore"},
        strata={"游客": "mass", "路人": "ignore"},
    )
    got = table(rows, mapping)
    assert (got.answers, got.organizations, got.errors()) == ([(2, 2, 2, 5)], ["QD01"], [])
    assert got.left_out == (3, 4)


def test_mapping_to_something_unknown_stays_a_problem():
    mapping = Mapping(organizations={"江川": "Q99"}, wordings={"A1": {"不错": "9"}})
    got = table([HEADER, ["江川", "群众", "不错", "知道", ""]], mapping)
    assert [problem.kind for problem in got.problems] == ["organization", "wording"]


def test_wording_can_be_void():
    assert answer(2, "满意┋不满意", Mapping(wordings={"A1": {"满意┋不满意": "void"}})) == -2


def test_file_about_one_organization_and_stratum():
    mapping = Mapping(fixed_organization="QD02", fixed_stratum="mass")
    got = table([HEADER[2:], GOOD[2:]], mapping)
    assert (got.organizations, got.strata, got.answers) == (["QD02"], ["mass"], [(2, 1, 2, 2)])


def test_fixed_organization_that_does_not_exist_is_named():
    mapping = Mapping(fixed_organization="QD09", fixed_stratum="mass")
    got = table([HEADER[2:], GOOD[2:]], mapping)
    assert (got.errors(), got.answers) == (["不认识的党组织“QD09”"], [])


def test_nearest_names_come_with_their_codes():
    assert DIRECTORY.near("同名支") == [("X1", "同名支部"), ("X2", "同名支部")]
    assert DIRECTORY.near("zzz") == []


def test_question_without_options_is_never_read():
    form = (*FORM, question("T", 5, "您的建议", "other", []))
    got = table([[*HEADER, "您的建议"], [*GOOD, "张三该管管"]], form=form)
    assert got.answers == [(2, 1, 2, 2, 0)]
    assert table([HEADER, GOOD], form=form).answers == [(2, 1, 2, 2, 0)]


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
    ],
)
def test_times_in_every_shape(cell, text):
    assert time_of(cell) == text


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


@given(st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=5), max_size=6))
def test_every_row_is_answered_or_a_problem_or_empty(rows):
    got = table([HEADER, *rows])
    named = {row for problem in got.problems for row in problem.rows}
    full = {n for n, row in enumerate(rows, start=2) if any(cell != "" for cell in row)}
    assert named | set(got.row_numbers) == full
    assert not named & set(got.row_numbers)


def test_mapping_goes_through_json_and_back():
    mapping = Mapping(
        {"支部": "organization"}, {"A1": {"好": "1"}}, {"甲": "QD01"}, {"游客": "mass"}
    )
    assert Mapping.from_dict(mapping.as_dict()) == mapping
    assert Mapping.from_dict({}) == NO


def test_later_decisions_lie_over_earlier_ones():
    first = Mapping(wordings={"A1": {"好": "1", "差": "3"}}, fixed_stratum="mass")
    later = Mapping(wordings={"A1": {"好": "2"}, "K1": {"好": "1"}}, strata={"游客": "mass"})
    assert first.merged(later) == Mapping(
        wordings={"A1": {"好": "2", "差": "3"}, "K1": {"好": "1"}},
        strata={"游客": "mass"},
        fixed_stratum="mass",
    )


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ([], ["对应关系要写成一个 JSON 对象"]),
        ({"列": {}}, ["不认识的键“列”"]),
        ({"columns": []}, ["“columns”要写成对象"]),
        ({"columns": {"支部": 3}}, ["“columns”里“支部”的值要写成文字"]),
        ({"columns": {"支部": "组织"}}, ["列“支部”：不认识的用途“组织”"]),
        ({"wordings": []}, ["“wordings”要写成 题目编号 → 说法 → 选项 的对象"]),
        ({"wordings": {"A1": 2}}, ["“wordings.A1”要写成对象"]),
        (
            {"wordings": {"A1": {"好": "满意", "差": 3}}},
            [
                "“wordings.A1”里“差”的值要写成文字",
                "题目 A1 的“好”：“满意”不是选项序号，也不是 blank、skipped、void",
            ],
        ),
        (
            {"strata": {"游客": "人"}, "fixed_stratum": "人", "fixed_organization": 3},
            [
                "身份“游客”：“人”要写成 member、mass、delegate、partner 或 ignore",
                "“fixed_stratum”：“人”要写成 member、mass、delegate 或 partner",
                "“fixed_organization”要写成党组织代码",
            ],
        ),
    ],
)
def test_mapping_names_all_its_faults(data, errors):
    with pytest.raises(MappingError) as caught:
        Mapping.from_dict(data)
    assert caught.value.errors == errors
