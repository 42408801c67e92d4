"""The writes of the questionnaire editor, each ready to be called with `by`."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from surveys.drafting import OptionSpec, QuestionSpec
from surveys.services import online, questionnaires, questions
from surveys.services.answers import take_answer
from tests import factories
from tests.surveys.links import ANSWERS, opened

SPEC = QuestionSpec(
    "您来了几年", "other", False, (OptionSpec("一年", "other"), OptionSpec("多年", "other"))
)


def draft():
    return questionnaires.begin_questionnaire(
        round=factories.make_round("q"), name="草稿", path=questionnaires.DEFAULT, by=None
    )


def question():
    return questions.add_question(questionnaire=draft(), spec=SPEC, by=None)


def changed():
    row, spec = questions.current(draft().questions.get(code="M1"))
    typed = QuestionSpec("新题目", spec.dimension, False, spec.options)
    return partial(questions.save_question, question=row, spec=typed, version=0)


def branch():
    return factories.make_organization(factories.make_town(factories.make_district()))


def published():
    return questionnaires.install_questionnaire(round=factories.make_round("q"), by=None)


def link(mode="open"):
    return opened(published(), branch(), mode=mode)[0]


def times():
    now = timezone.now()
    return {"mode": "open", "opens_at": now, "closes_at": now + timedelta(days=9)}


def answered():
    one = link()
    take_answer(link=one, answers=ANSWERS, nonce="n", seconds=60)
    return one


WRITES = {
    "open links": lambda: partial(
        online.open_links, questionnaire=published(), organizations=[branch()], **times()
    ),
    "change a link": lambda: partial(online.change_link, link=link(), **times()),
    "close a link": lambda: partial(online.close_link, link=link()),
    "renew an address": lambda: partial(online.renew_address, link=link()),
    "issue codes": lambda: partial(online.issue_codes, link=link("codes"), number=2),
    "drop answers": lambda: partial(online.drop_answers, link=answered()),
    "begin a questionnaire": lambda: partial(
        questionnaires.begin_questionnaire, round=factories.make_round("q"), name="草稿"
    ),
    "rename a questionnaire": lambda: partial(
        questionnaires.rename_questionnaire, questionnaire=draft(), name="新", seen="草稿"
    ),
    "publish a questionnaire": lambda: partial(
        questionnaires.publish_questionnaire, questionnaire=draft()
    ),
    "delete a questionnaire": lambda: partial(
        questionnaires.delete_questionnaire, questionnaire=draft()
    ),
    "add a question": lambda: partial(questions.add_question, questionnaire=draft(), spec=SPEC),
    "change a question": changed,
    "move a question": lambda: partial(questions.move_question, question=question(), way="up"),
    "remove a question": lambda: partial(questions.remove_question, question=question()),
    "put a question back": lambda: partial(
        questions.restore_question, removed=questions.remove_question(question=question(), by=None)
    ),
    "keep a question": lambda: partial(questions.keep_question, question=question(), sector=None),
    "drop a kept question": lambda: partial(
        questions.drop_kept,
        kept=questions.keep_question(question=question(), sector=None, by=None),
    ),
}
