"""Files that prove a mark: added, taken away, and handed out behind the gate."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import evidence_or_404, library_for, mark_or_404
from assessment.filetypes import PICTURES, TYPES
from assessment.forms.evidence import DescribeForm, EvidenceForm
from assessment.queries.evidence import with_uses
from assessment.services.evidence import (
    PROOF_RULE,
    add_evidence,
    attach_evidence,
    describe_evidence,
    remove_evidence,
    why_not_add_evidence,
    why_not_change_evidence,
)
from assessment.views.papers import place_of
from creation.access import need
from wuhao.errors import Refused

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_POST
def evidence_add(request, pk):
    """Several files at once; a fragment for htmx, else back to the item."""
    mark = mark_or_404(request.user, pk)
    if refusal := why_not_add_evidence(mark):
        raise Refused(refusal)
    form = EvidenceForm(request.POST, request.FILES)
    error = _add(form, mark, request.user)
    if request.htmx:
        context = {"mark": mark, "files": mark.evidence.order_by("uploaded_at", "pk")}
        context |= {"error": error, "may_change": True, "own": mark.sheet.stage == "self"}
        context["may_remove"] = not why_not_change_evidence(mark)
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
        files = form.cleaned_data["files"]
        add_evidence(mark=mark, uploads=files, by=by, taken=form.taken())
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


@require_http_methods(["GET", "POST"])
def evidence_attach(request, pk):
    """Files that the organization has already: one file may prove several items."""
    mark = mark_or_404(request.user, pk, "self_check")
    owner = mark.sheet.candidacy.organization_id
    library = library_for(request.user).filter(organization=owner)
    if request.method == "POST":
        picked = filter(str.isdigit, request.POST.getlist("file"))
        chosen = library.filter(pk__in=list(picked))
        attach_evidence(mark=mark, files=list(chosen), by=request.user)
        return redirect(place_of(mark))
    context = {
        "nav": "self_check",
        "mark": mark,
        "files": with_uses(library.exclude(marks=mark)),
        "why_not": why_not_add_evidence(mark),
        "place": place_of(mark),
    }
    return render(request, "assessment/evidence_attach.html", context)


@require_GET
@need("self_check")
def evidence_library(request):
    """The organization's files, newest first, with what each of them proves."""
    return _library(request)


def _library(request, *, refused=None, status=200):
    files = list(with_uses(library_for(request.user)))
    for one in files:
        initial = {"title": one.title, "dated": one.dated}
        same = refused and refused[0] == one
        one.form = refused[1] if same else DescribeForm(initial=initial, prefix=str(one.pk))
    context = {"nav": "self_check", "files": files, "rule": PROOF_RULE}
    if refused:
        context["form"] = refused[1]
    return render(request, "assessment/evidence_library.html", context, status=status)


@require_POST
def evidence_describe(request, pk):
    evidence = get_object_or_404(library_for(request.user), pk=pk)
    form = DescribeForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _library(request, refused=(evidence, form), status=422)
    describe_evidence(evidence=evidence, by=request.user, **form.cleaned_data)
    messages.success(request, f"“{form.cleaned_data['title']}”已保存。")
    return redirect("evidence_library")


@require_GET
def evidence_file(request, pk):
    """A download, never a page of ours: no sniffing, no script, no frame. A picture, which was
    written anew when it came, may be looked at (`?view`)."""
    evidence = evidence_or_404(request.user, pk)
    suffix = "." + evidence.file.name.rsplit(".", 1)[-1]
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=not (suffix in PICTURES and "view" in request.GET),
        filename=evidence.title,
        content_type=TYPES[suffix].content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
