"""Files that prove a mark: added, taken away, and handed out behind the gate."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import evidence_or_404, mark_or_404
from assessment.filetypes import TYPES
from assessment.forms.evidence import EvidenceForm
from assessment.services.evidence import add_evidence, remove_evidence, why_not_change_evidence
from assessment.views.papers import place_of
from wuhao.errors import Refused

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_POST
def evidence_add(request, pk):
    """Several files at once; a fragment for htmx, else back to the item."""
    mark = mark_or_404(request.user, pk)
    if refusal := why_not_change_evidence(mark):
        raise Refused(refusal)
    form = EvidenceForm(request.POST, request.FILES)
    error = _add(form, mark, request.user)
    if request.htmx:
        context = {"mark": mark, "files": mark.evidence.order_by("uploaded_at", "pk")}
        context |= {"error": error, "may_change": True}
        status = 422 if error else 200
        return render(request, "assessment/evidence_box.html", context, status=status)
    if error:
        messages.error(request, f"要点 {mark.item.code}：{error}")
    return redirect(place_of(mark))


def _add(form, mark, by) -> str:
    """The sentence that refuses the upload, or "" when it is kept."""
    if not form.is_valid():
        return str(next(iter(form.errors["files"])))
    try:
        add_evidence(mark=mark, uploads=form.cleaned_data["files"], by=by)
    except Refused as refusal:
        return str(refusal)
    return ""


@require_http_methods(["GET", "POST"])
def evidence_remove(request, pk, evidence_pk):
    """Asks first: the file is gone when nothing else needs it."""
    mark = mark_or_404(request.user, pk)
    evidence = get_object_or_404(mark.evidence, pk=evidence_pk)
    if request.method == "POST":
        remove_evidence(mark=mark, evidence=evidence, by=request.user)
        return redirect(place_of(mark))
    context = {
        "title": "删除佐证",
        "text": f"从要点 {mark.item.code} {mark.item.title}中删除“{evidence.title}”？",
        "confirm_label": "删除",
        "danger": True,
        "back_url": place_of(mark),
    }
    return render(request, "confirm.html", context)


@require_GET
def evidence_file(request, pk):
    """Always a download, never a page of ours: no sniffing, no script, no frame."""
    evidence = evidence_or_404(request.user, pk)
    suffix = "." + evidence.file.name.rsplit(".", 1)[-1]
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.title,
        content_type=TYPES[suffix].content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
