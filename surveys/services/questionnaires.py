"""A questionnaire as a whole: begun, installed from a file, renamed, published, deleted."""

import re
import tomllib
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from creation.services.log import record
from surveys.drafting import OptionSpec, QuestionSpec, codes_of, faults_of
from surveys.models import QUESTIONNAIRE_LIFECYCLE, Option, Question, Questionnaire
from surveys.queries import form_of, questionnaires_in
from wuhao.errors import Conflict, Refused

DEFAULT = Path(__file__).parent.parent / "data" / "questionnaire.toml"
SHOWN = 5  # faults named in a refusal; the editor lists all
NAME_LENGTH = Questionnaire._meta.get_field("name").max_length


def why_not_begin(round):
    if round.state == "closed":
        return "这个轮次已经结束，不能再加问卷。"
    return ""


def why_not_install(round):
    if sentence := why_not_begin(round):
        return sentence
    if questionnaires_in(round).exists():
        return "这个轮次已经有问卷，不用再装。"
    return ""


@transaction.atomic
def install_questionnaire(*, round, by, path=DEFAULT):
    """The questionnaire of a file, copied into the round and published: later editions of the file
    don't reach it."""
    if reason := why_not_install(round):
        raise Refused(reason)
    name, code, specs = questionnaire_file(path)
    made = Questionnaire.objects.create(round=round, code=code, name=name)
    add_questions(made, specs)
    _publish(made, by)
    record(by=by, action="安装问卷", on=made, after={"questions": len(specs)})
    return made


def questionnaire_file(path=DEFAULT):
    """(name, code, questions) of a file."""
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return data["name"], data["code"], [QuestionSpec.of(item) for item in data["questions"]]


@transaction.atomic
def begin_questionnaire(*, round, name, by, source=None, path=None):
    """A draft with nothing, with the questions of `source` (which it then follows) or of a file."""
    if reason := why_not_begin(round) or why_not_name(name):
        raise Refused(reason)
    made = Questionnaire.objects.create(
        round=round, code=free_code(round), name=name.strip(), follows=followed(round, source)
    )
    if source is not None:
        add_questions(made, specs_of(source))
    elif path is not None:
        add_questions(made, questionnaire_file(path)[2])
    after = {"code": made.code, "copied_from": str(source or "")}
    record(by=by, action="新建问卷", on=made, after=after)
    return made


def why_not_name(name):
    if not name.strip():
        return "问卷要有名称。"
    return f"名称最多 {NAME_LENGTH} 个字。" if len(name.strip()) > NAME_LENGTH else ""


def followed(round, source):
    """The wave before: only one that was asked, and in an earlier round."""
    if source is None or source.state == "draft" or source.round_id == round.pk:
        return None
    return source


def free_code(round):
    """q2, q3 …: the first number that is free in the round."""
    taken = set(questionnaires_in(round).values_list("code", flat=True))
    numbers = [int(code[1:]) for code in taken if re.fullmatch(r"q\d{1,6}", code)]
    return f"q{max([len(taken), *numbers]) + 1}"


def specs_of(questionnaire):
    return [spec_of(question) for question in form_of(questionnaire)]


def spec_of(question):
    """From a row's pure value (FormQuestion)."""
    options = tuple(OptionSpec(option.text, option.klass) for option in question.options)
    return QuestionSpec(question.text, question.dimension, question.is_multiple, options)


def add_questions(questionnaire, specs):
    """Behind those that are there already; all get their numbers anew."""
    before = list(questionnaire.questions.values_list("dimension", flat=True))
    codes = codes_of([*before, *(spec.dimension for spec in specs)])[len(before) :]
    made = Question.objects.bulk_create(
        Question(
            questionnaire=questionnaire,
            code=code,
            order=order,
            text=spec.text,
            dimension=spec.dimension,
            is_multiple=spec.is_multiple,
        )
        for order, (code, spec) in enumerate(zip(codes, specs, strict=True), start=len(before) + 1)
    )
    Option.objects.bulk_create(
        option
        for question, spec in zip(made, specs, strict=True)
        for option in options_of(question, spec)
    )
    return made


def options_of(question, spec):
    return [
        Option(question=question, order=place, text=option.text, klass=option.klass)
        for place, option in enumerate(spec.options, start=1)
    ]


def why_not_edit(questionnaire):
    """Only a draft is worked on."""
    if questionnaire.state == "draft":
        return ""
    return f"问卷“{questionnaire}”已发布，不能再改；要修改请另做一份。"


def locked_draft(questionnaire):
    """Locked against another editor and a publication at the same moment."""
    rows = Questionnaire.objects.select_for_update(of=["self"]).select_related("round")
    locked = rows.filter(pk=questionnaire.pk).first()
    if locked is None:
        raise Refused(f"问卷“{questionnaire}”已被删除。")
    if sentence := why_not_edit(locked):
        raise Refused(sentence)
    return locked


@transaction.atomic
def rename_questionnaire(*, questionnaire, name, seen, by):
    """`seen`: the name that was there when the form was opened."""
    locked = locked_draft(questionnaire)
    name = name.strip()
    if reason := why_not_name(name):
        raise Refused(reason)
    if name == locked.name:
        return locked
    if seen != locked.name:
        raise Conflict(
            f"名称刚被别人改成“{locked.name}”，您填的“{name}”没有保存；要用您的请再填一次。",
            mine=name,
            theirs=locked.name,
        )
    Questionnaire.objects.filter(pk=locked.pk).update(name=name)
    locked.name = name
    record(by=by, action="改问卷名称", on=locked, before={"name": seen}, after={"name": name})
    return locked


def why_not_publish(questionnaire, faults=None):
    """ "" when it can be asked and counted; `faults` when they are known already."""
    if sentence := QUESTIONNAIRE_LIFECYCLE.why_not("publish", questionnaire.state):
        return sentence
    if questionnaire.round.state == "closed":
        return "这个轮次已经结束，不能再发布问卷。"
    faults = faults_of(specs_of(questionnaire)) if faults is None else faults
    told = "；".join(told_fault(*fault).rstrip("。") for fault in faults[:SHOWN])
    more = f"；等 {len(faults)} 处" if len(faults) > SHOWN else ""
    return f"还不能发布：{told}{more}。" if faults else ""


def told_fault(number, sentence):
    return f"第 {number} 题：{sentence}" if number else sentence


@transaction.atomic
def publish_questionnaire(*, questionnaire, by):
    """From now on nothing in it changes, in the database either; answers may come.

    What was removed from the draft is gone.
    """
    locked = Questionnaire.objects.select_for_update(of=["self"]).get(pk=questionnaire.pk)
    if sentence := why_not_publish(locked):
        raise Refused(sentence)
    locked.removed.all().delete()
    _publish(locked, by)
    record(by=by, action="发布问卷", on=locked, after={"questions": locked.questions.count()})
    return locked


def _publish(questionnaire, by):
    questionnaire.state = QUESTIONNAIRE_LIFECYCLE.move("publish").to
    questionnaire.published_at = timezone.now()
    questionnaire.published_by = by
    questionnaire.save(update_fields=["state", "published_at", "published_by"])


def why_not_delete(questionnaire):
    if questionnaire.state == "draft":
        return ""
    return f"问卷“{questionnaire}”已发布，不能删除。"


@transaction.atomic
def delete_questionnaire(*, questionnaire, by):
    locked = Questionnaire.objects.select_for_update(of=["self"]).get(pk=questionnaire.pk)
    if sentence := why_not_delete(locked):
        raise Refused(sentence)
    before = {"code": locked.code, "questions": locked.questions.count()}
    record(by=by, action="删除问卷", on=locked, before=before)
    locked.delete()
