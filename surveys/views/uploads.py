"""Files of answers: sending them in, what became of them, replacing and undoing them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import need
from surveys import access
from surveys.forms import ReplaceForm, UploadForm
from surveys.integrity import FLAGS
from surveys.layouts import LAYOUTS
from surveys.models import STRATA
from surveys.services import archives, uploads
from surveys.services.batches import receive_all
from surveys.services.kept_files import noted
from surveys.services.reading import limits
from surveys.services.upload_jobs import is_small, receive_later
from surveys.views.steps import STEPS, after
from wuhao.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@need(access.RIGHT)
def upload_create(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    form = UploadForm(typed(request), request.FILES or None)
    if form.is_valid():
        files = form.cleaned_data["file"]
        try:
            found = receive_all(questionnaire=questionnaire, files=files, by=request.user)
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return _received(request, questionnaire, found)
    context = {
        "questionnaire": questionnaire,
        "form": form,
        "limits": f"{limits().in_words()}；{archives.limits_in_words()}",
        "why_not": uploads.why_not_upload(questionnaire),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_create.html", context)


def _received(request, questionnaire, found):
    if len(found) == 1 and found[0].state != "refused":
        return redirect(after(found[0]), pk=found[0].pk)
    refused = len([upload for upload in found if upload.state == "refused"])
    messages.success(request, f"收到 {len(found) - refused} 个文件，正在读取，结果见下表。")
    if refused:
        messages.warning(request, f"{refused} 个文件没有收下，原因写在表里。")
    return redirect("questionnaire_detail", pk=questionnaire.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@need(access.RIGHT)
def upload_replace(request, pk):
    old = access.upload_or_404(request.user, pk)
    if reason := uploads.why_not_replace(old, request.user):
        raise Refused(reason)
    form = ReplaceForm(typed(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        step = uploads.receive if is_small(file) else receive_later
        try:
            upload = step(questionnaire=old.questionnaire, file=file, by=request.user, replaces=old)
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return redirect(after(upload), pk=upload.pk)
    context = {"upload": old, "form": form, "limits": limits().in_words(), "steps": STEPS}
    return render(request, "surveys/upload_replace.html", context)


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
        "text": _what_goes(upload),
        "confirm_label": "撤销",
        "danger": True,
        "back_url": upload.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


def _what_goes(upload):
    if upload.state != "committed":
        return f"“{upload}”还没有入库，撤销以后文件就删除，以后可以重新上传。"
    back = f"被它替换的“{upload.replaces}”会恢复。" if upload.replaces else ""
    return f"“{upload}”的全部答卷会从三率里去掉，以后可以重新上传。{back}"


@require_safe
@need(access.RIGHT)
def upload_detail(request, pk):
    upload = access.upload_or_404(request.user, pk)
    needs_reading = upload.state == "uploaded" and not is_small(upload)
    context = {
        "upload": upload,
        "layout_name": LAYOUTS.get(upload.layout, upload.layout),
        "figures": figures(upload.counts),
        "needs_reading": needs_reading and noted(upload, request.user) is None,
        "why_not_undo": uploads.why_not_undo(upload, request.user),
        "undo_url": reverse("upload_undo", args=[pk]),
        "replace_url": reverse("upload_replace", args=[pk]),
        "why_not_replace": uploads.why_not_replace(upload, request.user),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_detail.html", context)


def typed(request):
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
