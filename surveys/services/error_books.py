"""The file back as a workbook: what is wrong in red with the reason, nothing personal in it."""

from creation.resources.workbooks import xlsx_bytes
from surveys.layouts import LAYOUTS
from surveys.mapping import Mapping
from surveys.services.reading import asked, read_sheet, understand
from wuhao.columns import Table
from wuhao.workbooks import cell_text

WHOLE = 5_000  # rows; of a longer file so many of the rows with something wrong
ROW = "原文件行号"


def error_book(*, upload, by) -> bytes:
    """Bytes of an xlsx. What no cell can be blamed for stands on the first."""
    sheet = read_sheet(path=upload.file.path, name=upload.name)
    mapping = Mapping.from_dict(upload.mapping)
    reading = understand(sheet, *asked(upload.questionnaire, by), mapping)
    return _book(Table.of(sheet.rows), reading)


def _book(table, reading):
    layout = reading.layout
    columns = sorted(layout.columns, key=lambda column: column.number)
    places = {column.header: place for place, column in reversed([*enumerate(columns, start=1)])}
    wrong = _wrong_cells(reading.table.problems, layout.header_row, places)
    whole = len(table) <= WHOLE
    numbers = range(1, len(table) + 1) if whole else _bad_rows(wrong, layout.header_row)
    rows = [
        [cell_text(table[number - 1][column.number - 1]) for column in columns]
        for number in numbers
    ]
    if not whole:
        for number, row in zip(numbers, rows, strict=True):
            row.insert(0, ROW if number == layout.header_row else str(number))
    at = {number: place for place, number in enumerate(numbers, start=1)}
    marked = {
        (at[row], place + (not whole)): text for (row, place), text in wrong.items() if row in at
    }
    return xlsx_bytes(rows, title=LAYOUTS[layout.kind], wrong=marked)


def _bad_rows(wrong, header_row):
    """The header and the first rows with something wrong."""
    bad = sorted({row for row, _ in wrong} - {header_row})
    return [header_row, *bad[:WHOLE]]


def _wrong_cells(problems, header_row, places):
    """(row, column) → what is wrong there."""
    wrong = {}
    for problem in problems:
        place = places.get(problem.column, 1)
        for row in problem.rows or (header_row,):
            known = wrong.get((row, place))
            wrong[row, place] = f"{known}\n{problem.sentence}" if known else problem.sentence
    return wrong
