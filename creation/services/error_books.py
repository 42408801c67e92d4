"""The user's own workbook back, with what is wrong in it marked where it stands."""

import tempfile
from pathlib import Path

from creation.resources.workbooks import xlsx_bytes
from creation.services.imports import limits
from wuhao.workbooks import cell_text, painted, read_table


def error_book(*, report, path, name) -> bytes:
    """The file itself with wrong cells red and the reason as a comment.

    A csv, an old xls and what could not be opened again come as a new workbook with the same cells
    in the same places.
    """
    wrong = _wrong_cells(report)
    sheet = read_table(path, limits=limits(), name=name)
    if sheet.name and name.lower().endswith(".xlsx"):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "errors.xlsx"
            cells = [[*place, text] for place, text in wrong.items()]
            if painted(path, target, sheet=sheet.name, cells=cells, limits=limits()):
                return target.read_bytes()
    rows = [[cell_text(value) for value in row] for row in sheet.rows]
    width = max(map(len, rows))
    for row in rows:
        row += [""] * (width - len(row))
    return xlsx_bytes(rows, title=sheet.name or "名册", wrong=wrong)


def _wrong_cells(report) -> dict[tuple[int, int], str]:
    """(row, column) → what is wrong; what no cell can be blamed for stands in A1."""
    places, wrong = report.roster.places, {}
    for problem in report.problems:
        place = max(problem.row, 1), places.get(problem.column, 1)
        said = problem.reason if problem.column in places else str(problem)
        wrong[place] = f"{wrong[place]}\n{said}" if place in wrong else said
        if problem.fix:
            wrong[place] += f"\n可改为：{problem.fix}"
    return wrong
