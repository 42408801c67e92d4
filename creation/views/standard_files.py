"""Standards out of and into files: xlsx to work on in Excel, TOML as the data file.

Nothing is written before what would change was shown; the draft must still be the one shown.
"""

import tomllib
from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import need, need_everywhere, standard_or_404
from creation.forms import TomlForm
from creation.forms.standards import StandardFileForm
from creation.queries.standards import specs_of
from creation.resources.standard_books import BookReader, standard_book
from creation.resources.workbooks import XLSX_TYPE
from creation.services import standard_drafts, uploads
from creation.services.standards import digest_of, draft_to_replace, save_standard
from creation.standard_diff import diff
from creation.standard_files import standard_toml
from creation.standards import StandardError, faults_of, parse_draft
from creation.views.downloads import file_response
from wuhao.errors import Refused
from wuhao.workbooks import Limits, WorkbookError, read_table

LIMITS = Limits(rows=500, columns=60, file_bytes=2 * 2**20)
TOML_TYPE = "application/toml; charset=utf-8"
STEPS = ["上传文件", "核对改动", "完成"]
INTRO = (
    "每个领域每个版次一个 TOML 文件。上传后是草稿，可以接着改；正好 100 分才能发布。"
    "同一编号已有草稿的，先逐条核对差别再写入。"
)


@need("see_organizations", "edit_standards")
@require_safe
def standard_export(request, pk):
    """xlsx, or with ?format=toml the data file."""
    standard = standard_or_404(request.user, pk)
    spec, name = specs_of(standard), f"{standard.name}-{standard.edition}"
    if request.GET.get("format") == "toml":
        return file_response(standard_toml(spec).encode(), f"{standard.code}.toml", TOML_TYPE)
    return file_response(standard_book(spec), f"{name}.xlsx", XLSX_TYPE)


@need_everywhere("edit_standards")
@require_http_methods(["GET", "POST"])
def standard_upload(request):
    """A new draft from a data file; over an earlier draft it is shown first what would change."""
    form, errors = TomlForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        try:
            spec = parse_draft(form.data_read)
            if draft := draft_to_replace(spec):
                return _compare_with(request, draft, form.cleaned_data["file"])
            standard = save_standard(spec=spec, by=request.user)
        except StandardError as error:
            errors = error.errors
        except Refused as refused:
            errors = [str(refused)]
        else:
            messages.success(request, f"已读入“{standard}”，共 {len(spec.items)} 个要点。")
            return redirect("standard_detail", pk=standard.pk)
    context = {"form": form, "errors": errors, "title": "上传创建标准", "upload": True}
    context |= {"intro": INTRO, "submit_label": "上传", "back_url": reverse("standard_list")}
    return render(request, "creation/form.html", context)


def _compare_with(request, draft, file):
    """On to the page that shows what the file would change in the draft."""
    if not file.name.lower().endswith(".toml"):
        file.name += ".toml"
    kept = uploads.keep(file=file, by=request.user)
    kept.notes["seen"] = digest_of(specs_of(draft))
    kept.save()
    messages.info(request, f"标准库里已有草稿“{draft}”：先核对差别；草稿的名称和版次不变。")
    return redirect("standard_import_check", draft.pk, kept.token)


@need_everywhere("edit_standards")
@require_http_methods(["GET", "POST"])
def standard_import(request, pk):
    standard = standard_or_404(request.user, pk)
    if sentence := standard_drafts.why_not_edit(standard):
        raise Refused(sentence)
    form, faults = StandardFileForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        kept = uploads.keep(file=form.cleaned_data["file"], by=request.user)
        _, faults = _read(kept, standard)
        if not faults:
            kept.notes["seen"] = digest_of(specs_of(standard))
            kept.save()
            return redirect("standard_import_check", pk, kept.token)
        uploads.forget(kept=kept)
    context = {"standard": standard, "form": form, "errors": faults, "steps": STEPS}
    return render(request, "creation/standards/import.html", context, status=422 if faults else 200)


@need_everywhere("edit_standards")
@require_http_methods(["GET", "POST"])
def standard_import_check(request, pk, token):
    """What the file would change, side by side; then, and only then, it is written."""
    standard = standard_or_404(request.user, pk)
    kept = uploads.find(token=token, by=request.user)
    if kept is None or not kept.path.exists():
        raise Http404
    spec, _ = _read(kept, standard)
    now = specs_of(standard)
    if request.method == "POST":
        seen = now if kept.notes["seen"] == digest_of(now) else None
        if seen is None:
            raise Refused("核对以后有人改过这份草稿，什么都没有写入；请重新上传核对。")
        standard_drafts.replace_content(standard=standard, spec=spec, seen=seen, by=request.user)
        kept.drop_file()
        messages.success(request, "文件里的内容已写入草稿；文件里没有的要点在“最近删除”里。")
        return redirect("standard_edit", pk)
    found = diff(now, spec)
    context = {
        "standard": standard,
        "diff": found,
        "pairs": [pair for pair in found.pairs if pair.kind != "same"],
        "goals_changed": [
            (old.name, new.name)
            for old, new in zip(now.goals, spec.goals, strict=True)
            if old.name != new.name
        ],
        "gaps": faults_of(spec),
        "steps": STEPS,
        "file_name": kept.name,
    }
    return render(request, "creation/standards/import_check.html", context)


def _read(kept, standard):
    """(what the file says, all that is wrong with it)."""
    known = specs_of(standard)
    try:
        if kept.name.lower().endswith(".toml"):
            return _read_toml(kept, known), []
        reader = BookReader(read_table(kept.path, limits=LIMITS, name=kept.name), known)
        return reader.spec, [str(fault) for fault in reader.faults]
    except WorkbookError as error:
        return None, [str(error)]
    except StandardError as error:
        return None, error.errors
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [f"不是正确的 TOML 文件：{error}"]


def _read_toml(kept, known):
    """The content alone: code, sector, name and edition stay those of the draft."""
    spec = parse_draft(tomllib.loads(kept.path.read_text(encoding="utf-8-sig")))
    own = {"code": known.code, "sector": known.sector}
    return replace(spec, name=known.name, edition=known.edition, **own)
