"""Bringing a roster in: 上传 → 列对应 → 校验预览 → 完成. Nothing is written before the end."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import need
from creation.forms import ColumnsForm, RosterForm
from creation.models import Kind, Sector
from creation.resources.organizations import OrganizationResource
from creation.resources.roster import find_header, guess_places
from creation.resources.workbooks import XLSX_TYPE, template_bytes, xlsx_bytes
from creation.services import uploads
from creation.services.organizations import import_organizations, limits
from creation.views.downloads import file_response
from wuhao.workbooks import WorkbookError, cell_text, column_name, read_table

STEPS = ["上传文件", "列对应", "校验预览", "完成"]
SAMPLES = 3
SHOWN = 100
NOTES = (
    "红色的列必须有：党组织名称、党组织代码、类别、上级代码、领域。",
    "每个党组织一行，上级可以写在下级后面；不要合并单元格，不要写合计行。",
    "上级代码填上级的党组织代码；只有最上级（区委）可以不填。",
    "日期写成 2019-07-01；人数只填整数；参评填“是”或“否”，不填时支部默认参评。",
    "党组织代码已有登记的更新，没有登记的新增；再导入同一份名册不会改变什么。",
    "第 2 行是示例，请删除。",
)


def _kept_or_404(request, token):
    kept = uploads.find(token=token, by=request.user)
    if kept is None or not kept.path.exists():
        raise Http404
    return kept


@need("edit_organizations")
@require_http_methods(["GET", "POST"])
def organization_import(request):
    form = RosterForm(request.POST or None, request.FILES or None, limits=limits())
    if form.is_valid():
        kept = uploads.keep(file=form.cleaned_data["roster"], by=request.user)
        try:
            sheet = read_table(kept.path, limits=limits(), name=kept.name)
        except WorkbookError as error:
            uploads.forget(kept=kept)
            form.add_error("roster", str(error))
        else:
            kept.notes["columns"] = _columns(sheet)
            kept.save()
            return redirect("organization_import_columns", token=kept.token)
    return render(request, "creation/roster/upload.html", {"form": form, "steps": STEPS})


def _columns(sheet) -> dict:
    """The file's columns with samples, and our guess which of them is which."""
    titles = OrganizationResource.titles()
    header = find_header(sheet, titles) or 1
    columns = []
    for place, title in enumerate(sheet.rows[header - 1], start=1):
        values = [cell_text(row[place - 1]) for row in sheet.rows[header:]]
        samples = [value for value in values if value][:SAMPLES]
        columns.append({"place": place, "title": cell_text(title), "samples": samples})
    return {"columns": columns, "guess": guess_places(sheet, header, titles)}


@need("edit_organizations")
@require_http_methods(["GET", "POST"])
def organization_import_columns(request, token):
    kept = _kept_or_404(request, token)
    facts = kept.notes["columns"]
    choices = [
        (one["place"], f"{column_name(one['place'])} 列 {one['title']}".strip())
        for one in facts["columns"]
    ]
    form = ColumnsForm(
        request.POST or None,
        titles=OrganizationResource.titles(),
        columns=choices,
        initial=kept.notes.get("mapping", facts["guess"]),
    )
    if form.is_valid():
        kept.notes["mapping"] = form.mapping
        kept.save()
        return redirect("organization_import_preview", token=token)
    context = {"form": form, "steps": STEPS, "kept": kept, "columns": facts["columns"]}
    return render(request, "creation/roster/columns.html", context)


@need("edit_organizations")
@require_http_methods(["GET", "POST"])
def organization_import_preview(request, token):
    """GET goes the whole way and takes it back; POST keeps it."""
    kept = _kept_or_404(request, token)
    if "mapping" not in kept.notes:
        return redirect("organization_import_columns", token=token)
    report = _import(kept, request.user, dry_run=request.method == "GET")
    if request.method == "POST" and not report.problems:
        kept.notes["counts"] = report.counts
        kept.save()
        kept.drop_file()
        return redirect("organization_import_done", token=token)
    context = {
        "kept": kept,
        "report": report,
        "steps": STEPS,
        "rows": _bad_rows(report)[:SHOWN],
        "titles": list(report.roster.places),
        "shown": SHOWN,
    }
    return render(request, "creation/roster/preview.html", context)


def _import(kept, by, *, dry_run):
    return import_organizations(
        path=kept.path, name=kept.name, by=by, mapping=kept.notes["mapping"], dry_run=dry_run
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


@need("edit_organizations")
@require_safe
def organization_import_errors(request, token):
    """The faulty rows as a workbook, the cells red, the reasons in the last column."""
    kept = _kept_or_404(request, token)
    if "mapping" not in kept.notes:
        return redirect("organization_import_columns", token=token)
    report = _import(kept, request.user, dry_run=True)
    rows, red = [["Excel 行号", *report.roster.places, "错误"]], set()
    for at, row in enumerate(_bad_rows(report), start=2):
        said = [str(one) for one in report.problems if one.row == row["number"]]
        rows.append([row["number"], *(cell["text"] for cell in row["cells"]), "\n".join(said)])
        red |= {(at, place) for place, cell in enumerate(row["cells"], start=2) if cell["wrong"]}
    rows += [["", str(one)] for one in report.problems if one.row <= report.roster.header_row]
    content = xlsx_bytes(rows, title="错误", wrong=frozenset(red))
    return file_response(content, f"{kept.name}-错误.xlsx", XLSX_TYPE)


@need("edit_organizations")
@require_safe
def organization_import_done(request, token):
    kept = uploads.find(token=token, by=request.user)
    if kept is None or "counts" not in kept.notes:
        raise Http404
    return render(request, "creation/roster/done.html", {"kept": kept, "steps": STEPS})


@need("edit_organizations")
@require_safe
def organization_import_template(request):
    words = {
        "类别": [label for value, label in Kind.choices],
        "领域": list(Sector.objects.values_list("name", flat=True)),
        "参评": ["是", "否"],
    }
    content = template_bytes(OrganizationResource.columns(), words, NOTES)
    return file_response(content, "党组织名册模板.xlsx", XLSX_TYPE)
