"""Handing a table out as a file."""

from html import unescape
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from creation.resources.workbooks import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from creation.services.exports import send_out
from wuhao.templatetags.formatting import DASH, ymd_hm

FORMATS = ("xlsx", "csv")
BUTTONS = "操作"


def table_file(request, rows, name):
    """`rows` with their header as xlsx, or as csv when the address says so (?format=, ?export=)."""
    if "csv" in (request.GET.get("format"), request.GET.get("export")):
        return file_response(csv_bytes(rows), f"{name}.csv", CSV_TYPE)
    return file_response(xlsx_bytes(rows, title=name), f"{name}.xlsx", XLSX_TYPE)


def register_file(request, register, rows):
    """Rows of a register, as its list shows them, in a form that imports again unchanged."""
    lines = send_out(register=register, rows=rows, by=request.user)
    return table_file(request, lines, register.label)


def list_file(request, table, name):
    """All that the filter leaves of a list, when its address asks for ?export=xlsx or csv.

    Else None, and the list shows the two links below its rows.
    """
    table.exports = True
    return table_file(request, rows_of(table), name) if wanted(request) else None


def wanted(request) -> bool:
    return request.GET.get("export") in FORMATS


def moment(value) -> str:
    """As lists show it; empty where there is none."""
    return ymd_hm(value) if value else ""


def rows_of(table):
    """A list's rows as a file has them: without buttons and markup, an empty cell is empty."""
    buttons = [one.name for one in table.columns.iterall() if str(one.header) == BUTTONS]
    for row in table.as_values(exclude_columns=buttons):
        yield ["" if value == table.default else _plain(value) for value in row]


def _plain(value):
    if not isinstance(value, SafeString):
        return value
    text = " ".join(unescape(strip_tags(value)).split())
    return "" if text == DASH else text


def file_response(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
