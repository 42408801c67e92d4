"""A register's file comes in: 上传 → 列对应 → 校验预览 → 完成. Nothing is written before the end.

The pages are the same for every register of creation.registers; the address names it.
"""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from creation.forms import ColumnsForm, RosterForm
from creation.registers import REGISTERS
from creation.resources import previews
from creation.resources.roster import CLEAR, SKIP, find_header, guess_places
from creation.resources.workbooks import XLSX_TYPE, template_bytes
from creation.services import uploads
from creation.services.error_books import error_book
from creation.services.imports import (
    Decisions,
    bring_in,
    limits,
    remember_columns,
    remembered_columns,
)
from creation.views.downloads import file_response
from wuhao.workbooks import WorkbookError, cell_text, column_name, read_table

STEPS = ["上传文件", "列对应", "校验预览", "完成"]
SAMPLES = 5
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


def page(request, step, register, context):
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
            kept.notes |= {"register": register.key, "columns": _columns(sheet, register, request)}
            kept.save()
            return redirect("register_import_columns", register, kept.token)
    return page(request, "upload", register, {"form": form})


def _columns(sheet, register, request) -> dict:
    """The file's columns with samples, and our guess which of them is which."""
    titles = register.resource.titles()
    header = find_header(sheet, titles) or 1
    columns = []
    for place, title in enumerate(sheet.rows[header - 1], start=1):
        values = [cell_text(row[place - 1]) for row in sheet.rows[header:]]
        samples = [value for value in values if value][:SAMPLES]
        columns.append({"place": place, "title": cell_text(title), "samples": samples})
    texts = {one["place"]: one["title"] for one in columns}
    known = remembered_columns(register=register, by=request.user, header=texts)
    guess = guess_places(sheet, header, titles)
    taken = set(known.values())
    guess = {title: place for title, place in guess.items() if place not in taken} | known
    return {"columns": columns, "guess": guess, "remembered": sorted(known)}


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
        kept.notes |= {"mapping": form.mapping, "mends": [], "keep": {}}
        kept.save()
        header = {one["place"]: one["title"] for one in facts["columns"]}
        remember_columns(register=register, by=request.user, header=header, mapping=form.mapping)
        return redirect("register_import_preview", register, token)
    context = {"form": form, "kept": kept, "columns": facts["columns"]}
    return page(request, "columns", register, context | {"remembered": facts["remembered"]})


@register_page
@require_http_methods(["GET", "POST"])
def register_import_preview(request, register, token):
    """GET goes the whole way and writes nothing; POST keeps it."""
    kept = _kept_or_404(request, register, token)
    if "mapping" not in kept.notes:
        return redirect("register_import_columns", register, token)
    seen = request.POST.get("seen", "")
    report = _import(register, kept, request.user, seen=seen, dry_run=request.method == "GET")
    if request.method == "POST" and report.may_write and not report.is_stale:
        kept.notes |= {"counts": report.counts, "batch": report.batch and report.batch.pk}
        kept.save()
        kept.drop_file()
        return redirect("register_import_done", register, token)
    left_out = {row for row, _, text in kept.notes["mends"] if text == SKIP}
    context = {
        "kept": kept,
        "report": report,
        "rows": previews.bad_rows(report)[:SHOWN],
        "kinds": previews.kinds(report),
        "fixable": sum(bool(one.fix) for one in report.problems),
        "clear": CLEAR,
        "clashes": previews.clashes(report)[:SHOWN],
        "file_problems": previews.whole_file(report),
        "left_out": len(left_out),
        "mended": len(kept.notes["mends"]) - len(left_out),
        "titles": list(report.roster.places),
        "shown": SHOWN,
    }
    return page(request, "preview", register, context)


def _import(register, kept, by, *, dry_run, seen=""):
    notes = kept.notes
    decisions = Decisions(
        mapping=notes["mapping"],
        mends={(row, title): text for row, title, text in notes["mends"]},
        keep={int(row): side for row, side in notes["keep"].items()},
        seen=seen,
    )
    return bring_in(
        register=register,
        path=kept.path,
        name=kept.name,
        by=by,
        decisions=decisions,
        dry_run=dry_run,
    )


@register_page
@require_POST
def register_import_mend(request, register, token):
    """One click of the preview: a fix, all of its kind, rows left out, a side of a clash."""
    kept = _kept_or_404(request, register, token)
    if "mapping" not in kept.notes:
        return redirect("register_import_columns", register, token)
    if "reset" in request.POST:
        kept.notes |= {"mends": [], "keep": {}}
    else:
        report = _import(register, kept, request.user, dry_run=True)
        kept.notes["mends"] += _mends(request.POST, report)
        kept.notes["keep"] |= _sides(request.POST, report)
    kept.save()
    return redirect("register_import_preview", register, token)


def _mends(chosen, report) -> list[list]:
    """[row, title, text] for what was clicked, as the report itself says it."""
    if "skip" in chosen:
        rows = {one.row: one.column for one in report.problems}
        return [
            [row, column, SKIP]
            for row, column in rows.items()
            if row > report.roster.header_row and chosen["skip"] in ("all", str(row))
        ]
    return [
        [one.row, one.column, one.fix]
        for one in report.problems
        if one.fix
        and (
            chosen.get("fix") in ("all", f"{one.row}|{one.column}")
            or ("kind" in chosen and chosen["kind"] == one.kind)
        )
    ]


def _sides(chosen, report) -> dict[str, str]:
    """Excel's row → whose cells stay; "all" for each row that still asks."""
    row, _, side = chosen.get("keep", "").partition("|")
    if side not in ("mine", "theirs"):
        return {}
    return {str(one.row): side for one in report.clashes if row in ("all", str(one.row))}


@register_page
@require_safe
def register_import_errors(request, register, token):
    """The user's own workbook, the wrong cells red with the reason as a comment."""
    kept = _kept_or_404(request, register, token)
    if "mapping" not in kept.notes:
        return redirect("register_import_columns", register, token)
    report = _import(register, kept, request.user, dry_run=True)
    content = error_book(report=report, path=kept.path, name=kept.name)
    stem = kept.name.rpartition(".")[0]
    return file_response(content, f"{stem}-错误.xlsx", XLSX_TYPE)


@register_page
@require_safe
def register_import_done(request, register, token):
    kept = uploads.find(token=token, by=request.user)
    if kept is None or "counts" not in kept.notes or kept.notes["register"] != register.key:
        raise Http404
    return page(request, "done", register, {"kept": kept})


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
