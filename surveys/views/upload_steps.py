"""The way of a file that waits: 列对应 → 校验预览 → 完成, with what each wording counts for."""

from pathlib import PurePath

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from creation.access import need
from creation.resources.workbooks import XLSX_TYPE
from surveys import access
from surveys.forms import ColumnsForm, DecisionsForm, WordingsForm, offered, targets
from surveys.layouts import LAYOUTS
from surveys.queries import directory_of, form_of
from surveys.services import uploads
from surveys.services.error_books import error_book
from surveys.services.kept_files import noted
from surveys.services.mappings import used_of
from surveys.services.upload_jobs import is_small, order_commit, order_reading
from surveys.views.steps import STEPS
from surveys.views.uploads import figures, typed


def waiting(view):
    """`view(request, upload, finding)` for a file that waits and was read; else where it is."""

    @need(access.RIGHT)
    def found(request, pk):
        upload = access.upload_or_404(request.user, pk)
        if upload.is_at_work:
            return redirect("upload_progress", pk=pk)
        if upload.state != "uploaded":
            return redirect("upload_detail", pk=pk)
        finding = noted(upload, request.user)
        if finding is None and not is_small(upload):
            return redirect("upload_detail", pk=pk)
        return view(request, upload, finding or uploads.finding_of(upload, request.user))

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@waiting
def upload_columns(request, upload, finding):
    if request.method == "POST" and "anew" in request.POST:
        uploads.begin_anew(upload=upload, by=request.user)
        return _checked(request, upload, "upload_columns")
    directory, questions = _directory(request.user), form_of(upload.questionnaire)
    form = ColumnsForm(
        typed(request),
        finding=finding,
        questions=questions,
        find=directory.find,
        initial=_whose(upload, finding, directory),
    )
    if form.is_valid():
        return _decided(request, upload, form.mapping())
    context = {
        "upload": upload,
        "form": form,
        "finding": finding,
        "layout_name": LAYOUTS[finding.kind],
        "carried": _carried(upload, finding, questions),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_columns.html", context)


def _carried(upload, finding, questions):
    """What rests on another questionnaire's mapping: (source, headers, [wording in words])."""
    used = used_of(upload, finding)
    if not used.number:
        return None
    texts = {question.code: question.text for question in questions} | {"stratum": "身份"}
    wordings = [
        {
            "question": texts[one.code],
            "text": one.text,
            "target": dict(targets(questions, one.code)).get(one.target, "按选项识别"),
        }
        for one in used.wordings
    ]
    return {"source": upload.carried["source"], "headers": used.headers, "wordings": wordings}


def _whose(upload, finding, directory):
    """Whose file it was said to be; without a column for that, whose name the file bears."""
    mapping = upload.mapping
    code = mapping.get("fixed_organization", "")
    if not code and not any(column.role == "organization" for column in finding.columns):
        code = directory.find(PurePath(upload.name).stem)[0]
    return {"organization": code, "stratum": mapping.get("fixed_stratum", "")}


def _directory(user):
    return directory_of(access.organizations_to_answer_for(user))


def _decided(request, upload, mapping):
    uploads.decide(upload=upload, mapping=mapping, by=request.user)
    return _checked(request, upload, "upload_check")


def _checked(request, upload, page):
    """Check anew: at once, or in the background."""
    if is_small(upload):
        uploads.count_again(upload, request.user)
        return redirect(page, pk=upload.pk)
    order_reading(upload=upload, by=request.user)
    return redirect("upload_progress", pk=upload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@waiting
def upload_wordings(request, upload, finding):
    questions = form_of(upload.questionnaire)
    form = WordingsForm(typed(request), finding=finding, questions=questions)
    if form.is_valid():
        return _decided(request, upload, form.mapping())
    context = {"upload": upload, "form": form, "steps": STEPS}
    return render(request, "surveys/upload_wordings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@waiting
def upload_check(request, upload, finding):
    if request.method == "POST" and "adopt" in request.POST:
        return _decided(request, upload, offered(finding))
    form = DecisionsForm(
        typed(request),
        finding=finding,
        questions=form_of(upload.questionnaire),
        find=_directory(request.user).find if request.method == "POST" else None,
    )
    if form.is_valid():
        return _decided(request, upload, form.mapping())
    context = {
        "upload": upload,
        "form": form,
        "finding": finding,
        "figures": figures(finding.counts),
        "carried": _carried(upload, finding, form.questions),
        "steps": STEPS,
    }
    return render(request, "surveys/upload_check.html", context)


@require_safe
@waiting
def upload_errors(request, upload, finding):
    """The file as a workbook with what is wrong in red, without the personal columns."""
    content = error_book(upload=upload, by=request.user)
    name = f"{PurePath(upload.name).stem}-错误.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)


@require_POST
@need(access.RIGHT)
def upload_commit(request, pk):
    upload = access.upload_or_404(request.user, pk)
    if not is_small(upload):
        order_commit(upload=upload, by=request.user)
        return redirect("upload_progress", pk=pk)
    uploads.commit(upload=upload, by=request.user)
    messages.success(request, f"“{upload}”的答卷已入库，三率已重新计算。")
    return redirect("upload_detail", pk=pk)
