from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Rectification
from assessment.services.rectifications import (
    Demand,
    confirm,
    demand,
    reopen,
    report_done,
    why_not_confirm,
    why_not_demand,
    why_not_reopen,
    why_not_report_done,
)
from creation.models import Item, LogEntry
from tests.assessment.district import make_rich_standard
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WORK = Demand("会议记录不全", "补齐并按月记录", TODAY + timedelta(days=14), "李书记")


@pytest.fixture
def one(candidacy, staff):
    item = Item.objects.get(standard=candidacy.standard, code="1.1")
    return demand(candidacy=candidacy, demand=WORK, item=item, by=staff)


def test_a_demand_names_problem_clause_owner_and_date(one, staff):
    one = Rectification.objects.get()
    assert (one.item.code, one.problem, one.owner) == ("1.1", "会议记录不全", "李书记")
    assert (one.state, one.created_by) == ("open", staff)
    assert LogEntry.objects.get(action="提出整改").after == {"due_on": str(WORK.due_on)}


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (Demand(" ", "补齐", TODAY), "请写明问题和整改意见。"),
        (Demand("不全", " ", TODAY), "请写明问题和整改意见。"),
        (Demand("不全", "补齐", TODAY - timedelta(days=1)), "整改期限不能早于今天。"),
    ],
)
def test_a_demand_without_what_it_takes_is_refused(candidacy, work, sentence):
    with pytest.raises(Refused) as refusal:
        demand(candidacy=candidacy, demand=work, by=None)
    assert str(refusal.value) == sentence
    assert not Rectification.objects.exists()


def test_a_demand_rests_on_a_clause_of_the_units_own_standard(candidacy):
    item = make_rich_standard("organ").items.first()
    assert "不是" in why_not_demand(candidacy, item)
    candidacy.round.state = "draft"
    assert why_not_demand(candidacy) == "第一轮创建还没有开启，不能提出整改。"


def test_done_is_reported_with_the_measure_and_confirmed(one, secretary, staff):
    report_done(rectification=one, measure="已补齐", proof="记录 12 份", by=secretary)
    confirm(rectification=one, recheck="属实", by=staff)
    one = Rectification.objects.get()
    assert (one.state, one.measure, one.proof, one.recheck) == (
        "done",
        "已补齐",
        "记录 12 份",
        "属实",
    )
    assert one.reported_at and one.closed_at
    assert LogEntry.objects.get(action="复核通过").actor == "王科长"


def test_reopening_needs_a_reason_and_takes_the_closing_back(one):
    report_done(rectification=one, measure="已补齐", proof="", by=None)
    confirm(rectification=one, by=None)
    with pytest.raises(Refused, match="请写明退回整改的理由"):
        reopen(rectification=one, reason=" ", by=None)
    reopen(rectification=one, reason="又缺了", by=None)
    one = Rectification.objects.get()
    assert (one.state, one.closed_at, one.recheck) == ("open", None, "又缺了")


def test_reporting_needs_a_measure(one):
    with pytest.raises(Refused, match="请写明整改措施"):
        report_done(rectification=one, measure=" ", proof="", by=None)


def test_reporting_what_is_reported_is_refused(one):
    report_done(rectification=one, measure="已补齐", proof="", by=None)
    with pytest.raises(Refused, match="不能报送整改"):
        report_done(rectification=one, measure="再补", proof="", by=None)


def test_each_step_needs_the_one_before(one):
    assert why_not_report_done(one) == ""
    assert why_not_confirm(one).startswith("整改现在是“整改中”，不能复核通过")
    assert why_not_reopen(one).startswith("整改现在是“整改中”，不能退回整改")
    with pytest.raises(Refused):
        confirm(rectification=one, by=None)
    with pytest.raises(Refused):
        reopen(rectification=one, reason="再看", by=None)


def test_reporting_twice_has_one_effect(one):
    stale = Rectification.objects.get()
    report_done(rectification=one, measure="已补齐", proof="", by=None)
    with pytest.raises(Refused, match="整改现在是“待复核”，不能报送整改"):
        report_done(rectification=stale, measure="也补齐了", proof="", by=None)
    assert Rectification.objects.get().measure == "已补齐"
