"""A published questionnaire stays as it is, whoever asks the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from surveys.models import Option, Question, Questionnaire
from surveys.services.questionnaires import begin_questionnaire

WAYS = {
    "rename": lambda q: Questionnaire.objects.filter(pk=q.pk).update(name="别名"),
    "back to draft": lambda q: Questionnaire.objects.filter(pk=q.pk).update(state="draft"),
    "delete": lambda q: q.delete(),
    "change a question": lambda q: q.questions.filter(code="M1").update(text="别问"),
    "take a question away": lambda q: q.questions.filter(code="M1").delete(),
    "add a question": lambda q: Question.objects.create(
        questionnaire=q, code="X1", order=50, text="新题", dimension="other"
    ),
    "change an option": lambda q: Option.objects.filter(question__questionnaire=q).update(
        text="好"
    ),
    "take options away": lambda q: Option.objects.filter(question__questionnaire=q).delete(),
}


@pytest.mark.parametrize("way", WAYS)
def test_published_one_is_frozen_and_a_draft_is_not(questionnaire, round_, way):
    draft = begin_questionnaire(round=round_, name="草稿", source=questionnaire, by=None)
    WAYS[way](draft)
    with pytest.raises(IntegrityError, match="已发布"), transaction.atomic():
        WAYS[way](questionnaire)


def test_nothing_is_born_published(round_, questionnaire):
    with pytest.raises(IntegrityError, match="要先是草稿"), transaction.atomic():
        Questionnaire.objects.create(
            round=round_, code="x", name="x", state="published", published_at="2026-01-01T00:00Z"
        )


@pytest.mark.parametrize("lacking", ["dimension", "options"])
def test_what_cannot_be_counted_is_not_published(round_, questionnaire, lacking):
    draft = begin_questionnaire(round=round_, name="草稿", source=questionnaire, by=None)
    if lacking == "dimension":
        draft.questions.filter(dimension="participation").delete()
    else:
        Option.objects.filter(question__questionnaire=draft, question__code="M1").delete()
    row = Questionnaire.objects.filter(pk=draft.pk)
    with pytest.raises(IntegrityError, match="还不能发布"), transaction.atomic():
        row.update(state="published", published_at="2026-01-01T00:00Z")


@pytest.mark.parametrize("model", [Questionnaire, Question, Option])
def test_tables_are_not_emptied_while_one_is_published(questionnaire, model):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as if the set-up were committed
        with pytest.raises(IntegrityError, match="不能清空"), transaction.atomic():
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
