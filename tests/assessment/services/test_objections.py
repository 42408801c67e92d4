"""Objections against a title that is shown: recorded, answered once, waited for."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from assessment.models import Objection
from assessment.services.objections import (
    answer_objection,
    object_to,
    why_not_answer_objection,
    why_not_object,
)
from assessment.services.titles import name, propose, publicize
from creation.models import LogEntry
from tests.assessment.district import FULL
from tests.assessment.services.test_titles import make_evaluated
from tests.factories import make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def title(db):
    (title,) = propose(round=make_evaluated(FULL).round, by=None).titles
    return title


@pytest.fixture
def shown(title):
    """公示 is over."""
    (title,) = publicize(titles=[title], starts_on=localdate() - timedelta(days=30), by=None)
    return title


def test_an_objection_is_answered_once(shown):
    objection = object_to(title=shown, text="数字不实", received_on=localdate(), by=None)
    assert why_not_answer_objection(objection) == ""
    answer_objection(objection=objection, answer="不属实", by=None)
    with pytest.raises(Refused, match="这条异议已经处理"):
        answer_objection(objection=objection, answer="属实", by=None)
    objection = Objection.objects.get()
    assert objection.answer == "不属实"
    assert why_not_answer_objection(objection) == "这条异议已经处理。"


def test_objections_and_answers_need_words(shown):
    with pytest.raises(Refused, match="请写明异议内容"):
        object_to(title=shown, text=" ", received_on=localdate(), by=None)
    objection = object_to(title=shown, text="数字不实", received_on=localdate(), by=None)
    with pytest.raises(Refused, match="请写明处理结果"):
        answer_objection(objection=objection, answer=" ", by=None)


def test_objections_belong_to_publicity(title):
    assert "不在公示中" in why_not_object(title)
    with pytest.raises(Refused, match="不在公示中"):
        object_to(title=title, text="数字不实", received_on=localdate(), by=None)


def test_naming_waits_for_answers_to_objections(shown):
    objection = object_to(title=shown, text="数字不实", received_on=localdate(), by=None)
    with pytest.raises(Refused, match=r"^还有 1 条异议没有处理，不能命名。$"):
        name(title=shown, by=None)
    wang = make_user(name="王科长")
    answer_objection(objection=objection, answer="已核实，属实", by=wang)
    assert name(title=shown, by=wang).state == "named"
    assert LogEntry.objects.get(action="命名").actor == "王科长"
