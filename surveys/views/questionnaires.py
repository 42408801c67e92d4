"""Questionnaires: which there are, what they ask, blank files to fill in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from creation.access import may_everywhere, need, need_everywhere
from creation.models import Round
from surveys import access, blanks
from surveys.queries import form_of, rounds_without, with_uploads
from surveys.services.batches import ready
from surveys.services.questionnaires import install_questionnaire
from surveys.services.uploads import why_not_upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@need(access.RIGHT)
def questionnaire_list(request):
    context = {
        "questionnaires": with_uploads(access.visible_to(request.user)),
        "rounds": rounds_without(),
        "may_install": may_everywhere(request.user, "edit_rounds"),
    }
    return render(request, "surveys/questionnaire_list.html", context)


@require_POST
@need_everywhere("edit_rounds")
def questionnaire_install(request, pk):
    round_ = get_object_or_404(Round, pk=pk)
    questionnaire = install_questionnaire(round=round_, by=request.user)
    messages.success(request, f"已把“{questionnaire}”装到{round_}。")
    return redirect("questionnaire_detail", pk=questionnaire.pk)


@require_safe
@need(access.RIGHT)
def questionnaire_detail(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    uploads = access.with_reach(
        access.uploads_for(request.user).filter(questionnaire=questionnaire), request.user
    )
    context = {
        "questionnaire": questionnaire,
        "form": form_of(questionnaire),
        "uploads": uploads,
        "at_work": any(upload.is_at_work for upload in uploads),
        "ready": len(ready(uploads)),
        "why_not_upload": why_not_upload(questionnaire),
    }
    return render(request, "surveys/questionnaire_detail.html", context)


@require_safe
@need(access.RIGHT)
def answer_template(request, pk):
    return _blank(request, pk, blanks.answer_sheet, "答卷模板")


@require_safe
@need(access.RIGHT)
def tally_template(request, pk):
    return _blank(request, pk, blanks.tally_sheet, "计票表")


def _blank(request, pk, make, name):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    rated = access.organizations_to_answer_for(request.user).filter(is_rated=True)
    content = make(form_of(questionnaire), list(rated.order_by("code").values_list("code", "name")))
    filename = f"{questionnaire.name}{name}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, filename)}
    return HttpResponse(content, content_type=XLSX, headers=headers)
