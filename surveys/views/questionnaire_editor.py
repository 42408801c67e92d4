"""The editor of a draft: begun, named, previewed, published, deleted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from creation.access import need, need_everywhere
from surveys import access
from surveys.drafting import NAMES, faults_of
from surveys.models import Questionnaire
from surveys.queries import form_of
from surveys.questionnaire_forms import BeginForm
from surveys.services import questionnaires as service
from surveys.wordings import CLASS_NAMES
from wuhao.errors import Refused

right = need_everywhere(access.EDIT_RIGHT)


def draft_or_404(pk):
    return get_object_or_404(Questionnaire.objects.select_related("round", "follows__round"), pk=pk)


@right
@require_http_methods(["GET", "POST"])
def questionnaire_create(request):
    chosen = {"round": request.GET.get("round"), "source": request.GET.get("from")}
    form = BeginForm(request.POST or None, initial={k: v for k, v in chosen.items() if v})
    if form.is_valid():
        try:
            made = service.begin_questionnaire(**form.start(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已新建“{made}”，改好以后发布。")
            return redirect("questionnaire_edit", pk=made.pk)
    context = {"form": form, "title": "新建问卷", "back_url": reverse("questionnaire_list")}
    return render(request, "creation/form.html", context)


@right
@require_safe
def questionnaire_edit(request, pk):
    questionnaire = draft_or_404(pk)
    if service.why_not_edit(questionnaire):
        return redirect("questionnaire_detail", pk=pk)
    return render(request, "surveys/editor/edit.html", editor(questionnaire))


def editor(questionnaire):
    rows = list(questionnaire.questions.order_by("order").prefetch_related("options"))
    faults = faults_of([service.spec_of(one) for one in form_of(questionnaire)])
    return {
        "questionnaire": questionnaire,
        "rows": [(row, [told for number, told in faults if number == row.order]) for row in rows],
        "faults": [service.told_fault(*fault) for fault in faults],
        "why_not_publish": service.why_not_publish(questionnaire, faults),
        "class_names": CLASS_NAMES | {"other": "不计入"},
        "dimensions": NAMES,
        "last": len(rows),
        "removed": questionnaire.removed.select_related("removed_by"),
        "nav": "surveys",
    }


@right
@require_POST
def questionnaire_rename(request, pk):
    questionnaire = draft_or_404(pk)
    try:
        service.rename_questionnaire(
            questionnaire=questionnaire,
            name=request.POST.get("name", ""),
            seen=request.POST.get("seen", ""),
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "名称已保存。")
    return redirect("questionnaire_edit", pk=pk)


@require_safe
@need(access.RIGHT)
def questionnaire_preview(request, pk):
    """One question after the other as a resident sees them; nothing typed is kept."""
    questionnaire = access.questionnaire_or_404(request.user, pk)
    form = [question for question in form_of(questionnaire) if question.options]
    number = request.GET.get("at", "1")
    at = min(int(number), len(form)) if number.isdecimal() and int(number) else 1
    back = "questionnaire_edit" if questionnaire.state == "draft" else "questionnaire_detail"
    context = {
        "questionnaire": questionnaire,
        "question": form[at - 1] if form else None,
        "at": at,
        "total": len(form),
        "before": at - 1,
        "after": at + 1 if at < len(form) else 0,
        "back_url": reverse(back, args=[pk]),
    }
    return render(request, "surveys/editor/preview.html", context)


@right
@require_http_methods(["GET", "POST"])
def questionnaire_publish(request, pk):
    questionnaire = draft_or_404(pk)
    if request.method == "POST":
        service.publish_questionnaire(questionnaire=questionnaire, by=request.user)
        messages.success(request, f"“{questionnaire}”已发布，可以收答卷了。")
        return redirect("questionnaire_detail", pk=pk)
    if reason := service.why_not_publish(questionnaire):
        raise Refused(reason)
    context = {
        "title": "发布问卷",
        "text": f"发布“{questionnaire}”以后，题目和选项不能再改，也不能删除。",
        "confirm_label": "发布",
        "back_url": reverse("questionnaire_edit", args=[pk]),
    }
    return render(request, "confirm.html", context)


@right
@require_http_methods(["GET", "POST"])
def questionnaire_delete(request, pk):
    questionnaire = draft_or_404(pk)
    if reason := service.why_not_delete(questionnaire):
        raise Refused(reason)
    if request.method == "POST":
        service.delete_questionnaire(questionnaire=questionnaire, by=request.user)
        messages.success(request, f"草稿“{questionnaire}”已删除。")
        return redirect("questionnaire_list")
    context = {
        "title": "删除问卷草稿",
        "text": f"草稿“{questionnaire}”和它的 {questionnaire.questions.count()} 道题将被删除。",
        "confirm_label": "删除",
        "danger": True,
        "back_url": reverse("questionnaire_edit", args=[pk]),
    }
    return render(request, "confirm.html", context)
