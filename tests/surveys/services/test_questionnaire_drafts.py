"""A draft from its beginning to its publication."""

import datetime

import pytest

from creation.models import LogEntry, Round
from surveys.access import visible_to
from surveys.models import Questionnaire
from surveys.queries import form_of
from surveys.services.questionnaires import (
    DEFAULT,
    begin_questionnaire,
    delete_questionnaire,
    publish_questionnaire,
    rename_questionnaire,
    why_not_publish,
)
from surveys.services.uploads import why_not_upload
from wuhao.errors import Conflict, Refused


@pytest.fixture
def later(db):
    days = {"starts_on": datetime.date(2027, 1, 1), "ends_on": datetime.date(2027, 12, 31)}
    return Round.objects.create(code="r2", name="第二轮", state="open", **days)


def begin(round, name="草稿", **start):
    return begin_questionnaire(round=round, name=name, by=None, **start)


def test_copy_into_a_later_round_follows_the_one_before(questionnaire, later):
    made = begin(later, source=questionnaire)
    assert (made.follows, made.state, made.code) == (questionnaire, "draft", "q1")
    assert [q.text for q in form_of(made)] == [q.text for q in form_of(questionnaire)]


def test_copy_within_a_round_and_copy_of_a_draft_follow_nothing(questionnaire, round_, later):
    draft = begin(round_, source=questionnaire)
    assert (draft.follows, draft.code) == (None, "q2")
    assert begin(later, source=draft).follows is None
    assert begin(round_).code == "q3"


def test_blank_and_shipped_ones(later):
    assert (len(form_of(begin(later))), len(form_of(begin(later, path=DEFAULT)))) == (0, 7)


@pytest.mark.parametrize(
    ("name", "refusal"), [(" ", "问卷要有名称"), ("长" * 61, "名称最多 60 个字")]
)
def test_name_is_asked_for(later, name, refusal):
    with pytest.raises(Refused, match=refusal):
        begin(later, name=name)


def test_closed_round_takes_no_draft(round_):
    round_.state = "closed"
    with pytest.raises(Refused, match="已经结束"):
        begin(round_)


def test_name_is_changed_once_and_the_second_editor_hears_of_it(later):
    draft = begin(later)
    rename_questionnaire(questionnaire=draft, name="甲", seen="草稿", by=None)
    with pytest.raises(Conflict, match="别人改成“甲”，您填的“乙”没有保存"):
        rename_questionnaire(questionnaire=draft, name="乙", seen="草稿", by=None)
    assert rename_questionnaire(questionnaire=draft, name="甲", seen="草稿", by=None).name == "甲"
    assert LogEntry.objects.filter(action="改问卷名称").count() == 1
    with pytest.raises(Refused, match="问卷要有名称"):
        rename_questionnaire(questionnaire=draft, name="", seen="甲", by=None)


def test_draft_takes_no_answers_and_only_staff_sees_it(questionnaire, round_, staff, reviewer):
    draft = begin(round_, source=questionnaire)
    assert why_not_upload(draft) == "问卷还是草稿，发布以后才能收答卷。"
    assert [set(visible_to(user)) for user in (staff, reviewer)] == [
        {questionnaire, draft},
        {questionnaire},
    ]


def test_published_one_takes_answers_and_is_never_deleted(questionnaire, round_, staff):
    draft = begin(round_, source=questionnaire)
    made = publish_questionnaire(questionnaire=draft, by=staff)
    assert (made.state, made.published_by, why_not_upload(made)) == ("published", staff, "")
    with pytest.raises(Refused, match="现在是“已发布”"):
        publish_questionnaire(questionnaire=draft, by=staff)
    with pytest.raises(Refused, match="不能删除"):
        delete_questionnaire(questionnaire=made, by=staff)


def test_refusal_to_publish_names_what_is_missing(later):
    draft = begin(later)
    assert why_not_publish(draft) == "还不能发布：还没有题目。"
    with pytest.raises(Refused, match="还没有题目"):
        publish_questionnaire(questionnaire=draft, by=None)
    many = begin(later, path=DEFAULT)
    many.questions.all()[0].options.all().delete()
    many.questions.filter(dimension__in=["awareness", "participation"]).delete()
    for row in many.questions.filter(dimension="satisfaction"):
        row.options.all().delete()
    assert why_not_publish(many).endswith(
        "第 2 题：这道题没有选项，请至少写两个；第 3 题：这道题没有选项，请至少写两个；等 6 处。"
    )
    later.state = "closed"
    draft.round = later
    assert why_not_publish(draft) == "这个轮次已经结束，不能再发布问卷。"


def test_draft_is_deleted_with_its_questions(later):
    draft = begin(later, path=DEFAULT)
    delete_questionnaire(questionnaire=draft, by=None)
    assert not Questionnaire.objects.exists()
    with pytest.raises(Refused, match="已被删除"):
        rename_questionnaire(questionnaire=draft, name="甲", seen="草稿", by=None)
