"""The report as an Excel file: tables with native charts, ready to print.

Text that people typed is always a text cell, never a formula.
"""

from copy import copy
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, RadarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from assessment.reports import guarantees, tables
from assessment.reports.figures import by_sector, by_town, decimal
from assessment.reports.tables import DASH, Table
from assessment.reports.values import ReportData

HEAD_ROW = 3  # title, note, head
FORMATS = {"count": "#,##0", "score": "0.00", "share": "0.0%", "date": "yyyy-mm-dd", "text": "@"}
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " ") | {"'": "’"})
NAME_LENGTH = 31
PAGE_WIDTH = 80  # Chinese characters across a printed page
A4 = 9
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
THIN = Side(style="thin", color="B8BEC8")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def write_workbook(data: ReportData, place) -> None:
    """Write the report's workbook to `place` (a path or an open file)."""
    book = _Book()
    overview = book.sheet(tables.overview(data), frozen=1)
    counts = range(overview.column_of("五好"), overview.column_of("平均分"))
    average = overview.column_of("平均分")
    _bar(overview, counts, "各领域结论（个）", at="A", stacked=True)
    _bar(overview, [average], "各领域平均分", at="H", full=100)
    goods = book.sheet(tables.goods(data), frozen=1)
    _radar(goods)
    book.sheet(tables.towns(data), frozen=1)
    book.sheet(tables.full_scores("得分总表", data, data.units), frozen=3)
    book.sheet(tables.rates(data), frozen=1)
    book.sheet(tables.unit_rates(data), frozen=1)
    book.sheet(tables.losses(data, top=None), frozen=3)
    for table in (tables.problems, tables.nominees, tables.red_lines, tables.standards):
        book.sheet(table(data), frozen=2)
    book.sheet(guarantees.table(data.guarantees), frozen=2)
    for label, groups in (("领域", by_sector(data.units)), ("街镇", by_town(data.units))):
        for name, units in groups:
            book.sheet(tables.full_scores(f"{label} {name}", data, units), frozen=3)
    book.save(place)


class _Book:
    """A workbook written row by row; one cell per column is used again for every row."""

    def __init__(self):
        self.book = Workbook(write_only=True)
        self.names: set[str] = set()
        scratch = self.book.create_sheet("styles")
        self.styles = {kind: _style(scratch, _look(kind)) for kind in FORMATS}
        self.styles |= {
            "title": _style(scratch, {"font": Font(name="黑体", size=16, color="A8161C")}),
            "note": _style(scratch, {"font": Font(name="宋体", size=10, color="5A6472")}),
            "head": _style(scratch, _look("head")),
            "none": _style(scratch, _look("none")),
        }
        self.book.remove(scratch)

    def sheet(self, table: Table, *, frozen: int):
        """A sheet with the table; `frozen` columns stay in sight."""
        sheet = self.book.create_sheet(self._name(table.name))
        _print_setup(sheet, table, frozen)
        widest = len(table.columns)
        sheet.append([self._text(sheet, table.name, "title")])
        sheet.append([self._text(sheet, table.note, "note")])
        sheet.append([self._text(sheet, column.title, "head") for column in table.columns])
        cells = [WriteOnlyCell(sheet) for _ in range(widest)]
        for values in table.cells():
            for cell, column, value in zip(cells, table.columns, values, strict=True):
                self._fill(cell, column, value)
            sheet.append(cells)
        if table.rows:
            last = f"{get_column_letter(widest)}{HEAD_ROW + len(table.rows)}"
            sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}"
        return _Sheet(sheet, table)

    def save(self, place) -> None:
        self.book.save(place)

    def _fill(self, cell, column, value) -> None:
        """A number as it is stored; what is missing says so or stays empty, never 0."""
        if value is None or value == "":
            _set_text(cell, "" if column.none == DASH else column.none, self.styles["none"])
        elif column.kind == "text":
            _set_text(cell, value, self.styles["text"])
        else:
            cell.value = decimal(value) if column.kind == "share" else value
            cell._style = self.styles[column.kind]

    def _text(self, sheet, text: str, style: str):
        cell = WriteOnlyCell(sheet)
        _set_text(cell, text, self.styles[style])
        return cell

    def _name(self, wanted: str) -> str:
        """A sheet's name that Excel takes and that no other sheet has."""
        base = ILLEGAL_CHARACTERS_RE.sub("", wanted).translate(NOT_IN_NAMES).strip()
        name, number = base[:NAME_LENGTH], 1
        while name.lower() in self.names:
            number += 1
            ending = f" {number}"
            name = base[: NAME_LENGTH - len(ending)] + ending
        self.names.add(name.lower())
        return name


class _Sheet:
    """A written sheet and the table on it, for charts."""

    def __init__(self, sheet, table: Table):
        self.sheet, self.table = sheet, table

    def column_of(self, title: str) -> int:
        return [column.title for column in self.table.columns].index(title) + 1

    @property
    def last_row(self) -> int:
        return HEAD_ROW + len(self.table.rows)


def _set_text(cell, text, style) -> None:
    """Never a formula, whatever the text begins with; Excel keeps it so when it is edited."""
    cell._value = ILLEGAL_CHARACTERS_RE.sub("", str(text))
    cell.data_type = "s"
    cell._style = style
    if cell._value.startswith(STARTS_A_FORMULA):
        cell._style = copy(style)
        cell._style.quotePrefix = 1


def _style(sheet, look):
    cell = WriteOnlyCell(sheet)
    for name, value in look.items():
        setattr(cell, name, value)
    return cell._style


def _look(kind: str) -> dict:
    if kind == "head":
        return {
            "font": Font(name="黑体", size=11, color="FFFFFF"),
            "fill": PatternFill("solid", fgColor="A8161C"),
            "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
            "border": BORDER,
        }
    side = "left" if kind == "text" else "right"
    grey = {"color": "8A6D00"} if kind == "none" else {}
    return {
        "font": Font(name="宋体", size=11, **grey),
        "alignment": Alignment(horizontal=side, vertical="center", wrap_text=kind == "text"),
        "border": BORDER,
        "number_format": FORMATS.get(kind, "@"),
    }


def _print_setup(sheet, table: Table, frozen: int) -> None:
    """A4 on its side, the head and the frozen columns on every page, page numbers below."""
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = 2.2 * column.width + 3
    pages = ceil(sum(column.width + 1.4 for column in table.columns) / PAGE_WIDTH)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{HEAD_ROW + 1}"
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.print_options.horizontalCentered = True
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 20, True
    sheet.row_dimensions[HEAD_ROW].height = 34


def _bar(written: _Sheet, columns, title: str, *, at: str, stacked=False, full=None) -> None:
    """Columns of the groups side by side under the table; the total row stays out."""
    chart = BarChart()
    chart.type, chart.title, chart.height, chart.width = "col", title, 8.5, 16
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    last = written.last_row - 1
    for column in columns:
        data = Reference(written.sheet, min_col=column, min_row=HEAD_ROW, max_row=last)
        chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(written.sheet, min_col=1, min_row=HEAD_ROW + 1, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, full  # a cut axis would exaggerate
    written.sheet.add_chart(chart, f"{at}{written.last_row + 2}")


def _radar(written: _Sheet) -> None:
    """The five goods, a line per group."""
    chart = RadarChart()
    chart.type, chart.title, chart.height, chart.width = "marker", written.table.name, 11, 18
    wide, sheet = len(written.table.columns), written.sheet
    rows = Reference(sheet, min_col=1, max_col=wide, min_row=HEAD_ROW + 1, max_row=written.last_row)
    chart.add_data(rows, from_rows=True, titles_from_data=True)
    names = Reference(sheet, min_col=2, max_col=wide, min_row=HEAD_ROW, max_row=HEAD_ROW)
    chart.set_categories(names)
    chart.y_axis.delete = False
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    sheet.add_chart(chart, f"A{written.last_row + 2}")
