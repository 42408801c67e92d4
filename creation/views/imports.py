"""A register's file comes in: 上传 → 列对应 → 校验预览 → 完成. Nothing is written before the end.

The pages are the same for every register of creation.registers; the address names it.
"""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation.forms import ColumnsForm, RosterForm
from creation.registers import REGISTERS
from creation.resources.roster import find_header, guess_places
from creation.resources.workbooks import XLSX_TYPE, template_bytes, xlsx_bytes
from creation.services import uploads
from creation.services.imports import bring_in, limits
from creation.views.downloads import file_response
from wuhao.workbooks import WorkbookError, cell_text, column_name, read_table

STEPS = ["上传文件", "列对应", "校验预览", "完成"]
SAMPLES = 3
SHOWN = 100


class RegisterConverter:
    """The part of an address that names a register; any other address is looked for elsewhere."""

    regex = "[a-z_]+(?:/[a-z_]+)*"

    def to_python(self, value):
        if value not in REGISTERS:
            raise ValueError(value)
        return REGISTERS[value]

    def to_url(self, value):
        return value if isinstance(value, str) else value.key


def register_page(view):
    """404 unless the user may import into the register."""

    @wraps(view)
    def guarded(request, register, *args, **kwargs):
        if not register.open_to(request.user):
            raise Http404
        return view(request, register, *args, **kwargs)

    return guarded


def _kept_or_404(request, register, token):
    kept = uploads.find(token=token, by=request.user)
    if kept is None or not kept.path.exists() or kept.notes.get("register") != register.key:
        raise Http404
    return kept


def _page(request, step, register, context):
    list_url = reverse(register.list_url, args=register.list_args)
    frame = {"register": register, "steps": STEPS, "list_url": list_url}
    return render(request, f"creation/roster/{step}.html", frame | context)


@register_page
@require_http_methods(["GET", "POST"])
def register_import(request, register):
    form = RosterForm(request.POST or None, request.FILES or None, limits=limits())
    if form.is_valid():
        kept = uploads.keep(file=form.cleaned_data["roster"], by=request.user)
        try:
            sheet = read_table(kept.path, limits=limits(), name=kept.name)
        except WorkbookError as error:
            uploads.forget(kept=kept)
            form.add_error("roster", str(error))
        else:
            kept.notes |= {"register": register.key, "columns": _columns(sheet, register)}
            kept.save()
            return redirect("register_import_columns", register, kept.token)
    return _page(request, "upload", register, {"form": form})


def _columns(sheet, register) -> dict:
    """The file's columns with samples, and our guess which of them is which."""
    titles = register.resource.titles()
    header = find_header(sheet, titles) or 1
    columns = []
    for place, title in enumerate(sheet.rows[header - 1], start=1):
        values = [cell_text(row[place - 1]) for row in sheet.rows[header:]]
        samples = [value for value in values if value][:SAMPLES]
        columns.append({"place": place, "title": cell_text(title), "samples": samples})
    return {"columns": columns, "guess": guess_places(sheet, header, titles)}


@register_page
@require_http_methods(["GET", "POST"])
def register_import_columns(request, register, token):
    kept = _kept_or_404(request, register, token)
    facts = kept.notes["columns"]
    choices = [
        (one["place"], f"{column_name(one['place'])} 列 {one['title']}".strip())
        for one in facts["columns"]
    ]
    form = ColumnsForm(
        request.POST or None,
        titles=register.resource.titles(),
        columns=choices,
        initial=kept.notes.get("mapping", facts["guess"]),
    )
    if form.is_valid():
        kept.notes["mapping"] = form.mapping
        kept.save()
        return redirect("register_import_preview", register, token)
    return _page(
        request, "columns", register, {"form": form, "kept": kept, "columns": facts["columns"]}
    )


@register_page
@require_http_methods(["GET", "POST"])
def register_import_preview(request, register, token):
    """GET goes the whole way and writes nothing; POST keeps it."""
    kept = _kept_or_404(request, register, token)
    if "mapping" not in kept.notes:
        return redirect("register_import_columns", register, token)
    report = _import(register, kept, request.user, dry_run=request.method == "GET")
    if request.method == "POST" and not report.problems:
        kept.notes["counts"] = report.counts
        kept.save()
        kept.drop_file()
        return redirect("register_import_done", register, token)
    context = {
        "kept": kept,
        "report": report,
        "rows": _bad_rows(report)[:SHOWN],
        "titles": list(report.roster.places),
        "shown": SHOWN,
    }
    return _page(request, "preview", register, context)


def _import(register, kept, by, *, dry_run):
    return bring_in(
        register=register,
        path=kept.path,
        name=kept.name,
        by=by,
        mapping=kept.notes["mapping"],
        dry_run=dry_run,
    )


def _bad_rows(report) -> list[dict]:
    """The rows with problems: Excel's number, and each cell with what is wrong in it."""
    wrong: dict[int, dict[str, str]] = {}
    for problem in report.problems:
        if problem.row > report.roster.header_row:
            wrong.setdefault(problem.row, {})[problem.column] = problem.reason
    values = dict(report.roster.rows)
    return [
        {
            "number": number,
            "cells": [
                {
                    "title": title,
                    "text": cell_text(values.get(number, {}).get(title)),
                    "wrong": said.get(title, ""),
                }
                for title in report.roster.places
            ],
        }
        for number, said in wrong.items()
    ]


@register_page
@require_safe
def register_import_errors(request, register, token):
    """The faulty rows as a workbook, the cells red, the reasons in the last column."""
    kept = _kept_or_404(request, register, token)
    if "mapping" not in kept.notes:
        return redirect("register_import_columns", register, token)
    report = _import(register, kept, request.user, dry_run=True)
    rows, red = [["Excel 行号", *report.roster.places, "错误"]], set()
    for at, row in enumerate(_bad_rows(report), start=2):
        said = [str(one) for one in report.problems if one.row == row["number"]]
        rows.append([row["number"], *(cell["text"] for cell in row["cells"]), "\n".join(said)])
        red |= {(at, place) for place, cell in enumerate(row["cells"], start=2) if cell["wrong"]}
    rows += [["", str(one)] for one in report.problems if one.row <= report.roster.header_row]
    content = xlsx_bytes(rows, title="错误", wrong=frozenset(red))
    return file_response(content, f"{kept.name}-错误.xlsx", XLSX_TYPE)


@register_page
@require_safe
def register_import_done(request, register, token):
    kept = uploads.find(token=token, by=request.user)
    if kept is None or "counts" not in kept.notes or kept.notes["register"] != register.key:
        raise Http404
    return _page(request, "done", register, {"kept": kept})


@register_page
@require_safe
def register_import_template(request, register):
    resource = register.resource(by=request.user)
    content = template_bytes(resource.columns(), resource.words(), _guide(register, resource))
    return file_response(content, f"{register.label}模板.xlsx", XLSX_TYPE)


def _guide(register, resource) -> list[str]:
    required = "、".join(title.text for title in resource.titles() if title.required)
    hints = dict.fromkeys(one.widget.hint for one in resource.own_columns() if one.widget.hint)
    known = "、".join(resource.keys())
    return [
        f"红色的列必须有：{required}。",
        "每行一条；不要合并单元格，不要写合计行。",
        *(f"{hint}。" for hint in hints),
        *register.notes,
        f"{known}已有登记的更新，没有登记的新增；再导入同一份文件不会改变什么。",
        "第 2 行是示例，请删除。",
    ]
