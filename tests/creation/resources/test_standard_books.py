"""A standard as a workbook: what was written reads back, and what is wrong is named by its cell."""

import io
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from creation.resources.standard_books import TITLES, BookReader, standard_book
from creation.standards import parse_standard
from tests.creation.standard_drafts import drafts
from wuhao.workbooks import Limits, Sheet, read_table

VILLAGE = parse_standard(tomllib.loads(Path("standards/village-2026.toml").read_text()))
COMMITTEE = parse_standard(tomllib.loads(Path("standards/committee-2026.toml").read_text()))


def empty(spec):
    return replace(spec, goals=tuple(replace(goal, items=()) for goal in spec.goals), bonus=())


def sheet_of(content):
    """The rows as Excel holds them, without the child process."""
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return Sheet("标准", [["" if value is None else value for value in row] for row in rows])


@pytest.mark.parametrize("spec", [VILLAGE, COMMITTEE], ids=lambda spec: spec.code)
def test_exported_workbook_reads_back_without_a_difference(spec, tmp_path):
    path = tmp_path / "standard.xlsx"
    path.write_bytes(standard_book(spec))
    reader = BookReader(read_table(path, limits=Limits()), empty(spec))
    assert (reader.spec, reader.faults) == (spec, [])


@settings(max_examples=60)
@given(drafts())
def test_any_draft_reads_back_without_a_difference(spec):
    reader = BookReader(sheet_of(standard_book(spec)), empty(spec))
    assert reader.faults == []
    assert reader.spec == spec


def test_workbook_offers_the_words_to_choose_from():
    sheet = load_workbook(io.BytesIO(standard_book(VILLAGE)))["标准"]
    assert len(sheet.data_validations.dataValidation) == 7


@pytest.fixture
def cells():
    """The village's rows, to be spoilt: cells["F3"] …; read() gives the faults in words."""
    return load_workbook(io.BytesIO(standard_book(VILLAGE)))


def faults_of(book, known=VILLAGE):
    out = io.BytesIO()
    book.save(out)
    return [str(fault) for fault in BookReader(sheet_of(out.getvalue()), known).faults]


def column(title):
    return TITLES.index(title) + 1


@pytest.mark.parametrize(
    ("title", "value", "said"),
    [
        ("分值", "三分", "第 3 行 分值（G3）：“三分”不是数字"),
        ("分值", 0, "第 3 行 分值（G3）：“0”应大于 0，最多两位小数"),
        ("分值", 200, "第 3 行 分值（G3）：“200”超过一套标准的总分 100 分"),
        ("计分方法", "猜", "第 3 行 计分方法（H3）：“猜”不在可选之列：是否达到、计数"),
        ("计分方法", None, "第 3 行 计分方法（H3）：没有填写，可填：是否达到"),
        ("门槛", 98, "第 3 行 门槛（J3）：“计数”用不到这一栏，请清空"),
        ("每项扣（加）分", -1, "第 3 行 每项扣（加）分（K3）：“-1”应大于 0"),
        ("目标", "9", "第 3 行 目标（A3）：“9”看不懂，请填 1、2、3、4、5、加分项"),
        ("目标", None, "第 3 行 目标（A3）：没有填写，请填 1、2、3、4、5、加分项"),
        ("要点编号", None, "第 3 行 要点编号（C3）：没有填写，例如 1.1"),
        ("要点编号", "1.2", "第 4 行 要点编号（C4）：“1.2”与第 3 行重复"),
        ("考核项目", "长" * 41, "第 3 行 考核项目（D3）：最多 40 个字，现有 41 个"),
        ("考核项目", None, "第 3 行 考核项目（D3）：没有填写"),
        ("周期", "每月", "第 3 行 周期（Q3）：“每月”不在可选之列：每年、本轮"),
        ("系统计算", "自查按期率", "第 3 行 系统计算（V3）：系统算出的是百分比"),
    ],
)
def test_wrong_cell_is_named_with_what_to_type(cells, title, value, said):
    cells["标准"].cell(3, column(title)).value = value
    (fault,) = faults_of(cells)
    assert fault.startswith(said)


def test_all_faults_are_told_at_once(cells):
    for row in (3, 5, 9):
        cells["标准"].cell(row, column("分值")).value = "x"
    assert len(faults_of(cells)) == 3


@pytest.mark.parametrize("text", ["好", "好=1；好=0.5", "=1", "好=x"])
def test_grades_that_cannot_be_read_are_refused_with_an_example(cells, text):
    row = next(
        row for row in cells["标准"].iter_rows() if row[column("计分方法") - 1].value == "分档"
    )
    row[column("各档比例") - 1].value = text
    (fault,) = faults_of(cells)
    assert "看不懂，请写成例如：好=1；较好=0.8；差=0" in fault


def test_flag_other_than_yes_or_no_is_refused(cells):
    rows = cells["标准"].iter_rows()
    row = next(row for row in rows if row[column("计分方法") - 1].value == "低于比例")
    row[column("按比例扣") - 1].value = "也许"
    assert "请填“是”或“否”" in faults_of(cells)[0]


def test_goal_may_be_renamed_but_two_may_not_share_a_common_good(cells):
    cells["标准"].cell(2, column("考核项目")).value = "班子过硬"
    cells["标准"].cell(2, column("共同目标")).value = "作用发挥明显"
    assert faults_of(cells) == ["五个目标要各对应一个不同的共同目标，请核对“共同目标”一列。"]


@pytest.mark.parametrize(
    ("title", "value", "said"),
    [
        ("共同目标", "运气", "第 2 行 共同目标（B2）：“运气”不在可选之列"),
        ("考核项目", "长" * 41, "第 2 行 考核项目（D2）：最多 40 个字"),
    ],
)
def test_wrong_cell_of_a_goal_is_named(cells, title, value, said):
    cells["标准"].cell(2, column(title)).value = value
    assert faults_of(cells)[0].startswith(said)


def test_bonus_item_without_a_number_is_told_how_they_are_numbered(cells):
    sheet = cells["标准"]
    sheet.cell(sheet.max_row, column("要点编号")).value = None
    assert faults_of(cells)[0].endswith("没有填写，例如 B1")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["随便", "写写"]], "没有找到表头"),
        ([["目标", "要点编号"]], "缺少必须有的列：考核项目、分值、计分方法"),
    ],
)
def test_file_that_is_no_standard_is_refused_as_a_whole(rows, said):
    faults = BookReader(Sheet("甲", rows), VILLAGE).faults
    assert [said in str(fault) for fault in faults] == [True]


def test_lost_cell_is_told_by_the_sentence_of_the_reader(tmp_path):
    book = load_workbook(io.BytesIO(standard_book(VILLAGE)))
    book["标准"]["G3"] = "=1+"
    path = tmp_path / "standard.xlsx"
    book.save(path)
    reader = BookReader(read_table(path, limits=Limits()), VILLAGE)
    assert any("G3" in str(fault) and "公式" in str(fault) for fault in reader.faults)
