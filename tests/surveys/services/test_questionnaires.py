"""A round gets its own copy of the shipped questionnaire."""

import tomllib

import pytest

from creation.models import LogEntry
from surveys.access import visible_to
from surveys.models import Question
from surveys.queries import form_of, with_uploads
from surveys.services.questionnaires import DEFAULT, install_questionnaire
from surveys.wordings import CLASSES
from wuhao.errors import Refused

DATA = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))


def test_shipped_questionnaire_covers_identity_and_the_three_rates():
    dimensions = [item["dimension"] for item in DATA["questions"]]
    assert dimensions == [
        "identity", *["satisfaction"] * 3, *["awareness"] * 2, "participation",
    ]  # fmt: skip


@pytest.mark.parametrize("item", DATA["questions"], ids=lambda item: item["code"])
def test_every_shipped_option_has_a_class_of_its_dimension(item):
    assert {klass for _, klass in item["options"]} <= set(CLASSES[item["dimension"]])
    assert len(item["options"]) <= 15  # a sum of bits must fit a smallint


def test_installed_questions_keep_their_order(round_, staff):
    questionnaire = install_questionnaire(round=round_, by=staff)
    assert [q.code for q in form_of(questionnaire)] == [i["code"] for i in DATA["questions"]]
    assert [o.text for o in form_of(questionnaire)[0].options] == [
        "党员", "群众", "两代表一委员", "共建单位",
    ]  # fmt: skip
    assert LogEntry.objects.get(action="安装问卷").round_code == "r1"


def test_second_questionnaire_is_refused(questionnaire, round_):
    with pytest.raises(Refused, match="已经有问卷"):
        install_questionnaire(round=round_, by=None)
    assert Question.objects.count() == 7


def test_closed_round_takes_no_questionnaire(round_):
    round_.state = "closed"
    with pytest.raises(Refused, match="已经结束"):
        install_questionnaire(round=round_, by=None)


def test_list_counts_questions_and_committed_files(questionnaire, staff):
    row = with_uploads(visible_to(staff)).get()
    assert (row.question_count, row.upload_count) == (7, 0)
