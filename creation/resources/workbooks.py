"""Tables as files to take away: xlsx and csv in which no cell can run, and blank templates."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

RUNS = re.compile(r"['=+\-@\t\r]")
BOLD = Font(bold=True)
HEAD = PatternFill("solid", fgColor="F2F4F7")
WRONG = PatternFill("solid", fgColor="FDE2E0")
TOP = Alignment(vertical="top", wrap_text=True)
WIDEST = 48

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


def csv_bytes(rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with its mark, for Excel; a ' stands before text that a spreadsheet would run."""
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value):
    return f"'{value}" if isinstance(value, str) and RUNS.match(value) else value


def xlsx_bytes(
    rows: Iterable[Sequence], *, title: str, wrong: Mapping[tuple[int, int], str] | None = None
) -> bytes:
    """One sheet, the first row its header. `wrong`: (row, column) from 1 → the comment on a cell
    that is painted red."""
    wrong = wrong or {}
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    rows = [list(row) for row in rows]
    for place, width in enumerate(_widths(rows), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=1):
        sheet.append(
            [
                _cell(sheet, value, number == 1, wrong.get((number, place), ""))
                for place, value in enumerate(row, start=1)
            ]
        )
    return _saved(book)


def _widths(rows) -> list[int]:
    """A Chinese character is as wide as two others."""
    columns = zip(*rows, strict=False)
    return [
        min(WIDEST, 3 + max(sum(1 + (ord(sign) > 255) for sign in str(value)) for value in column))
        for column in columns
    ]


def _cell(sheet, value, is_head, wrong):
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # "=1+1" is what somebody wrote, not what Excel should compute
        cell.quotePrefix = bool(RUNS.match(value))
    if is_head:
        cell.font, cell.fill = BOLD, HEAD
    if wrong:
        cell.fill, cell.alignment = WRONG, TOP
        cell.comment = Comment(wrong, "校验", width=320, height=90)
    return cell


def template_bytes(columns, choices: dict[str, Sequence[str]], notes: Sequence[str]) -> bytes:
    """A blank workbook: titles, an example row, drop-downs where `choices` has words."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名册"
    for place, column in enumerate(columns, start=1):
        title = sheet.cell(1, place, column.column_name)
        title.font = Font(bold=True, color="B42318" if column.title.required else "000000")
        title.fill = HEAD
        example = sheet.cell(2, place, column.example)
        example.number_format = "@"
        example.font = Font(italic=True, color="667085")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 8 + 2 * len(column.column_name)
        sheet.column_dimensions[letter].number_format = "@"  # or 12-digit codes lose their digits
    sheet.freeze_panes = "A2"
    _drop_downs(book, sheet, columns, choices)
    guide = book.create_sheet("填写说明")
    guide.column_dimensions["A"].width = 90
    for note in notes:
        guide.append([note])
    return _saved(book)


def _drop_downs(book, sheet, columns, choices) -> None:
    words = book.create_sheet("可选项")
    for place, column in enumerate(columns, start=1):
        listed = choices.get(column.column_name)
        if not listed:
            continue
        at = words.max_column + 1 if words["A1"].value else 1
        words.cell(1, at, column.column_name)
        for row, word in enumerate(listed, start=2):
            words.cell(row, at, word)
        letter, own = get_column_letter(at), get_column_letter(place)
        rule = DataValidation(
            "list", formula1=f"可选项!${letter}$2:${letter}${len(listed) + 1}", allow_blank=True
        )
        rule.error, rule.errorTitle = "请从下拉列表里选", column.column_name
        rule.add(f"{own}2:{own}20001")
        sheet.add_data_validation(rule)


def _saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
