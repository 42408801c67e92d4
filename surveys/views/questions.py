"""One question of a draft, and the library that questions come from and go to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from creation.models import Sector
from surveys.drafting import NAMES
from surveys.models import LibraryQuestion, Question, RemovedQuestion
from surveys.queries import library_of
from surveys.questionnaire_forms import (
    MORE,
    ROWS,
    KeepForm,
    LibraryForm,
    QuestionForm,
    initial_of,
)
from surveys.services import questions as service
from surveys.services.questionnaires import why_not_edit
from surveys.views.questionnaire_editor import draft_or_404, right
from surveys.wordings import CLASS_NAMES
from wuhao.errors import Conflict, Refused


def question_or_404(pk, question):
    rows = Question.objects.select_related("questionnaire__round")
    return get_object_or_404(rows, pk=question, questionnaire=pk)


def place_of(pk, question=None):
    return reverse("questionnaire_edit", args=[pk]) + (f"#q{question.pk}" if question else "")


@right
@require_http_methods(["GET", "POST"])
def question_create(request, pk):
    questionnaire = draft_or_404(pk)
    if reason := why_not_edit(questionnaire):
        raise Refused(reason)
    if request.method == "GET":
        form = QuestionForm(initial={"dimension": request.GET.get("dimension", "satisfaction")})
        return _page(request, questionnaire, form)
    form = _typed(request)
    if form.is_bound and form.is_valid():
        try:
            made = service.add_question(
                questionnaire=questionnaire, spec=form.spec, by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已新增 {made.code}。")
            return redirect(place_of(pk, made))
    return _page(request, questionnaire, form)


@right
@require_http_methods(["GET", "POST"])
def question_edit(request, pk, question):
    row = question_or_404(pk, question)
    if reason := why_not_edit(row.questionnaire):
        raise Refused(reason)
    if request.method == "GET":
        _, spec = service.current(row)
        form = QuestionForm(initial=initial_of(spec, row.version), rows=_rows(len(spec.options)))
        return _page(request, row.questionnaire, form, row=row)
    form = _typed(request)
    if not form.is_bound or not form.is_valid():
        return _page(request, row.questionnaire, form, row=row)
    over = request.POST.get("overwrite", "")
    version = int(over) if over.isdecimal() else form.cleaned_data["version"] or 0
    try:
        service.save_question(question=row, spec=form.spec, version=version, by=request.user)
    except Conflict as conflict:
        return _conflict(request, row, form, conflict)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, row.questionnaire, form, row=row)
    messages.success(request, f"{row.code} 已保存。")
    return redirect(place_of(pk, row))


def _rows(options):
    return max(ROWS, options + 2)


def _typed(request):
    """What was sent; asked for more rows, it is shown again without being judged."""
    number = request.POST.get("rows", "")
    rows = int(number) if number.isdecimal() else ROWS
    if request.POST.get("do") == "more":
        return QuestionForm(initial=request.POST.dict(), rows=rows + MORE)
    return QuestionForm(request.POST, rows=rows)


def _conflict(request, row, form, conflict):
    """Both values of each field in which they differ, and the choice."""
    row.refresh_from_db()
    theirs, mine = _in_words(conflict.theirs), _in_words(conflict.mine)
    both = [(label, theirs[label], mine[label]) for label in mine if theirs[label] != mine[label]]
    more = {"conflict": both, "sentence": str(conflict), "version_now": row.version}
    return _page(request, row.questionnaire, form, row=row, more=more, status=409)


def _in_words(spec):
    names = CLASS_NAMES | {"other": "不计入"}
    options = [f"{option.text}（{names[option.klass]}）" for option in spec.options]
    return {
        "题目": spec.text,
        "维度": NAMES[spec.dimension],
        "作答方式": "多选" if spec.is_multiple else "单选",
        "选项": "；".join(options),
    }


def _page(request, questionnaire, form, *, row=None, more=None, status=None):
    context = {
        "questionnaire": questionnaire,
        "form": form,
        "row": row,
        "back_url": place_of(questionnaire.pk, row),
        "nav": "surveys",
    }
    status = status or (422 if form.errors else 200)
    return render(request, "surveys/editor/question.html", context | (more or {}), status=status)


@right
@require_POST
def question_act(request, pk, question):
    """Up, down or away: the button says which."""
    row = question_or_404(pk, question)
    if request.POST.get("do") == "remove":
        service.remove_question(question=row, by=request.user)
        messages.success(request, f"已删除“{row.text}”，可在“最近删除”里恢复。")
        return redirect(f"{place_of(pk)}#removed")
    service.move_question(question=row, way=request.POST.get("do", ""), by=request.user)
    return redirect(place_of(pk, row))


@right
@require_POST
def question_restore(request, pk, removed):
    rows = RemovedQuestion.objects.select_related("questionnaire__round")
    kept = get_object_or_404(rows, pk=removed, questionnaire=pk)
    made = service.restore_question(removed=kept, by=request.user)
    messages.success(request, f"已恢复“{made.text}”。")
    return redirect(place_of(pk, made))


@right
@require_http_methods(["GET", "POST"])
def question_keep(request, pk, question):
    row = question_or_404(pk, question)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            service.keep_question(question=row, sector=form.cleaned_data["sector"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{row.text}”已存入题库。")
            return redirect(place_of(pk, row))
    context = {
        "title": "存入题库",
        "text": f"“{row.text}”以后可以从题库里挑进别的问卷。",
        "form": form,
        "confirm_label": "存入题库",
        "back_url": place_of(pk, row),
    }
    return render(request, "confirm.html", context)


@right
@require_http_methods(["GET", "POST"])
def question_library(request, pk):
    """Pick questions by dimension and sector; those that are asked already can't be picked."""
    questionnaire = draft_or_404(pk)
    if reason := why_not_edit(questionnaire):
        raise Refused(reason)
    form = LibraryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    shown = library_of(chosen.get("dimension"), chosen.get("sector"))
    asked = set(questionnaire.questions.values_list("text", flat=True))
    if request.method == "POST":
        picked = set(request.POST.getlist("pick"))
        specs = [one.spec for one in shown if one.key in picked and one.spec.text not in asked]
        if not specs:
            messages.error(request, "还没有勾选题目。")
            return redirect(request.get_full_path())
        service.add_many(questionnaire=questionnaire, specs=specs, by=request.user)
        messages.success(request, f"已从题库加进 {len(specs)} 道题。")
        return redirect(place_of(pk))
    context = {
        "questionnaire": questionnaire,
        "filter_form": form,
        "shown": [(one, one.spec.text in asked) for one in shown],
        "sectors": dict(Sector.objects.values_list("code", "name")),
        "dimensions": NAMES,
        "nav": "surveys",
    }
    return render(request, "surveys/editor/library.html", context)


@right
@require_POST
def library_drop(request, pk, kept):
    kept = get_object_or_404(LibraryQuestion, pk=kept)
    service.drop_kept(kept=kept, by=request.user)
    messages.success(request, f"“{kept.text}”已从题库里删除。")
    return redirect("question_library", pk=pk)
