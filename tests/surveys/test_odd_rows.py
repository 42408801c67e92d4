"""Rows of sums and merged cells are said once, with what to do about them."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile

from surveys.layouts import recognise
from surveys.mapping import Mapping
from surveys.services.reading import inspect_upload
from surveys.services.uploads import receive
from surveys.sheets import read
from surveys.tallies import columns_of, read_tallies
from tests.surveys.conftest import HEADER as QUESTIONS
from tests.surveys.conftest import MASS
from tests.surveys.test_sheets import DIRECTORY, FORM, GOOD, HEADER, NO, table
from wuhao.columns import Column, Table


def total(text="合计", place=0, counts=("", "38", "35", "30")):
    row = ["", *counts]
    row[place] = text
    return row


@pytest.mark.parametrize("text", ["合计", "总计：", "小 计", "石桥镇小计", "共计"])
def test_row_of_sums_is_one_problem_that_says_what_to_do(text):
    got = table([HEADER, GOOD, total(text)])
    assert got.errors() == [f"第 3 行 党组织代码：“{text}”行不是答卷，请删除这一行，或者选择不导入"]
    assert (got.row_numbers, got.left_out) == ([2], ())


def test_sums_under_the_first_column_or_the_stratum_are_found():
    header, rows = ["序号", *HEADER], [["合计", *total("")], ["", *total("总计", 1)]]
    got = table([header, ["1", *GOOD], *rows])
    assert [(problem.column, problem.rows) for problem in got.problems] == [
        ("第一列", (3,)),
        ("身份", (4,)),
    ]


@pytest.mark.parametrize(("last", "found"), [("合计", [(3,)]), ("2", [])])
def test_sums_are_found_in_a_first_column_that_came_as_one_text(last, found):
    columns = Table.of([["", *HEADER], ["", *GOOD], ["", *GOOD]]).columns
    rows = Table([Column(cells="\0".join(["序号", "1", last])), *columns[1:]], 3)
    got = read(rows, recognise(rows, FORM, NO), FORM, DIRECTORY, NO)
    assert [problem.rows for problem in got.problems] == found


def test_organization_whose_name_only_begins_so_is_read():
    got = table([HEADER, ["合计支部", *GOOD[1:]]])
    assert [problem.kind for problem in got.problems] == ["organization"]


def test_row_of_sums_can_be_left_out():
    got = table([HEADER, GOOD, total()], Mapping(organizations={"合计": "ignore"}))
    assert (got.errors(), got.row_numbers, got.left_out) == ([], [2], (3,))


def test_row_of_sums_among_ballots_is_no_ballot():
    header = ["党组织代码", "身份", *columns_of(FORM)]
    rows = [header, ["合计", "", *["9"] * (len(header) - 2)]]
    got = read_tallies(rows, recognise(rows, FORM, NO), FORM, DIRECTORY, NO)
    assert [problem.kind for problem in got.problems] == ["total"]


def test_missing_column_comes_before_sums():
    rows = [HEADER[1:], total()[1:]]
    got = read(rows, recognise(rows, FORM, NO), FORM, DIRECTORY, NO)
    assert [problem.kind for problem in got.problems] == ["column"]


def errors(questionnaire, staff, rows, *merges):
    """The errors of an uploaded workbook with these merged ranges."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name in merges:
        book.active.merge_cells(name)
    content = io.BytesIO()
    book.save(content)
    file = ContentFile(content.getvalue(), name="测评.xlsx")
    upload = receive(questionnaire=questionnaire, file=file, by=staff)
    return inspect_upload(upload, staff).table.errors()


HEADER_SENTENCE = "是合并单元格，请取消合并，表头只留一行，每列各写一个列名"
CELL_SENTENCE = "是合并单元格，只有第一格有内容，请取消合并后逐格填写"
WHO = "党组织代码"


def test_header_of_two_rows_is_said_as_merged(questionnaire, branches, staff):
    below = ["", "", "选一项", *[""] * 5]
    rows = [QUESTIONS, below, ["QD01", *MASS]]
    said = errors(questionnaire, staff, rows, "A1:A2", "B1:B2")
    assert said == [
        f"第 1 行 {WHO}：表头 A1:A2 {HEADER_SENTENCE}",
        f"第 1 行 {QUESTIONS[1]}：表头 B1:B2 {HEADER_SENTENCE}",
    ]


def test_columns_are_not_missed_while_their_header_is_merged(questionnaire, branches, staff):
    rows = [[WHO, *[""] * 7], ["", *QUESTIONS[1:]], ["QD01", *MASS]]
    said = errors(questionnaire, staff, rows, "A1:A2")
    assert said == [f"第 1 行 表头：表头 A1:A2 {HEADER_SENTENCE}"]


def test_cells_below_a_merge_are_not_said_to_be_empty(questionnaire, branches, staff):
    rows = [QUESTIONS, ["QD01", *MASS], ["", *MASS], ["", *MASS], ["", *MASS]]
    said = errors(questionnaire, staff, rows, "A2:A4")
    assert said == [f"第 2 行 {WHO}：A2:A4 {CELL_SENTENCE}", f"第 5 行 {WHO}：没有填党组织"]


def test_what_else_is_wrong_beside_a_merge_is_said_too(questionnaire, branches, staff):
    rows = [QUESTIONS, ["QD01", *MASS], ["", *MASS[:1], "不错", *MASS[2:]]]
    said = errors(questionnaire, staff, rows, "A2:A3")
    assert [line.split("：")[0] for line in said] == [f"第 2 行 {WHO}", f"第 3 行 {QUESTIONS[2]}"]


def test_merged_title_above_the_table_is_no_problem(questionnaire, branches, staff):
    title = ["第一轮测评", *[""] * 7]
    rows = [title, QUESTIONS, ["QD01", *MASS]]
    assert errors(questionnaire, staff, rows, "A1:H1") == []


def test_merge_of_columns_that_nobody_reads_is_no_problem(questionnaire, branches, staff):
    rows = [[*QUESTIONS, "备注"], ["QD01", *MASS, "见附件"], ["QD02", *MASS, ""]]
    assert errors(questionnaire, staff, rows, "I2:I3") == []
