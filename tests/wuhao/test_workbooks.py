"""Uploaded workbooks: what is read, and the one sentence for everything that can't be."""

import csv
import datetime
import io
import pickle
import zipfile

import openpyxl
import pytest
import xlwt

from wuhao import workbooks
from wuhao.workbooks import Limits, Merge, WorkbookError, cell_name, cell_text, read_table

LIMITS = Limits()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAY = datetime.datetime.fromisoformat("2026-05-01")  # Excel knows no time zone
NOON = datetime.datetime.fromisoformat("2026-05-01T12:03")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def book(path, rows, **extra):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = extra.pop("title", "名册")
    for row in rows:
        sheet.append(row)
    for place, text in extra.pop("errors", {}).items():
        sheet[place] = text
        sheet[place].data_type = "e"
    workbook.save(path)
    return path


def rezip(path, *, add=None, drop=(), rename=None):
    """The same archive with members added, dropped or renamed."""
    with zipfile.ZipFile(path) as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
    members = {k: v for k, v in members.items() if k not in drop} | (add or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr((rename or {}).get(name, name), content)
    return path


def refusal(path, limits=LIMITS, name=""):
    with pytest.raises(WorkbookError) as caught:
        read_table(path, limits=limits, name=name)
    return str(caught.value)


def test_xlsx_gives_rows_from_a1_with_python_values(tmp_path):
    path = book(tmp_path / "a.xlsx", [[], [None, "代码", 1, 2.5, NOON, True]])
    sheet = read_table(path, limits=LIMITS)
    assert sheet.rows == [[""] * 6, ["", "代码", 1.0, 2.5, NOON, True]]
    assert (sheet.name, sheet.merged, sheet.problems, sheet.others) == ("名册", (), (), ())


def test_content_starting_far_from_a1_keeps_excels_own_numbers(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["C3"] = "甲"
    workbook.save(tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx", limits=LIMITS).rows[2] == ["", "", "甲"]


def test_error_cells_keep_text_and_address(tmp_path):
    path = book(tmp_path / "a.xlsx", [["名称", "人数"], ["甲"]], errors={"B2": "#REF!"})
    sheet = read_table(path, limits=LIMITS)
    assert sheet.rows == [["名称", "人数"], ["甲", "#REF!"]]
    assert [(p.name, p.kind, p.text) for p in sheet.problems] == [("B2", "error", "#REF!")]
    assert sheet.problems[0].sentence == "单元格 B2 是错误值 #REF!，请改成真正的内容"


def test_error_cell_below_and_right_of_everything_is_not_lost(tmp_path):
    path = book(tmp_path / "a.xlsx", [["名称"]], errors={"C4": "#N/A"})
    assert read_table(path, limits=LIMITS).rows[3] == ["", "", "#N/A"]


def test_far_error_cell_is_refused(tmp_path):
    path = book(tmp_path / "a.xlsx", [["名称"]], errors={"C40": "#N/A"})
    assert refusal(path, Limits(rows=10)).startswith("第 40 行、第 3 列还有错误值")


def test_formula_without_value_and_cut_number_are_problems(tmp_path):
    path = book(tmp_path / "a.xlsx", [["名称", "合计"], [310112001001001001, "=1+1"], ["乙", 3]])
    assert [(p.name, p.kind) for p in read_table(path, limits=LIMITS).problems] == [
        ("A2", "long"),
        ("B2", "formula"),
    ]


def test_problems_beyond_the_listed_ones_are_counted(tmp_path):
    path = book(tmp_path / "a.xlsx", [["=1"] for _ in range(2100)] + [["甲"]])
    sheet = read_table(path, limits=LIMITS)
    assert (len(sheet.problems), sheet.problem_count) == (2000, 2100)


@pytest.mark.parametrize("edge", [b'<c r="B9"', b'"B9"', b't="e"', b"#DIV/0!"])
def test_error_cell_is_found_on_the_edge_of_two_unpacking_chunks(tmp_path, edge):
    path = book(tmp_path / "a.xlsx", [["甲"]] * 9, errors={"B7": "#REF!", "B9": "#DIV/0!"})
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    row = xml.index(b'<row r="9"')
    blank = b" " * (2**20 - xml.index(edge, row) - 2)  # two letters on this side
    rezip(path, add={"xl/worksheets/sheet1.xml": xml[:row] + blank + xml[row:]})
    assert [p.name for p in read_table(path, limits=LIMITS).problems] == ["B7", "B9"]


def test_merged_ranges_are_reported(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["党组织", "", "人数"])
    workbook.active.merge_cells("A1:B2")
    workbook.save(tmp_path / "a.xlsx")
    sheet = read_table(tmp_path / "a.xlsx", limits=LIMITS)
    assert sheet.merged == (Merge(1, 1, 2, 2),)
    assert sheet.merged[0].name == "A1:B2"


def test_hidden_and_empty_sheets_are_passed_over_and_others_named(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["隐藏"])
    workbook.active.sheet_state = "hidden"
    workbook.create_sheet("空表")
    workbook.create_sheet("数据").append(["甲"])
    workbook.create_sheet("说明").append(["乙"])
    workbook.active = 1
    workbook.save(tmp_path / "a.xlsx")
    sheet = read_table(tmp_path / "a.xlsx", limits=LIMITS)
    assert (sheet.name, sheet.rows, sheet.others) == ("数据", [["甲"]], ("空表", "说明"))


def test_xls_reads_values_dates_errors_and_merges(tmp_path):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("旧表")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, value in enumerate(["甲", 7, True]):
        sheet.write(1, column, value)
    sheet.write(1, 3, MAY, date)
    sheet.write(1, 4, 99_999_999, date)
    sheet.row(1).set_cell_error(5, "#REF!")
    sheet.write_merge(0, 0, 0, 1, "标题")
    workbook.add_sheet("第二").write(0, 0, "x")
    workbook.save(str(tmp_path / "a.xls"))
    got = read_table(tmp_path / "a.xls", limits=LIMITS)
    assert got.rows[1] == ["甲", 7.0, True, MAY, 99_999_999.0, "#REF!"]
    assert (got.merged[0].name, got.problems[0].name, got.others) == ("A1:B1", "F2", ("第二",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_in_every_encoding_and_delimiter(tmp_path, encoding, delimiter):
    rows = [["党组织代码", "身份"], ["A01", "群众"], [], ["A,\t02", "党员"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    (tmp_path / "a.csv").write_bytes(text.getvalue().encode(encoding))
    assert read_table(tmp_path / "a.csv", limits=LIMITS).rows == [*rows[:2], ["", ""], rows[3]]


def test_short_rows_are_filled_and_trailing_empty_columns_cut(tmp_path):
    (tmp_path / "a.csv").write_text("a,b,,\n1,,,\n1,2,,\n,,,\n", encoding="utf-8")
    assert read_table(tmp_path / "a.csv", limits=LIMITS).rows == [["a", "b"], ["1", ""], ["1", "2"]]


def test_a_million_empty_styled_rows_cost_nothing(tmp_path):
    path = book(tmp_path / "a.xlsx", [["名称"], ["甲"]])
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 200_000))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    xml = xml.replace(b"</sheetData>", empty + b"</sheetData>")
    rezip(path, add={"xl/worksheets/sheet1.xml": xml})
    assert read_table(path, limits=LIMITS).rows == [["名称"], ["甲"]]


CONTENTS = [
    pytest.param("a.xlsx", b"", "文件是空的（0 字节）", id="empty"),
    pytest.param("a.xlsx", PNG, "这是PNG 图片，不是表格（扩展名是 .xlsx）", id="picture"),
    pytest.param("a.xls", b"\n<html><table>", "这是网页（HTML/XML）改名成的 .xls", id="html"),
    pytest.param(
        "a.csv", b"PK\x03\x04....", "内容是 Excel 工作簿，扩展名却是 .csv", id="xlsx-as-csv"
    ),
    pytest.param("a.xlsx", b"a,b\n1,2\n", "扩展名是 .xlsx，内容却不是 Excel", id="csv-as-xlsx"),
    pytest.param("a.docx", b"x", "不认识扩展名“.docx”", id="docx"),
    pytest.param("a", b"x", "不认识扩展名“无”", id="no-suffix"),
    pytest.param("a.xlsx", b"PK\x03\x04" + b"x" * 99, "文件已损坏", id="torn-zip"),
    pytest.param("a.xls", OLE + b"x" * 600, "文件已损坏", id="torn-ole"),
    pytest.param("a.csv", b"\xff\xfe\x00", "认不出文件的文字编码", id="torn-utf16"),
    pytest.param("a.csv", b"\xff\xff\xff", "认不出文件的文字编码", id="no-encoding"),
    pytest.param("a.csv", b"a\0b", "这不是文本表格", id="nul"),
    pytest.param("a.csv", b"\n\n,,\n", "表格里没有内容", id="blank-csv"),
    pytest.param("a.csv", b'"' + b"x" * 140_000, "CSV 的引号或换行不完整", id="endless-field"),
]


@pytest.mark.parametrize(("name", "content", "start"), CONTENTS)
def test_file_that_is_no_table_gets_one_sentence(tmp_path, name, content, start):
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name).startswith(start)


@pytest.mark.parametrize(
    ("stream", "start"),
    [
        ("EncryptedPackage", "文件有密码"),
        ("_VBA_PROJECT_CUR", "文件带有宏"),
        ("WordDocument", "这是 Word 文档"),
    ],
)
def test_ole_file_that_is_no_plain_xls_is_named(tmp_path, stream, start):
    (tmp_path / "a.xlsx").write_bytes(OLE + stream.encode("utf-16-le"))
    assert refusal(tmp_path / "a.xlsx").startswith(start)


ARCHIVES = [
    pytest.param({"add": {"xl/vbaProject.bin": b"x"}}, "文件带有宏", id="macro"),
    pytest.param({"add": {"xl/externalLinks/e1.xml": b"x"}}, "文件链接或嵌入了", id="external"),
    pytest.param({"add": {"../../etc/x": b"x"}}, "文件内部的路径不正常", id="path"),
    pytest.param({"add": {"/abs": b"x"}}, "文件内部的路径不正常", id="absolute"),
    pytest.param({"add": {"word/document.xml": b"x"}}, "这是 Word 文档", id="word"),
    pytest.param({"drop": ["xl/workbook.xml"]}, "这是 zip 压缩包", id="zip"),
    pytest.param({"add": {"xl/media/x": b"\0" * 20_000_000}}, "文件展开后有 19 MB", id="bomb"),
    pytest.param({"add": {f"x/{n}": b"" for n in range(2001)}}, "文件里有 20", id="members"),
    pytest.param({"drop": ["xl/worksheets/sheet1.xml"]}, "文件已损坏", id="no-sheet"),
]


@pytest.mark.parametrize(("change", "start"), ARCHIVES)
def test_archive_is_checked_before_it_is_unpacked(tmp_path, change, start):
    path = rezip(book(tmp_path / "a.xlsx", [["甲"]]), **change)
    assert refusal(path).startswith(start)


def test_the_same_archive_unchanged_is_read(tmp_path):
    path = rezip(book(tmp_path / "a.xlsx", [["甲"]]))
    assert read_table(path, limits=LIMITS).rows == [["甲"]]


def test_encrypted_members_are_refused(tmp_path):
    path = book(tmp_path / "a.xlsx", [["甲"]])
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02")
    path.write_bytes(content[: at + 8] + b"\x01" + content[at + 9 :])
    assert refusal(path).startswith("文件有密码")


def far_cell(path, row, column):
    """A workbook of 甲 in A1 and 1 in one far cell: small on disk, huge in a dense table."""
    book(path, [["甲"]])
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    cell = f'<row r="{row}"><c r="{cell_name(row, column)}"><v>1</v></c></row></sheetData>'
    return rezip(
        path, add={"xl/worksheets/sheet1.xml": xml.replace(b"</sheetData>", cell.encode())}
    )


def test_one_far_cell_ends_the_child_not_us(tmp_path):
    path = far_cell(tmp_path / "a.xlsx", 1_048_576, 16_384)
    assert refusal(path).startswith("第 1048576 行还有内容，超过上限 20,000 行")


def test_what_does_not_fit_memory_as_a_whole_is_read_row_by_row(tmp_path):
    path = far_cell(tmp_path / "a.xlsx", 100_000, 150)
    sheet = read_table(path, limits=Limits(rows=100_000, memory_bytes=300 * 2**20))
    assert (len(sheet.rows), sheet.rows[0][0], sheet.rows[-1][-1]) == (100_000, "甲", 1.0)
    assert sheet.name == "名册"


def test_what_does_not_fit_memory_in_any_way_is_a_sentence(tmp_path):
    path = far_cell(tmp_path / "a.xlsx", 100_000, 150)
    limits = Limits(rows=100_000, memory_bytes=40 * 2**20)
    assert refusal(path, limits).startswith("读这个文件要用的内存超过上限")


def test_python_side_running_out_of_memory_is_a_sentence(tmp_path):
    (tmp_path / "a.csv").write_text("甲," * 3_000_000, encoding="utf-8")
    limits = Limits(memory_bytes=60 * 2**20, columns=10**7)
    assert refusal(tmp_path / "a.csv", limits).startswith("读这个文件要用的内存超过上限")


def test_slow_file_is_stopped_by_the_wall_clock(tmp_path):
    path = book(tmp_path / "a.xlsx", [["甲"]])
    assert refusal(path, Limits(wall_seconds=0.0)).startswith("读这个文件用的时间超过上限")


def test_busy_file_is_stopped_by_its_processor_time(tmp_path):
    (tmp_path / "a.csv").write_text("甲,乙,丙\n" * 2_000_000, encoding="utf-8")
    limits = Limits(rows=10**7, cpu_seconds=1)
    assert refusal(tmp_path / "a.csv", limits).startswith("读这个文件用的时间超过上限")


@pytest.mark.parametrize(
    ("limits", "start"),
    [
        (Limits(rows=2), "第 4 行还有内容，超过上限 2 行"),
        (Limits(columns=1), "第 1 行有 2 列，超过上限 1 列"),
        (Limits(file_bytes=3), "文件有 0.0 MB，超过上限 0 MB"),
    ],
)
def test_limits_of_size_name_the_place(tmp_path, limits, start):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n5,6\n", encoding="utf-8")
    assert refusal(tmp_path / "a.csv", limits).startswith(start)


def test_rows_at_the_limit_are_read(tmp_path):
    (tmp_path / "a.csv").write_text("a\n" + "1\n" * 5000, encoding="utf-8")
    assert len(read_table(tmp_path / "a.csv", limits=Limits(rows=5000)).rows) == 5001


def test_name_of_the_upload_decides_the_suffix(tmp_path):
    (tmp_path / "stored").write_text("a\n1\n", encoding="utf-8")
    assert read_table(tmp_path / "stored", limits=LIMITS, name="名册.CSV").rows == [["a"], ["1"]]


def test_child_cannot_name_anything_but_dates():
    plain = workbooks._Plain(io.BytesIO(pickle.dumps(datetime.date(2026, 5, 1))))
    assert plain.load() == datetime.date(2026, 5, 1)
    with pytest.raises(pickle.UnpicklingError):
        workbooks._Plain(io.BytesIO(pickle.dumps(zipfile.ZipFile))).load()


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 1, "A1"), (7, 26, "Z7"), (3, 28, "AB3"), (9, 703, "AAA9")]
)
def test_cell_name_counts_as_excel_does(row, column, name):
    assert cell_name(row, column) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (310112001001.0, "310112001001"),
        (0.985, "0.985"),
        (True, "是"),
        (False, "否"),
        (None, ""),
        ("　 甲 ", "甲"),
        (MAY, "2026-05-01"),
        (NOON, "2026-05-01 12:03:00"),
        (datetime.date(2026, 5, 1), "2026-05-01"),
    ],
)
def test_cell_text_is_what_a_person_reads(value, text):
    assert cell_text(value) == text


def test_limits_say_themselves_before_the_upload():
    assert LIMITS.in_words() == "最多 20,000 行、200 列，文件不超过 64 MB"
