"""Putting a questionnaire into a round."""

import tomllib
from pathlib import Path

from django.db import transaction

from creation.services.log import record
from surveys.models import Option, Question, Questionnaire
from surveys.queries import questionnaires_in
from wuhao.errors import Refused

DEFAULT = Path(__file__).parent.parent / "data" / "questionnaire.toml"


def why_not_install(round):
    if round.state == "closed":
        return "这个轮次已经结束，不能再加问卷。"
    if questionnaires_in(round).exists():
        return "这个轮次已经有问卷，不用再装。"
    return ""


@transaction.atomic
def install_questionnaire(*, round, by, path=DEFAULT):
    """The questionnaire of a file, copied into the round: later editions don't reach it."""
    reason = why_not_install(round)
    if reason:
        raise Refused(reason)
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    questionnaire = Questionnaire.objects.create(round=round, code=data["code"], name=data["name"])
    for order, item in enumerate(data["questions"], start=1):
        question = Question.objects.create(
            questionnaire=questionnaire,
            code=item["code"],
            order=order,
            text=item["text"],
            dimension=item["dimension"],
            is_multiple=item.get("is_multiple", False),
        )
        Option.objects.bulk_create(
            Option(question=question, order=place, text=text, klass=klass)
            for place, (text, klass) in enumerate(item["options"], start=1)
        )
    record(by=by, action="安装问卷", on=questionnaire, after={"questions": len(data["questions"])})
    return questionnaire
