"""Questions of a draft: added, changed, moved, removed, kept for later; each write is logged."""

from django.db import transaction

from creation.services.log import record
from surveys.drafting import MOST_QUESTIONS, QuestionSpec, codes_of, faults_of_question
from surveys.library import shipped
from surveys.models import LibraryQuestion, Option, Question
from surveys.queries import form_of
from surveys.services.questionnaires import add_questions, locked_draft, options_of, spec_of
from wuhao.errors import Conflict, Refused

UP, DOWN = "up", "down"
APART = 1000  # orders that no question has: rows change places without meeting


def stored(spec):
    """A question as the log and the library keep it."""
    return {
        "text": spec.text,
        "dimension": spec.dimension,
        "is_multiple": spec.is_multiple,
        "options": [[option.text, option.klass] for option in spec.options],
    }


def current(question):
    """The question's row and what it says now; removed meanwhile, it is refused in words."""
    row = Question.objects.filter(pk=question.pk).first()
    if row is None:
        raise Refused(f"第 {question.order} 题已被别人删除。")
    form = form_of(question.questionnaire)
    return row, spec_of(next(one for one in form if one.order == row.order))


@transaction.atomic
def add_question(*, questionnaire, spec, by):
    (made,) = add_many(questionnaire=questionnaire, specs=[spec], by=by)
    return made


@transaction.atomic
def add_many(*, questionnaire, specs, by):
    """Behind the last; those whose text is asked already are left out."""
    locked = locked_draft(questionnaire)
    for spec in specs:
        _refuse_faulty(spec)
    number = locked.questions.count() + len(specs)
    if number > MOST_QUESTIONS:
        raise Refused(f"一份问卷最多 {MOST_QUESTIONS} 题，加上以后有 {number} 题。")
    made = add_questions(locked, specs)
    for row, spec in zip(made, specs, strict=True):
        record(by=by, action="新增题目", on=row, after=stored(spec))
    return made


@transaction.atomic
def save_question(*, question, spec, version, by):
    """Write what was typed over the version that was read; Conflict holds both as QuestionSpec."""
    locked = locked_draft(question.questionnaire)
    row, before = current(question)
    if spec == before:
        return row
    if row.version != version:
        raise Conflict(
            "这道题刚被别人改过，您的改动没有保存。请对照后决定。", mine=spec, theirs=before
        )
    _refuse_faulty(spec)
    row.text, row.dimension, row.is_multiple = spec.text, spec.dimension, spec.is_multiple
    row.version += 1
    row.save(update_fields=["text", "dimension", "is_multiple", "version"])
    row.options.all().delete()
    Option.objects.bulk_create(options_of(row, spec))
    if spec.dimension != before.dimension:
        _renumber(locked, list(locked.questions.order_by("order")))
    record(by=by, action="修改题目", on=row, before=stored(before), after=stored(spec))
    return row


@transaction.atomic
def move_question(*, question, way, by):
    """One place up or down; at the end nothing happens."""
    locked = locked_draft(question.questionnaire)
    row, _ = current(question)
    rows = list(locked.questions.order_by("order"))
    place = next(i for i, one in enumerate(rows) if one.pk == row.pk)
    target = place - 1 if way == UP else place + 1
    if not 0 <= target < len(rows):
        return row
    rows[place], rows[target] = rows[target], rows[place]
    _renumber(locked, rows)
    record(
        by=by, action="移动题目", on=row, before={"order": place + 1}, after={"order": target + 1}
    )
    return row


@transaction.atomic
def remove_question(*, question, by):
    """Taken out, and kept aside for undoing."""
    locked = locked_draft(question.questionnaire)
    row, spec = current(question)
    record(by=by, action="删除题目", on=row, before=stored(spec))
    kept = locked.removed.create(order=row.order, values=stored(spec), removed_by=by)
    row.delete()
    _renumber(locked, list(locked.questions.order_by("order")))
    return kept


@transaction.atomic
def restore_question(*, removed, by):
    """Back to its place, with the number of that place."""
    locked = locked_draft(removed.questionnaire)
    kept = locked.removed.filter(pk=removed.pk).first()
    if kept is None:
        raise Refused("这道题已经恢复过了。")
    if locked.questions.count() >= MOST_QUESTIONS:
        raise Refused(f"一份问卷最多 {MOST_QUESTIONS} 题，先删去一题再恢复。")
    spec = QuestionSpec.of(kept.values)
    rows = list(locked.questions.order_by("order"))
    (made,) = add_questions(locked, [spec])
    rows.insert(kept.order - 1, made)
    _renumber(locked, rows)
    kept.delete()
    record(by=by, action="恢复题目", on=made, after=stored(spec))
    return made


@transaction.atomic
def keep_question(*, question, sector, by):
    """Into the library, for that sector or (None) for all."""
    _, spec = current(question)
    _refuse_faulty(spec)
    known = LibraryQuestion.objects.filter(text=spec.text, sector=sector).exists()
    if known or spec.text in {one.spec.text for one in shipped()}:
        raise Refused(f"题库里已有“{spec.text}”。")
    kept = LibraryQuestion.objects.create(**stored(spec), sector=sector, kept_by=by)
    record(by=by, action="题目存入题库", on=kept, after=stored(spec))
    return kept


@transaction.atomic
def drop_kept(*, kept, by):
    """Out of the library; questionnaires that have it keep their own."""
    record(by=by, action="删除题库题目", on=kept, before={"text": kept.text})
    kept.delete()


def _refuse_faulty(spec):
    if faults := faults_of_question(spec):
        raise Refused("；".join(sentence.rstrip("。") for _, sentence in faults) + "。")


def _renumber(questionnaire, rows):
    """Orders 1, 2, 3 … in this order; in two steps, each number stands only once."""
    for row, code in zip(rows, codes_of([row.dimension for row in rows]), strict=True):
        row.new = (rows.index(row) + 1, code)
        row.order, row.code = APART + row.new[0], f"~{row.new[0]}"
    Question.objects.bulk_update(rows, ["order", "code"])
    for row in rows:
        row.order, row.code = row.new
    Question.objects.bulk_update(rows, ["order", "code"])
