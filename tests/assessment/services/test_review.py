from datetime import timedelta
from threading import Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from assessment.models import Sheet
from assessment.services.candidacies import close_round
from assessment.services.marks import mark_on_locked_sheet
from assessment.services.review import (
    accept,
    decide_not_applicable,
    return_sheet,
    why_not_accept,
    why_not_decide,
    why_not_return,
)
from assessment.services.sheets import MarkEntry, Summary, save_mark, start, submit
from creation.models import LogEntry
from tests.assessment.district import (
    FULL,
    applied,
    fill,
    make_running,
    mark_of,
    reviewed,
    submitted,
)
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def review(candidacy):
    """A review whose unit claims that 1.1 does not apply."""
    sheet = start(candidacy=applied(candidacy), stage="self", by=None)
    fill(sheet, {code: value for code, value in FULL.items() if code != "1.1"})
    entry = MarkEntry(not_applicable=True, reason="不足 7 人")
    save_mark(mark=mark_of(sheet, "1.1"), entry=entry, by=None)
    submit(sheet=sheet, signed_by="李书记", summary=Summary(), by=None)
    return start(candidacy=candidacy, stage="review", by=None)


def test_returning_gives_reason_date_and_words_per_item(candidacy, reviewer):
    sheet = submitted(candidacy)
    items = {mark_of(sheet, "1.1").pk: "请核对次数"}
    return_sheet(sheet=sheet, reason="两处不符", due=TOMORROW, items=items, by=reviewer)
    sheet = Sheet.objects.get()
    assert (sheet.state, sheet.returned_reason, sheet.returned_due) == (
        "returned",
        "两处不符",
        TOMORROW,
    )
    assert [m.returned for m in sheet.marks.all()] == ["请核对次数", "", "", "", "", ""]
    entry = LogEntry.objects.get(action="退回自查表")
    assert entry.after == {"due": str(TOMORROW), "items": {"1.1": "请核对次数"}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "请写明退回理由。"),
        ({"due": None}, "请填写重报期限，不能早于今天。"),
        ({"due": TOMORROW - timedelta(days=2)}, "请填写重报期限，不能早于今天。"),
        ({"items": {0: "核对"}}, "退回的要点不在这张表上，请刷新页面后再试。"),
    ],
)
def test_returning_without_what_it_takes_is_refused(candidacy, change, sentence):
    sheet = submitted(candidacy)
    asked = {"reason": "核对", "due": TOMORROW, "items": {}} | change
    with pytest.raises(Refused) as refusal:
        return_sheet(sheet=sheet, by=None, **asked)
    assert str(refusal.value) == sentence
    assert Sheet.objects.get().state == "submitted"


def test_returning_an_item_without_words_is_refused(candidacy):
    sheet = submitted(candidacy)
    items = {mark_of(sheet, "1.1").pk: " "}
    with pytest.raises(Refused, match="请逐个写明意见"):
        return_sheet(sheet=sheet, reason="核对", due=TOMORROW, items=items, by=None)


def test_only_submitted_sheets_are_returned_and_never_a_review(review):
    own = review.candidacy.sheets.get(stage="self")
    assert why_not_return(own) == ""
    assert why_not_return(review) == "初审表不能退回；要退回的是自查表。"
    return_sheet(sheet=own, reason="核对", due=TOMORROW, items={}, by=None)
    own = Sheet.objects.get(stage="self")
    assert why_not_return(own).startswith("评分表现在是“已退回”，不能退回")


def test_confirming_a_claim_takes_the_item_out_of_both_sides(review, reviewer):
    mark = decide_not_applicable(mark=mark_of(review, "1.1"), confirmed=True, by=reviewer)
    assert (mark.not_applicable, mark.why) == ("confirmed", "不适用：不足 7 人")
    assert LogEntry.objects.get(action="认定不适用").actor == "张初审"


def test_denying_a_claim_asks_the_reviewer_for_a_finding(review):
    mark = decide_not_applicable(mark=mark_of(review, "1.1"), confirmed=False, by=None)
    assert (mark.not_applicable, mark.is_answered) == ("", False)
    assert mark.versions.get().reason == "不足 7 人"
    assert why_not_accept(review.candidacy) == "还有 1 个要点没有填写：1.1，请填写后再提交。"


def test_deciding_is_refused_without_a_claim_or_on_another_sheet(review):
    own = review.candidacy.sheets.get(stage="self")
    assert why_not_decide(mark_of(own, "1.1")) == "不适用由初审认定，请在初审表上办理。"
    with pytest.raises(Refused, match=r"^要点 2.1 没有等待认定的不适用申请。$"):
        decide_not_applicable(mark=mark_of(review, "2.1"), confirmed=True, by=None)


def test_deciding_is_refused_after_acceptance(review):
    decide_not_applicable(mark=mark_of(review, "1.1"), confirmed=True, by=None)
    accept(candidacy=review.candidacy, by=None)
    review.refresh_from_db()
    assert why_not_decide(mark_of(review, "1.1")) == "初审表已提交，不能再改。"


def test_accepting_is_refused_while_a_claim_is_undecided(review):
    with pytest.raises(Refused) as refusal:
        accept(candidacy=review.candidacy, by=None)
    assert str(refusal.value) == "还有 1 个不适用申请没有认定：1.1。"


def test_accepting_hands_in_the_review_and_accepts_the_self_sheet(review, reviewer):
    decide_not_applicable(mark=mark_of(review, "1.1"), confirmed=True, by=reviewer)
    accept(candidacy=review.candidacy, by=reviewer)
    states = Sheet.objects.values_list("stage", "state", "submitted_by")
    assert set(states) == {("self", "accepted", None), ("review", "submitted", reviewer.pk)}
    assert LogEntry.objects.get(action="通过初审").after == {"state": "accepted"}


def test_accepting_needs_each_step_before_it(candidacy):
    assert "现在是“未申报”" in why_not_accept(candidacy)
    applied(candidacy)
    assert why_not_accept(candidacy) == "还没有自查表，不能通过初审。"
    with pytest.raises(Refused, match="还没有自查表"):
        accept(candidacy=candidacy, by=None)
    submitted(candidacy)
    assert why_not_accept(candidacy) == "还没有开始初审，不能通过。"
    with pytest.raises(Refused, match="还没有开始初审"):
        accept(candidacy=candidacy, by=None)


def test_accepting_twice_is_refused(candidacy):
    reviewed(candidacy)
    with pytest.raises(Refused, match=r"^评分表现在是“已通过”，不能通过；"):
        accept(candidacy=candidacy, by=None)


@pytest.mark.django_db(transaction=True)
def test_accepting_waits_for_a_mark_that_is_being_saved_and_sees_it():
    candidacy = make_running().candidacies[0]
    submitted(candidacy)
    review, said = start(candidacy=candidacy, stage="review", by=None), []

    def attempt():
        try:
            accept(candidacy=candidacy, by=None)
        except Refused as refused:
            said.append(str(refused))
        finally:
            connections.close_all()

    accepting = Thread(target=attempt)
    with transaction.atomic():
        mark = mark_on_locked_sheet(mark_of(review, "1.1").pk)
        type(mark).objects.filter(pk=mark.pk).update(finding=None, points=None)
        accepting.start()
        accepting.join(timeout=1)  # it waits for this transaction
    accepting.join()
    assert said == ["还有 1 个要点没有填写：1.1，请填写后再提交。"]


def test_a_closed_round_takes_no_review(review):
    close_round(round=review.candidacy.round, by=None)
    review.candidacy.refresh_from_db()
    for sentence in (why_not_return(review), why_not_accept(review.candidacy)):
        assert sentence == "第一轮创建已结束，不能再办理。"
