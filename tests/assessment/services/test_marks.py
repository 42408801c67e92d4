from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from assessment.models import Mark, MarkVersion
from assessment.services.candidacies import withdraw
from assessment.services.marks import MarkEntry, save_mark, values_of, why_not_save
from assessment.services.review import return_sheet
from assessment.services.sheets import start
from creation.models import LogEntry
from tests.assessment.district import applied, make_running, mark_of, submitted
from wuhao.errors import Conflict, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(candidacy):
    return start(candidacy=applied(candidacy), stage="self", by=None)


def save(sheet, code, finding=None, by=None, **fields):
    mark = mark_of(sheet, code)
    entry = MarkEntry(finding=finding, **({"version": mark.version} | fields))
    return save_mark(mark=mark, entry=entry, by=by)


@pytest.mark.parametrize(
    ("code", "typed", "stored", "points"),
    [
        pytest.param("1.1", "１０", "10", "18", id="R1.3-count"),
        pytest.param("2.1", "计划", ["计划"], "15", id="R1.3-presence"),
        pytest.param("2.1", [], [], "10", id="R1.3-presence-none"),
        pytest.param("3.1", "差", "差", "10", id="R1.3-tiers"),
        pytest.param("4.1", "否", False, "0", id="R1.3-yes_no"),
        pytest.param("5.1", "93.5%", "93.5", "18", id="R1.3-below"),
        pytest.param("B1", "5", "5", "3", id="R1.3-bonus"),
    ],
)
def test_a_finding_is_worth_its_points_when_entered(sheet, secretary, code, typed, stored, points):
    save(sheet, code, typed, secretary)
    mark = mark_of(sheet, code)
    assert (mark.finding, mark.points) == (stored, Decimal(points))
    assert (mark.version, mark.updated_by) == (1, secretary)
    assert mark.why


def test_a_yearly_target_shrinks_with_the_months_that_the_unit_was_open(candidacy):
    type(candidacy).objects.filter(pk=candidacy.pk).update(months=7)
    candidacy.refresh_from_db()
    sheet = start(candidacy=applied(candidacy), stage="self", by=None)
    assert save(sheet, "1.1", "6").points == 19


def test_not_applicable_waits_for_the_review_with_its_reason(sheet):
    mark = save(sheet, "1.1", not_applicable=True, reason=" 不足 7 人 ")
    assert (mark.not_applicable, mark.reason, mark.points) == ("claimed", "不足 7 人", None)
    assert mark.why == "申请不适用，初审确认前计 0 分"


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("1.1", {"not_applicable": True}, "要点 1.1：不适用要写明理由。"),
        (
            "B1",
            {"not_applicable": True, "reason": "没有"},
            "要点 B1：加分项没有“不适用”，没有就不用填。",
        ),
        ("1.1", {"finding": "-3"}, "要点 1.1：不能是负数，现为 -3，请填 0 或更大的数。"),
        (
            "1.1",
            {"finding": "3", "note": "长" * 501},
            "要点 1.1：说明最多 500 个字，不适用理由最多 200 个字。",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_changes_nothing(sheet, code, fields, sentence):
    with pytest.raises(Refused) as refusal:
        save(sheet, code, **fields)
    assert str(refusal.value) == sentence
    assert mark_of(sheet, code).version == 0


def test_what_the_system_computes_nobody_types(sheet):
    item = mark_of(sheet, "1.1").item
    item.computed = "self_check_on_time"
    with pytest.raises(Refused, match="由系统计算，不用填写。"):
        values_of(MarkEntry("9"), item=item, stage="self", months=12)


def test_clearing_a_mark_leaves_it_unanswered_and_keeps_what_it_said(sheet):
    save(sheet, "1.1", "12")
    mark = save(sheet, "1.1", "", note="待核实")
    assert (mark.is_answered, mark.why, mark.note) == (False, "", "待核实")
    (earlier,) = MarkVersion.objects.all()
    assert (earlier.version, earlier.finding, earlier.points) == (1, "12", 20)


def test_saving_the_same_again_changes_nothing(sheet):
    save(sheet, "1.1", "12")
    assert save(sheet, "1.1", "12.0", version=0).version == 1
    assert LogEntry.objects.filter(action="填写").count() == 1


def test_a_stale_form_meets_a_conflict_with_both_values(sheet, secretary):
    save(sheet, "1.1", "12", secretary)
    with pytest.raises(Conflict) as conflict:
        save(sheet, "1.1", "10", version=0)
    assert str(conflict.value).startswith("要点 1.1 刚刚由李书记改过")
    assert (conflict.value.mine["finding"], conflict.value.theirs["finding"]) == ("10", "12")
    assert (conflict.value.mine["points"], conflict.value.theirs["version"]) == (18, 1)
    assert mark_of(sheet, "1.1").finding == "12"


def test_without_the_version_the_later_form_would_win(sheet):
    # The control: what a plain save of a stale copy does.
    stale = mark_of(sheet, "1.1")
    save(sheet, "1.1", "12")
    stale.finding = "10"
    stale.save()
    assert mark_of(sheet, "1.1").finding == "10"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_succeeds():
    candidacy = make_running().candidacies[0]
    mark = mark_of(start(candidacy=applied(candidacy), stage="self", by=None), "1.1")
    together, outcomes = Barrier(2), []

    def attempt(finding):
        together.wait()
        try:
            save_mark(mark=mark, entry=MarkEntry(finding=finding), by=None)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connections.close_all()

    threads = [Thread(target=attempt, args=(finding,)) for finding in ("3", "4")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "saved"]
    assert Mark.objects.get(pk=mark.pk).version == 1


def test_a_submitted_sheet_takes_no_mark(candidacy):
    sheet = submitted(candidacy)
    assert why_not_save(mark_of(sheet, "1.1")) == "自查表已提交，不能再改。"
    with pytest.raises(Refused, match="已提交"):
        save(sheet, "1.1", "3")


def test_a_withdrawn_candidacy_takes_no_mark(sheet):
    withdraw(candidacy=sheet.candidacy, by=None)
    with pytest.raises(Refused, match="现在是“已撤回”，已申报的组织才能填报评分表"):
        save(sheet, "1.1", "3")


def test_with_items_returned_only_those_may_change(candidacy):
    sheet = submitted(candidacy)
    items = {mark_of(sheet, "1.1").pk: "次数请核对"}
    due = candidacy.round.ends_on.replace(year=2099)
    sheet = return_sheet(sheet=sheet, reason="核对", due=due, items=items, by=None)
    assert save(sheet, "1.1", "11").points == 19
    assert why_not_save(mark_of(sheet, "4.1")).startswith("这次只退回了部分要点，要点 4.1 不在")


def test_the_review_waits_while_the_self_sheet_is_returned(candidacy):
    own = submitted(candidacy)
    review = start(candidacy=candidacy, stage="review", by=None)
    due = candidacy.round.ends_on.replace(year=2099)
    return_sheet(sheet=own, reason="核对", due=due, items={}, by=None)
    assert why_not_save(mark_of(review, "1.1")) == "自查表已退回，等重新提交后再初审。"


def test_saving_takes_the_same_queries_whatever_the_sheet(sheet):
    mark = mark_of(sheet, "1.1")
    with CaptureQueriesContext(connection) as queries:
        save_mark(mark=mark, entry=MarkEntry(finding="12"), by=None)
    assert len(queries) == 5


def test_a_failing_log_takes_the_mark_back(sheet, broken_log):
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        save(sheet, "1.1", "12")
    assert (mark_of(sheet, "1.1").version, MarkVersion.objects.count()) == (0, 0)


def test_a_reviewers_change_keeps_the_units_value(candidacy, reviewer):
    submitted(candidacy)
    review = start(candidacy=candidacy, stage="review", by=reviewer)
    save(review, "1.1", "10", reviewer)
    assert MarkVersion.objects.get(mark__sheet=review).finding == "12"
    assert mark_of(candidacy.sheets.get(stage="self"), "1.1").finding == "12"


def test_a_reviewer_sets_not_applicable_at_once(candidacy, reviewer):
    submitted(candidacy)
    review = start(candidacy=candidacy, stage="review", by=reviewer)
    mark = save(review, "1.1", None, reviewer, not_applicable=True, reason="不设支委会")
    assert (mark.not_applicable, mark.why) == ("confirmed", "不适用：不设支委会")
