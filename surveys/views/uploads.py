"""The way of a file: 上传 → 列对应 → 校验预览 → 完成, and back out again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from creation.access import need
from surveys import access
from surveys.forms import ColumnsForm, DecisionsForm, UploadForm
from surveys.integrity import FLAGS
from surveys.layouts import LAYOUTS
from surveys.models import STRATA
from surveys.services import uploads
from surveys.services.reading import inspect_upload, limits
from wuhao.errors import Refused

STEPS = ["上传文件", "列对应", "校验预览", "完成"]


@require_http_methods(["GET", "HEAD", "POST"])
@need(access.RIGHT)
def upload_create(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    form = UploadForm(_typed(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.receive(questionnaire=questionnaire, file=file, by=request.user)
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return redirect("upload_columns", pk=upload.pk)
    context = {
        "questionnaire": questionnaire,
        "form": form,
        "limits": limits().in_words(),
        "why_not": uploads.why_not_upload(questionnaire),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_create.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@need(access.RIGHT)
def upload_columns(request, pk):
    upload = access.upload_or_404(request.user, pk)
    if upload.state != "uploaded":
        return redirect("upload_detail", pk=pk)
    reading = inspect_upload(upload, request.user)
    form = ColumnsForm(_typed(request), reading=reading)
    if form.is_valid():
        uploads.decide(upload=upload, mapping=form.mapping(), by=request.user)
        return redirect("upload_check", pk=pk)
    context = {
        "upload": upload,
        "form": form,
        "layout": reading.layout,
        "layout_name": LAYOUTS[reading.layout.kind],
        "other_sheets": reading.other_sheets,
        "steps": STEPS,
    }
    return render(request, "surveys/upload_columns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@need(access.RIGHT)
def upload_check(request, pk):
    upload = access.upload_or_404(request.user, pk)
    if upload.state != "uploaded":
        return redirect("upload_detail", pk=pk)
    reading = inspect_upload(upload, request.user)
    problems = reading.table.problems
    form = DecisionsForm(_typed(request), problems=problems, reading=reading)
    if form.is_valid():
        uploads.decide(upload=upload, mapping=form.mapping(), by=request.user)
        return redirect("upload_check", pk=pk)
    context = {
        "upload": upload,
        "form": form,
        "error_count": reading.error_count,
        "to_decide": sum(problem.kind in form.KINDS for problem in problems),
        "to_correct": [p for p in problems if p.kind not in form.KINDS],
        "figures": figures(reading.counts()),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_check.html", context)


@require_POST
@need(access.RIGHT)
def upload_commit(request, pk):
    upload = access.upload_or_404(request.user, pk)
    uploads.commit(upload=upload, by=request.user)
    messages.success(request, f"“{upload}”的答卷已入库，三率已重新计算。")
    return redirect("upload_detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@need(access.RIGHT)
def upload_undo(request, pk):
    upload = access.upload_or_404(request.user, pk)
    if request.method == "POST":
        uploads.undo(upload=upload, by=request.user)
        messages.success(request, f"“{upload}”已撤销。")
        return redirect("questionnaire_detail", pk=upload.questionnaire_id)
    reason = uploads.why_not_undo(upload, request.user)
    if reason:
        raise Refused(reason)
    context = {
        "title": "撤销数据文件",
        "text": f"“{upload}”的全部答卷会从三率里去掉，以后可以重新上传。",
        "confirm_label": "撤销",
        "danger": True,
        "back_url": upload.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_safe
@need(access.RIGHT)
def upload_detail(request, pk):
    upload = access.upload_or_404(request.user, pk)
    context = {
        "upload": upload,
        "layout_name": LAYOUTS.get(upload.layout, upload.layout),
        "figures": figures(upload.counts),
        "why_not_undo": uploads.why_not_undo(upload, request.user),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_detail.html", context)


def _typed(request):
    """What was sent, None on the way in: an empty form sent off is still sent."""
    return request.POST if request.method == "POST" else None


def figures(counts):
    """What a file holds, as lines for the page: (label, number or text)."""
    strata, flags = counts.get("strata", {}), counts.get("flags", {})
    return {
        "rows": counts.get("rows", 0),
        "organizations": counts.get("organizations", 0),
        "strata": [(label, strata[code]) for code, label in STRATA if code in strata],
        "left_out": counts.get("left_out", 0),
        "flags": [(label, flags[code]) for code, label in FLAGS.items() if code in flags],
        "not_rated": counts.get("not_rated", []),
    }
