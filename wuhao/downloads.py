"""A list handed out as a file: xlsx, or csv that Excel opens in Chinese."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from import_export.formats import base_formats
from tablib import Dataset

XLSX_TYPE = base_formats.XLSX.CONTENT_TYPE


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_file(dataset, name, kind=""):
    """`dataset` (tablib) as an attachment called `name`; xlsx unless kind is "csv"."""
    dataset = _inert(dataset)
    if kind == "csv":
        content = b"\xef\xbb\xbf" + dataset.export("csv").encode()
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    else:
        kind = "xlsx"
        response = HttpResponse(dataset.export("xlsx"), content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response


def _inert(dataset):
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    rows = ([_inert_cell(cell) for cell in row] for row in dataset)
    return Dataset(*rows, headers=dataset.headers)


def _inert_cell(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
