"""Handing a table out as a file."""

from urllib.parse import quote

from django.http import HttpResponse

from creation.resources.workbooks import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from creation.services.exports import send_out


def table_file(request, rows, name):
    """`rows` with their header as xlsx, or as csv when the address says ?format=csv."""
    if request.GET.get("format") == "csv":
        return file_response(csv_bytes(rows), f"{name}.csv", CSV_TYPE)
    return file_response(xlsx_bytes(rows, title=name), f"{name}.xlsx", XLSX_TYPE)


def register_file(request, register, rows):
    """Rows of a register, as its list shows them, in a form that imports again unchanged."""
    lines = send_out(register=register, rows=rows, by=request.user)
    return table_file(request, lines, register.label)


def rows_of(table):
    """A list's rows as a file has them: an empty cell is empty."""
    for row in table.as_values():
        yield ["" if value == table.default else value for value in row]


def file_response(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
