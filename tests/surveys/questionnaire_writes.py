"""The writes of the questionnaire editor, each ready to be called with `by`."""

from functools import partial

from surveys.drafting import OptionSpec, QuestionSpec
from surveys.services import questionnaires, questions
from tests import factories

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


WRITES = {
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
    "keep a question": lambda: partial(questions.keep_question, question=question(), sector=None),
    "drop a kept question": lambda: partial(
        questions.drop_kept,
        kept=questions.keep_question(question=question(), sector=None, by=None),
    ),
}
