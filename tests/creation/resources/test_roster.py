import pytest

from creation.resources.roster import Problem as Fault
from creation.resources.roster import Title, find_header, guess_places, read_roster
from wuhao.workbooks import Merge, Problem, Sheet

TITLES = [
    Title("党组织名称", True, ("名称",)),
    Title("党组织代码", True, ("代码", "编码")),
    Title("书记"),
]
HEADER = ["党组织名称", "党组织代码", "书记"]


def _sheet(*rows, **facts):
    width = max(len(row) for row in rows)
    return Sheet("Sheet1", [[*row, *[""] * (width - len(row))] for row in rows], **facts)


def _said(sheet, **how):
    return [str(problem) for problem in read_roster(sheet, TITLES, **how).problems]


def test_rows_carry_excels_own_numbers_and_blank_ones_are_dropped():
    roster = read_roster(_sheet(HEADER, ["甲", "A"], ["", " "], ["乙", "B", "王"]), TITLES)
    assert roster.rows == [
        (2, {"党组织名称": "甲", "党组织代码": "A", "书记": ""}),
        (4, {"党组织名称": "乙", "党组织代码": "B", "书记": "王"}),
    ]
    assert roster.problems == []


def test_header_is_found_below_a_title_and_with_ornaments():
    sheet = _sheet(
        ["某区名册"],
        [" 党组织 名称*", "党组织代码（必填）"],
        ["甲", "A"],
        merged=(Merge(1, 1, 1, 2),),
    )
    roster = read_roster(sheet, TITLES)
    assert (roster.header_row, roster.rows[0][0], roster.problems) == (2, 3, [])


def test_columns_may_stand_in_any_order_and_strange_ones_are_left_alone():
    roster = read_roster(_sheet(["备注", "党组织代码", "党组织名称"], ["#REF!", "A", "甲"]), TITLES)
    assert roster.rows == [(2, {"党组织名称": "甲", "党组织代码": "A"})]
    assert roster.problems == []


def test_no_header_at_all():
    assert _said(_sheet(["甲", "A"])) == [
        "文件：没有找到表头，第一行应有这些列名：党组织名称、党组织代码"
    ]


def test_header_without_rows():
    assert _said(_sheet(HEADER)) == ["文件：只有表头，没有数据行"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["党组织名称"], "缺少这一列，请在第 1 行加上列名“党组织代码”"),
        (["党组织名称", "代码"], "缺少这一列，B 列“代码”如果就是它，请改名为“党组织代码”"),
        (
            ["党组织名称", "党组织代号"],
            "缺少这一列，B 列“党组织代号”如果就是它，请改名为“党组织代码”",
        ),
    ],
)
def test_missing_column_is_named_with_the_one_that_may_be_it(header, said):
    assert _said(_sheet(header, ["甲", "A"])) == [f"第 1 行 党组织代码：{said}"]


def test_column_that_stands_twice():
    assert _said(_sheet([*HEADER, "书记"], ["甲", "A", "王", "李"])) == [
        "第 1 行 书记：C 列、D 列都是“书记”，请只留一列"
    ]


def test_merged_header_cells_are_named():
    merged = (Merge(1, 1, 1, 2), Merge(1, 4, 1, 5))
    sheet = _sheet([*HEADER, "备注", ""], ["甲", "A"], merged=merged)
    assert _said(sheet) == [
        "第 1 行 党组织名称：表头 A1:B1 是合并单元格，请取消合并，每列各写一个列名",
        "第 1 行 D：表头 D1:E1 是合并单元格，请取消合并，每列各写一个列名",
    ]


def test_merged_data_cells_are_named_where_they_matter():
    merged = (Merge(2, 3, 3, 3), Merge(2, 4, 3, 4))
    assert _said(_sheet([*HEADER, "备注"], ["甲", "A", "王"], ["乙", "B"], merged=merged)) == [
        "第 2 行 书记：C2:C3 是合并单元格，只有第一格有内容，请取消合并后逐格填写"
    ]


@pytest.mark.parametrize("total", ["合计", "总 计", "小计："])
def test_total_rows_are_refused(total):
    roster = read_roster(_sheet(HEADER, ["甲", "A"], ["", total, "2"]), TITLES)
    assert [str(problem) for problem in roster.problems] == [
        f"第 3 行 党组织代码：“{total}”行不是一个单位，请删除这一行"
    ]
    assert len(roster.rows) == 1


def test_lost_values_are_named_by_their_cells():
    sheet = _sheet(
        HEADER, ["#REF!", "A"], ["乙", "#N/A"], problems=(Problem(2, 1, "error", "#REF!"),)
    )
    assert _said(sheet) == [
        "第 2 行 党组织名称：单元格 A2 是错误值 #REF!，请改成真正的内容",
        "第 3 行 党组织代码：单元格 B3 是错误值 #N/A，请改成真正的内容",
    ]


def test_lost_values_in_strange_columns_do_not_matter():
    problems = (Problem(2, 4, "error", "#REF!"), Problem(1, 1, "error", "#REF!"))
    assert _said(_sheet([*HEADER, "备注"], ["甲", "A", "", "#REF!"], problems=problems)) == []


def test_quote_before_what_a_spreadsheet_would_run_is_taken_off():
    csv = Sheet("", [HEADER, ["'=1+1", "'A", "'-王"]])
    roster = read_roster(csv, TITLES)
    assert roster.rows[0][1] == {"党组织名称": "=1+1", "党组织代码": "'A", "书记": "-王"}


def test_guess_prefers_the_exact_name_and_uses_no_column_twice():
    sheet = _sheet(["代码", "党组织代码", "名称"], ["X", "A", "甲"])
    assert find_header(sheet, TITLES) == 1
    assert guess_places(sheet, 1, TITLES) == {"党组织代码": 2, "党组织名称": 3}


def test_mapping_reads_the_columns_that_the_person_chose():
    sheet = _sheet(["单位", "编码", "领头人"], ["甲", "A", "王"])
    roster = read_roster(sheet, TITLES, {"党组织名称": 1, "党组织代码": 2, "书记": 3})
    assert roster.rows == [(2, {"党组织名称": "甲", "党组织代码": "A", "书记": "王"})]


def test_cell_of_a_problem():
    roster = read_roster(_sheet(HEADER, ["甲", ""]), TITLES)
    assert roster.cell(Fault(2, "党组织代码", "")) == "B2"
    assert roster.cell(Fault(0, "", "")) == ""
