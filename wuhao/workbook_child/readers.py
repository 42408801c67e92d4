"""One reader a kind of file; each parser is imported by the process that needs it."""

import csv
import io
from pathlib import Path

from checks import BROKEN, Unreadable
from halves import NotPlainError, in_halves, middle_of
from outlets import NOTHING, ColumnOutlet, Outlet, facts


def read_csv(path: Path, outlet: Outlet) -> dict:
    if isinstance(outlet, ColumnOutlet):
        middle, before, outlet.total = middle_of(path)
        if middle:
            try:
                return facts(in_halves(path, middle, before, outlet), "")
            except NotPlainError:
                pass
    return stream_csv(path, outlet)


def stream_csv(path: Path, outlet: Outlet) -> dict:
    """By one process alone; it knows where a row with quotes ends."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    text = decode(content, encodings)
    if "\0" in text:
        raise Unreadable("这不是文本表格，请用 Excel 另存为 .xlsx 或 .csv 后再上传")
    outlet.total = text.count("\n")
    outlet.only_texts = True
    first = text[: text.find("\n") + 1] or text
    mark = max(",", "\t", ";", key=first.count)
    try:
        outlet.take_all(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise Unreadable("CSV 的引号或换行不完整，请用 Excel 另存为 .xlsx 再上传") from error
    return facts(outlet, "")


def decode(content: bytes, encodings: list[str]) -> str:
    """By byte order mark, else strict UTF-8, else strict GB18030; never a guess by frequency."""
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("认不出文件的文字编码，请用 Excel 另存为 .xlsx 或“CSV UTF-8”后再上传")


def read_xls(path: Path, outlet: Outlet) -> dict:
    """Old workbooks through xlrd: calamine turns their error cells into empty ones."""
    import xlrd  # noqa: PLC0415 (only the process that needs a parser pays for it)

    try:
        book = xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
    except MemoryError:
        raise
    except Exception as error:  # a parser on hostile bytes may raise anything
        raise Unreadable(BROKEN) from error
    shown = [sheet for sheet in book.sheets() if sheet.visibility == 0 and sheet.nrows]
    if not shown:
        raise Unreadable(NOTHING)
    sheet, problems = shown[0], []
    outlet.total = sheet.nrows
    for number in range(sheet.nrows):
        row = []
        for column, cell in enumerate(sheet.row(number)):
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(value, "#N/A")
                problems.append((number + 1, column + 1, "error", value))
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = xls_date(xlrd, value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif cell.ctype == xlrd.XL_CELL_TEXT:
                value = value.replace("\0", "")  # which no database takes
            row.append(value)
        outlet.take(row)
    merged = [(top + 1, left + 1, low, right) for top, low, left, right in sheet.merged_cells]
    others = [sheet.name for sheet in shown[1:]]
    return facts(outlet, sheet.name, merged=merged, problems=problems, others=others)


def xls_date(xlrd, value: float, mode: int):
    """A date when it is one; a number out of the calendar stays the number."""
    try:
        return xlrd.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError):
        return value


def read_xlsx(path: Path, outlet: Outlet) -> dict:
    import python_calamine  # noqa: PLC0415 (only the process that needs a parser pays for it)
    from lost_cells import Losses  # noqa: PLC0415

    visible = python_calamine.SheetVisibleEnum.Visible
    work = python_calamine.SheetTypeEnum.WorkSheet
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = [s.name for s in book.sheets_metadata if s.visible == visible and s.typ == work]
        losses = Losses(path, names)
        sheets = ((name, book.get_sheet_by_name(name)) for name in names)
        name, sheet = next(((n, s) for n, s in sheets if s.height), ("", None))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    if sheet is None:
        raise Unreadable(NOTHING)
    margin = [""] * sheet.start[1]
    outlet.total = sheet.height
    rows = sheet.iter_rows()  # from Excel's row 1, but from the first column in use
    outlet.take_all((margin + row for row in rows) if margin else rows)
    merged = [
        (top + 1, left + 1, low + 1, right + 1)
        for (top, left), (low, right) in sheet.merged_cell_ranges or ()
    ]
    others = [other for other in names if other != name]
    problems, hidden = losses.of(name)
    return facts(outlet, name, merged=merged, problems=problems, others=others, hidden=hidden)


def stream_xlsx(path: Path, outlet: Outlet) -> dict:
    """Slower, but row by row in little memory: for what calamine could not hold."""
    import openpyxl  # noqa: PLC0415 (only the process that needs a parser pays for it)
    from lost_cells import lost_cells  # noqa: PLC0415

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheet = shown[0]
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    rows = sheet.iter_rows(values_only=True)
    outlet.take_all([number_as_calamine(value) for value in row] for row in rows)
    problems, hidden = lost_cells(path, sheet.title)
    others = [other.title for other in shown[1:]]
    return facts(outlet, sheet.title, problems=problems, others=others, hidden=hidden)


def number_as_calamine(value: object) -> object:
    if value is None:
        return ""
    return float(value) if type(value) is int else value
