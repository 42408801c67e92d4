"""What the public brings forward while a title is shown, and what came of it."""

from django.db import transaction
from django.utils import timezone

from assessment.models import Objection
from creation.services.log import record
from wuhao.errors import Refused


def why_not_object(title) -> str:
    if title.state == "publicity":
        return ""
    return f"{title.candidacy.organization}不在公示中，不能记录异议。"


@transaction.atomic
def object_to(*, title, text, received_on, by) -> Objection:
    if sentence := why_not_object(title):
        raise Refused(sentence)
    if not text.strip():
        raise Refused("请写明异议内容。")
    objection = Objection.objects.create(
        title=title, text=text.strip(), received_on=received_on, recorded_by=by
    )
    record(by=by, action="记录异议", on=title, after={"objection": objection.pk})
    return objection


def why_not_answer_objection(objection) -> str:
    return "这条异议已经处理。" if objection.answer else ""


@transaction.atomic
def answer_objection(*, objection, answer, by) -> Objection:
    if not answer.strip():
        raise Refused("请写明处理结果。")
    today = timezone.localdate()
    rows = Objection.objects.filter(pk=objection.pk, answer="")
    if rows.update(answer=answer.strip(), answered_on=today) != 1:
        raise Refused("这条异议已经处理。")
    objection.refresh_from_db()
    record(by=by, action="处理异议", on=objection.title, after={"objection": objection.pk})
    return objection
