"""初审 item by item: agree, change, note for return; what is left over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Mark, Verdict
from assessment.services.marks import MarkEntry
from assessment.services.review import accept, decide_not_applicable, return_sheet, why_not_accept
from assessment.services.sheets import Summary, save_mark, start, submit
from assessment.services.verdicts import (
    Seen,
    agree,
    agree_all,
    change,
    left_over,
    note_return,
    rewrite,
    standings,
)
from creation.models import LogEntry
from tests.assessment.district import FULL, applied, fill, mark_of, submitted
from wuhao.errors import Conflict, Refused

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def own(candidacy):
    sheet = submitted(candidacy)
    start(candidacy=candidacy, stage="review", by=None)
    return sheet


@pytest.fixture
def claimed(candidacy):
    """Handed in with a claim that 1.1 does not apply; the review has begun."""
    sheet = start(candidacy=applied(candidacy), stage="self", by=None)
    fill(sheet, {code: value for code, value in FULL.items() if code != "1.1"})
    entry = MarkEntry(not_applicable=True, reason="不足 7 人")
    save_mark(mark=mark_of(sheet, "1.1"), entry=entry, by=None)
    submit(sheet=sheet, signed_by="李书记", summary=Summary(), by=None)
    start(candidacy=candidacy, stage="review", by=None)
    return sheet


def seen(mark, verdict=0):
    return Seen(mark.version, verdict)


def review_of(own):
    return own.candidacy.sheets.get(stage="review")


def stands(own):
    found = standings(own, review_of(own))
    return {mark.item.code: found[mark.pk].name for mark in own.marks.select_related("item")}


def test_agreeing_leaves_the_claim_and_is_logged(own, reviewer):
    mark = mark_of(own, "1.1")
    agree(mark=mark, seen=seen(mark), by=reviewer)
    assert stands(own)["1.1"] == "同意"
    entry = LogEntry.objects.get(action="审核要点")
    assert entry.after == {"verdict": "同意", "item": "1.1"}


def test_changing_writes_the_finding_with_its_reason(own, reviewer):
    mark = mark_of(own, "1.1")
    change(
        mark=mark,
        entry=MarkEntry(finding="10", note="记录只有 10 次"),
        seen=seen(mark),
        by=reviewer,
    )
    theirs = mark_of(review_of(own), "1.1")
    assert (theirs.points, theirs.note) == (18, "记录只有 10 次")
    assert (stands(own)["1.1"], mark_of(own, "1.1").points) == ("改分", 20)


def test_agreeing_after_a_change_takes_the_claim_over_again(own, reviewer):
    mark = mark_of(own, "1.1")
    change(mark=mark, entry=MarkEntry(finding="10", note="核实"), seen=seen(mark), by=reviewer)
    agree(mark=mark, seen=seen(mark, 1), by=reviewer)
    assert (mark_of(review_of(own), "1.1").points, stands(own)["1.1"]) == (20, "同意")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (MarkEntry(finding="10", note=" "), "要点 1.1：改分要写明理由。"),
        (MarkEntry(finding="10", note="长" * 301), "要点 1.1：理由最多 300 个字。"),
        (MarkEntry(finding="", note="核实"), "要点 1.1：请填写核实的结果。"),
    ],
)
def test_changing_without_what_it_takes_is_refused(own, entry, sentence):
    mark = mark_of(own, "1.1")
    with pytest.raises(Refused) as refusal:
        change(mark=mark, entry=entry, seen=seen(mark), by=None)
    assert str(refusal.value) == sentence
    assert (Verdict.objects.count(), mark_of(review_of(own), "1.1").points) == (0, 20)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(" ", "要点 1.1：退回要写明理由。"), ("长" * 301, "要点 1.1：理由最多 300 个字。")],
)
def test_noting_for_return_without_words_is_refused(own, reason, sentence):
    mark = mark_of(own, "1.1")
    with pytest.raises(Refused) as refusal:
        note_return(mark=mark, reason=reason, seen=seen(mark), by=None)
    assert str(refusal.value) == sentence


def test_nothing_is_decided_before_the_review_has_begun(candidacy):
    mark = mark_of(submitted(candidacy), "1.1")
    with pytest.raises(Refused, match="还没有开始初审"):
        agree(mark=mark, seen=seen(mark), by=None)


def test_two_reviewers_at_once_meet_each_other(own, reviewer):
    mark = mark_of(own, "1.1")
    agree(mark=mark, seen=seen(mark), by=reviewer)
    with pytest.raises(Conflict, match=r"^要点 1.1 刚刚由张初审审过（同意）"):
        note_return(mark=mark, reason="核对", seen=seen(mark), by=None)
    assert stands(own)["1.1"] == "同意"


def test_a_claim_that_changed_meanwhile_is_not_judged(own):
    mark = mark_of(own, "1.1")
    with pytest.raises(Conflict, match="自查内容刚刚变了"):
        agree(mark=mark, seen=Seen(mark.version - 1), by=None)


def test_agreeing_to_a_claim_confirms_that_it_does_not_apply(claimed):
    mark = mark_of(claimed, "1.1")
    agree(mark=mark, seen=seen(mark), by=None)
    assert mark_of(review_of(claimed), "1.1").not_applicable == "confirmed"
    assert why_not_accept(claimed.candidacy) == ""


def test_agreeing_to_all_leaves_the_disputed_ones(claimed, reviewer):
    assert agree_all(review=review_of(claimed), by=reviewer) == 5
    assert stands(claimed) == {
        code: "未审" if code == "1.1" else "同意"
        for code in ("1.1", "2.1", "3.1", "4.1", "5.1", "B1")
    }
    left = left_over(claimed, review_of(claimed))
    assert [(mark.item.code, one.doubts) for mark, one in left] == [("1.1", ("申请不适用",))]


def test_agreeing_to_all_again_is_refused(own):
    agree_all(review=review_of(own), by=None)
    with pytest.raises(Refused, match="没有可以一并同意的要点"):
        agree_all(review=review_of(own), by=None)


def test_agreeing_to_all_of_an_accepted_sheet_is_refused(own):
    accept(candidacy=own.candidacy, by=None)
    with pytest.raises(Refused, match="初审表已提交"):
        agree_all(review=review_of(own), by=None)


def test_what_is_noted_for_return_keeps_from_accepting(own):
    mark = mark_of(own, "1.1")
    note_return(mark=mark, reason="核对", seen=seen(mark), by=None)
    with pytest.raises(Refused, match=r"^要点 1.1 已记为退回：请先退回，或改为同意。$"):
        accept(candidacy=own.candidacy, by=None)
    agree(mark=mark, seen=seen(mark, 1), by=None)
    assert why_not_accept(own.candidacy) == ""


def returned_and_again(own, reviewer, value):
    """1.1 was sent back; the unit hands it in again with that value."""
    mark = mark_of(own, "1.1")
    agree_all(review=review_of(own), by=reviewer)
    note_return(mark=mark, reason="核对", seen=seen(mark, 1), by=reviewer)
    own = return_sheet(sheet=own, reason="核对", due=TOMORROW, items={mark.pk: "核对"}, by=reviewer)
    mark = mark_of(own, "1.1")
    save_mark(mark=mark, entry=MarkEntry(finding=value, version=mark.version), by=None)
    return submit(sheet=own, signed_by="李书记", summary=Summary(), by=None)


@pytest.mark.parametrize("value", ["10", "12"])
def test_only_what_came_back_is_open_again_and_must_be_decided(own, reviewer, value):
    own = returned_and_again(own, reviewer, value)
    assert {code for code, name in stands(own).items() if name == "未审"} == {"1.1"}
    assert why_not_accept(own.candidacy) == "还有 1 个存疑的要点没有审：1.1。"
    with pytest.raises(Refused, match="没有可以一并同意的要点"):
        agree_all(review=review_of(own), by=None)


def test_a_finding_typed_into_the_review_is_a_change_and_typed_back_a_consent(own, reviewer):
    theirs = mark_of(review_of(own), "1.1")
    theirs = rewrite(mark=theirs, entry=MarkEntry(finding="10"), by=reviewer)
    assert stands(own)["1.1"] == "改分"
    rewrite(mark=theirs, entry=MarkEntry(finding="12", version=theirs.version), by=reviewer)
    assert stands(own)["1.1"] == "同意"


def test_an_unchanged_or_emptied_finding_decides_nothing(own, reviewer):
    theirs = mark_of(review_of(own), "1.1")
    theirs = rewrite(mark=theirs, entry=MarkEntry(finding="12"), by=reviewer)
    rewrite(mark=theirs, entry=MarkEntry(version=theirs.version), by=reviewer)
    assert stands(own)["1.1"] == "未审"


def test_a_review_that_was_imported_with_other_findings_has_changed_them(own):
    Mark.objects.filter(sheet=review_of(own), item__code="1.1").update(finding="10", points=18)
    assert stands(own)["1.1"] == "改分"
    assert stands(own)["2.1"] == "未审"


def test_confirming_on_the_long_page_decides_the_item(claimed, reviewer):
    decide_not_applicable(mark=mark_of(review_of(claimed), "1.1"), confirmed=True, by=reviewer)
    assert why_not_accept(claimed.candidacy) == ""
