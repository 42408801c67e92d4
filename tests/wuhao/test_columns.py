"""A table by columns is the same table as by rows."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wuhao.test_workbooks import LIMITS, book
from wuhao.columns import Column, Table
from wuhao.workbooks import Limits, read_columns, read_table

CELLS = st.sampled_from(["", "满意", "1", 1.0, True, datetime.date(2026, 9, 3)])


def typed(rows):
    return [[(type(cell), cell) for cell in row] for row in rows]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3)))
def test_rows_come_back_as_they_were(rows):
    table = Table.of(rows)
    assert typed(table) == typed(rows)
    assert typed(table[1:3]) == typed(rows[1:3])
    assert len(table) == len(rows)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2)))
def test_blank_rows_are_those_without_content(rows):
    expected = {index for index, row in enumerate(rows) if row == ["", ""]}
    assert Table.of(rows).blanks() == expected


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1))
def test_second_column_fills_the_empty_cells_of_the_first(pairs):
    first, second = Table.of(pairs).columns
    both = first.or_else(second)
    found = [both.values[code] for code in both.codes]
    assert found == [one if one != "" else other for one, other in pairs]


def test_rows_can_be_asked_for_from_the_end_but_not_beyond():
    table = Table.of([["a"], ["b"]])
    assert table[-1] == ["b"]
    with pytest.raises(IndexError):
        table[2]


def test_table_without_columns_is_blank():
    assert Table([], 2).blanks() == {0, 1}


def uncut():
    return Column(cells="甲\0乙\0\0甲")


def test_cells_in_one_text_are_those_of_a_list():
    cells = ["甲", "乙", "", "甲"]
    assert [uncut().cell(place) for place in range(4)] == cells
    assert list(uncut().codes) == [1, 2, 0, 4]
    assert uncut().values == ["", *cells]
    assert (len(uncut()), uncut().variety()) == (4, 5)
    assert (uncut().may_hold("乙"), uncut().may_hold("丙")) == (True, False)
    assert Column.of(cells).may_hold("丙")  # who knows


def test_empty_cells_of_one_text_are_filled_from_another_column():
    """As in a file where each row is another organization, named in either of two columns."""
    both = uncut().or_else(Column.of(["一", "二", "三", "四"]))
    assert [both.cell(place) for place in range(4)] == ["甲", "乙", "三", "甲"]


@pytest.mark.parametrize("first", [uncut, lambda: Column.of(["丙", "甲"])])
@pytest.mark.parametrize("second", [uncut, lambda: Column.of(["甲", 1.0, "丁"])])
def test_column_goes_on_with_the_cells_of_another(first, second):
    cells = [[column.cell(place) for place in range(len(column))] for column in (first(), second())]
    column = first()
    column.pad(5)
    column.extend(second())
    found = [column.cell(place) for place in range(len(column))]
    assert typed([found]) == typed([cells[0] + [""] * (5 - len(cells[0])) + cells[1]])
    whole = first()
    whole.extend(second())
    assert [whole.cell(place) for place in range(len(whole))] == [*cells[0], *cells[1]]


SHEETS = {
    "ragged": [["代码", "身份"], ["QD01"], [], ["QD02", "群众", None, "备注"]],
    "numbers": [["代码", "数"], [310112001001001001, 1], ["乙", True], ["丙", 1.5], ["丁", None]],
    "empty columns": [["代码", None, None], ["QD01", None, None]],
    "nothing in front": [[None, "代码"], [None, "QD01"]],
}


@pytest.mark.parametrize("name", SHEETS)
def test_file_read_by_columns_is_the_file_read_by_rows(tmp_path, name):
    errors = {"B2": "#REF!", "F6": "#N/A"}
    path = book(tmp_path / "a.xlsx", SHEETS[name], errors=errors)
    by_rows = read_table(path, limits=LIMITS)
    by_columns = read_columns(path, limits=LIMITS)
    shown = [["True" if cell is True else cell for cell in row] for row in by_rows.rows]
    assert typed(by_columns.rows) == typed(shown)
    assert by_columns.problems == by_rows.problems


def test_columns_that_begin_late_and_many_rows_keep_their_places(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"QD{number % 7},群众" for number in range(20_500)]
    path.write_text("\n".join([*lines, "", "QD8,党员,迟来的一列"]), encoding="utf-8")
    limits = Limits(rows=30_000)
    by_columns = read_columns(path, limits=limits).rows
    assert list(by_columns) == read_table(path, limits=limits).rows
    assert by_columns[-1] == ["QD8", "党员", "迟来的一列"]
    assert by_columns.blanks() == {20_500}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_cells_that_all_differ_and_then_repeat_keep_their_places(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    lines = [[f"T{n}", f"{n}秒", f"{min(n, 9_000)}"] for n in range(10_500)]
    if suffix == "csv":
        path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    else:
        book(path, [[text, n, short] for n, (text, _, short) in enumerate(lines)])
    by_columns = read_columns(path, limits=LIMITS).rows
    assert typed(by_columns) == typed(read_table(path, limits=LIMITS).rows)
    assert len(by_columns.columns[2].values) < 9_100
