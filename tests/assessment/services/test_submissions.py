"""Every handing-in is kept and linked; what changed since; unlocking what was accepted."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessment.models import Sheet, Submission, Title
from assessment.queries.submissions import changed_since, versions_of
from assessment.services.evaluate import evaluate
from assessment.services.marks import MarkEntry, save_mark
from assessment.services.review import return_sheet, unlock, why_not_unlock
from assessment.services.sheets import Summary, start, submit, withdraw_submission
from creation.models import LogEntry
from tests.assessment.district import (
    FULL,
    applied,
    drawn,
    fill,
    mark_of,
    reviewed,
    submitted,
)
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


def again(sheet, code, value, by=None):
    mark = mark_of(sheet, code)
    save_mark(mark=mark, entry=MarkEntry(finding=value, version=mark.version), by=by)
    return submit(sheet=sheet, signed_by="李书记", summary=Summary(), by=by)


def test_submission_counts_items_and_the_minutes_between_saves(candidacy, secretary):
    sheet = start(candidacy=applied(candidacy), stage="self", by=secretary)
    for minute, code in enumerate(FULL):
        with time_machine.travel(f"2026-03-02 19:{minute * 2:02}+08:00", tick=False):
            fill(sheet, {code: FULL[code]}, by=secretary)
    submit(sheet=sheet, signed_by="李", summary=Summary(), by=secretary)
    one = Submission.objects.get()
    assert (one.number, one.items, one.files, one.minutes, one.end) == (1, 5, 0, 8, "")


def test_resubmission_follows_the_returned_one(candidacy, reviewer):
    sheet = submitted(candidacy)
    mark = mark_of(sheet, "1.1")
    words = {"reason": "次数不符", "due": TOMORROW, "items": {mark.pk: "核对"}}
    again(return_sheet(sheet=sheet, by=reviewer, **words), "1.1", "10")
    first, second = Submission.objects.all()
    assert (first.end, first.ended_by, first.reason) == ("returned", reviewer, "次数不符")
    assert (second.number, second.end) == (2, "")


def test_comparison_names_what_changed_since_the_last_submission(candidacy, reviewer, secretary):
    sheet = submitted(candidacy, by=secretary)
    sheet = return_sheet(sheet=sheet, reason="核对", due=TOMORROW, items={}, by=reviewer)
    (change,) = changed_since(again(sheet, "1.1", "10", by=secretary))
    assert change.mark.item.code == "1.1"
    assert (change.before.values["finding"], change.after.values["finding"]) == ("12", "10")
    assert (change.before.points, change.after.points) == (20, 18)
    assert change.before.who == str(secretary)


def test_nothing_changed_before_a_second_submission(candidacy):
    assert changed_since(submitted(candidacy)) == []


def test_changes_stay_readable_while_the_sheet_is_changed_further(candidacy):
    sheet = submitted(candidacy)
    sheet = return_sheet(sheet=sheet, reason="核对", due=TOMORROW, items={}, by=None)
    sheet = again(sheet, "1.1", "10")
    sheet = return_sheet(sheet=sheet, reason="核对", due=TOMORROW, items={}, by=None)
    mark = mark_of(sheet, "1.1")
    save_mark(mark=mark, entry=MarkEntry(finding="9", version=mark.version), by=None)
    (change,) = changed_since(sheet)
    assert change.after.values["finding"] == "10"


def test_withdrawing_ends_the_submission(candidacy):
    withdraw_submission(sheet=submitted(candidacy), by=None)
    assert Submission.objects.get().end == "withdrawn"


def test_history_of_a_mark_says_who_when_what_and_why(candidacy, secretary, reviewer):
    sheet = fill(
        start(candidacy=applied(candidacy), stage="self", by=None), {"1.1": "12"}, secretary
    )
    mark = mark_of(sheet, "1.1")
    assert [one.who for one in versions_of(mark_of(sheet, "2.1"))] == []
    save_mark(mark=mark, entry=MarkEntry(finding="10", version=1), by=reviewer)
    now, before = versions_of(mark_of(sheet, "1.1"))
    assert (now.who, now.points, before.who, before.points) == (
        str(reviewer), 18, str(secretary), 20,
    )  # fmt: skip
    assert before.why.startswith("应 12 次")


def test_unlocking_opens_an_accepted_sheet_and_its_review_with_the_reason(candidacy, reviewer):
    reviewed(candidacy)
    own = unlock(candidacy=candidacy, reason="漏报一次会议", due=TOMORROW, by=reviewer)
    assert (own.state, own.returned_reason, own.returned_due) == (
        "returned",
        "漏报一次会议",
        TOMORROW,
    )
    assert Sheet.objects.get(stage="review").state == "draft"
    assert Submission.objects.get().end == "unlocked"
    assert LogEntry.objects.get(action="解锁自查表").note == "漏报一次会议"


def test_unlocking_without_a_reason_is_refused(candidacy):
    reviewed(candidacy)
    with pytest.raises(Refused, match="请写明"):
        unlock(candidacy=candidacy, reason=" ", due=TOMORROW, by=None)
    assert Sheet.objects.get(stage="self").state == "accepted"


def test_unlocking_is_refused_before_acceptance_and_once_it_is_checked(candidacy):
    assert "现在是“未申报”" in why_not_unlock(candidacy)
    applied(candidacy)
    assert why_not_unlock(candidacy) == "自查表还没有通过初审，要修改请直接退回。"
    reviewed(candidacy)
    assert why_not_unlock(candidacy) == ""
    drawn(candidacy)
    with pytest.raises(Refused, match=r"^抽查评分已经开始，不能解锁。$"):
        unlock(candidacy=candidacy, reason="漏报", due=TOMORROW, by=None)


def test_unlocking_is_refused_once_the_title_is_on_its_way(candidacy):
    reviewed(candidacy)
    evaluate(round=candidacy.round, by=None)
    Title.objects.create(candidacy=candidacy, evaluation=candidacy.evaluations.get())
    assert why_not_unlock(candidacy) == "已经进入命名，不能解锁。"
