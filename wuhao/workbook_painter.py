"""A child process that opens one untrusted xlsx, paints cells red with comments, and saves it.

Started by `workbooks.py` only: `workbook_painter.py IN OUT SHEET MEMORY CPU`, the cells as JSON on
standard input: [[row, column, comment], …]. Whatever goes wrong, it ends with a code that is not 0.
"""

import json
import resource
import sys

RED = "FDE2E0"


def main(arguments: list[str]) -> None:
    source, target, name, memory, cpu = arguments
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu), int(cpu) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import openpyxl  # noqa: PLC0415 (only after the limits are set)
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    with open(source, "rb") as file:  # by path it would insist on a suffix
        book = openpyxl.load_workbook(file, keep_links=False)
    sheet, fill = book[name], PatternFill("solid", fgColor=RED)
    for row, column, text in json.load(sys.stdin):
        cell = sheet.cell(row, column)
        if cell.__class__.__name__ == "MergedCell":
            continue
        cell.fill = fill
        cell.comment = Comment(text, "校验", width=320, height=90)
    book.active = book.index(sheet)
    book.save(target)


if __name__ == "__main__":
    main(sys.argv[1:])
