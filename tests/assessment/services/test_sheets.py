import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.models import Sheet, Team, Visit
from assessment.services.candidacies import close_round
from assessment.services.review import return_sheet
from assessment.services.sheets import (
    MarkEntry,
    Summary,
    save_mark,
    start,
    submit,
    why_not_start,
    why_not_submit,
    why_not_withdraw_submission,
    withdraw_submission,
)
from creation.models import LogEntry
from tests.assessment.district import FULL, applied, fill, mark_of, reviewed, submitted
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


def hand_in(sheet, by=None):
    return submit(sheet=sheet, signed_by="李书记", summary=Summary("好", "少", "多"), by=by)


def due(candidacy):
    return candidacy.round.ends_on.replace(year=2099)


def test_a_self_sheet_has_an_open_mark_for_each_item(candidacy, secretary):
    sheet = start(candidacy=applied(candidacy), stage="self", by=secretary)
    marks = sheet.marks.values_list("item__code", "points", "version")
    assert list(marks) == [(c, None, 0) for c in ("1.1", "2.1", "3.1", "4.1", "5.1", "B1")]
    assert LogEntry.objects.get(action="开始自查").actor == "李书记"


def test_starting_takes_the_same_queries_for_any_number_of_items(candidacy):
    applied(candidacy)
    with CaptureQueriesContext(connection) as queries:
        start(candidacy=candidacy, stage="self", by=None)
    assert len(queries) == 8


def test_starting_needs_an_application(candidacy):
    assert "现在是“未申报”，已申报的组织才能填报评分表" in why_not_start(candidacy, "self")
    with pytest.raises(Refused, match="未申报"):
        start(candidacy=candidacy, stage="self", by=None)


def test_starting_twice_is_refused(candidacy):
    start(candidacy=applied(candidacy), stage="self", by=None)
    assert why_not_start(candidacy, "self") == "自查表已经建立。"


def test_the_review_begins_as_a_copy_of_the_self_sheet(candidacy):
    submitted(candidacy, FULL | {"1.1": "10"})
    review = start(candidacy=candidacy, stage="review", by=None)
    own = candidacy.sheets.get(stage="self").marks
    names = ("item", "finding", "points", "why", "not_applicable", "reason", "note")
    assert list(review.marks.values_list(*names)) == list(own.values_list(*names))
    assert set(review.marks.values_list("version", flat=True)) == {0}


def test_the_review_needs_a_submitted_self_sheet(candidacy):
    start(candidacy=applied(candidacy), stage="self", by=None)
    assert why_not_start(candidacy, "review") == "自查表还没有提交，不能开始初审。"


def test_the_spot_sheet_needs_a_draw_and_an_accepted_review(candidacy):
    submitted(candidacy)
    assert why_not_start(candidacy, "spot") == f"{candidacy.organization}没有列入抽查。"
    Visit.objects.create(candidacy=candidacy)
    assert why_not_start(candidacy, "spot") == "初审还没有通过，不能开始抽查评分。"


def test_the_spot_sheet_carries_what_the_review_confirmed(candidacy):
    submitted(candidacy)
    review = start(candidacy=candidacy, stage="review", by=None)
    entry = MarkEntry(not_applicable=True, reason="不设支委会")
    save_mark(mark=mark_of(review, "1.1"), entry=entry, by=None)
    accepted = candidacy.sheets.get(stage="self")
    Sheet.objects.filter(pk__in=[review.pk, accepted.pk]).update(
        state="submitted", submitted_at=accepted.submitted_at
    )
    Visit.objects.create(candidacy=candidacy, team=Team.objects.create(round=candidacy.round))
    spot = start(candidacy=candidacy, stage="spot", by=None)
    carried = mark_of(spot, "1.1")
    assert (carried.not_applicable, carried.why) == ("confirmed", "不适用：不设支委会")
    assert mark_of(spot, "2.1").finding is None
    with pytest.raises(Refused, match=r"要点 1.1 初审已确认不适用，抽查不再评分。"):
        save_mark(mark=carried, entry=MarkEntry(finding="3"), by=None)


def test_submitting_leaves_signature_summary_receipt_and_log(candidacy, secretary):
    sheet = fill(start(candidacy=applied(candidacy), stage="self", by=secretary), FULL)
    hand_in(sheet, secretary)
    sheet = Sheet.objects.get()
    assert (sheet.state, sheet.signed_by, sheet.submitted_by) == ("submitted", "李书记", secretary)
    assert (sheet.results, sheet.shortcomings, sheet.next_effort) == ("好", "少", "多")
    assert sheet.receipt.endswith(f"-{sheet.pk:06}")
    assert LogEntry.objects.get(action="提交自查表").after["receipt"] == sheet.receipt


def test_submitting_with_open_items_is_refused_naming_them(candidacy):
    # RULES 1.5; the bonus item may stay blank.
    sheet = fill(start(candidacy=applied(candidacy), stage="self", by=None), {"1.1": "12"})
    with pytest.raises(Refused) as refusal:
        hand_in(sheet)
    assert str(refusal.value) == ("还有 4 个要点没有填写：2.1、3.1、4.1、5.1，请填写后再提交。")
    assert Sheet.objects.get().state == "draft"


def test_submitting_without_a_signature_is_refused(candidacy):
    sheet = fill(start(candidacy=applied(candidacy), stage="self", by=None), FULL)
    with pytest.raises(Refused, match="请填写签字人姓名"):
        submit(sheet=sheet, signed_by=" ", summary=Summary(), by=None)


def test_submitting_the_same_form_twice_has_one_effect(candidacy):
    sheet = submitted(candidacy)
    with pytest.raises(Refused, match=r"^评分表现在是“已提交”，不能提交；"):
        hand_in(sheet)
    assert LogEntry.objects.filter(action="提交自查表").count() == 1


def test_a_review_is_not_submitted_by_itself(candidacy):
    submitted(candidacy)
    review = start(candidacy=candidacy, stage="review", by=None)
    assert why_not_submit(review) == "初审表在“通过初审”时一并提交。"


def test_resubmitting_takes_the_units_changes_into_the_review(candidacy, reviewer):
    own = submitted(candidacy)
    review = start(candidacy=candidacy, stage="review", by=reviewer)
    save_mark(mark=mark_of(review, "5.1"), entry=MarkEntry(finding="94"), by=reviewer)
    items = {mark_of(own, "1.1").pk: "请核对"}
    own = return_sheet(sheet=own, reason="核对", due=due(candidacy), items=items, by=reviewer)
    hand_in(fill(own, {"1.1": "10"}))
    assert (mark_of(review, "1.1").finding, mark_of(review, "1.1").points) == ("10", 18)
    assert mark_of(review, "5.1").finding == "94"


def test_a_submission_may_be_taken_back_until_the_review_begins(candidacy):
    sheet = withdraw_submission(sheet=submitted(candidacy), by=None)
    assert Sheet.objects.get().state == "draft"
    assert why_not_withdraw_submission(sheet).startswith("评分表现在是“填写中”，不能撤回")
    hand_in(sheet)
    start(candidacy=candidacy, stage="review", by=None)
    with pytest.raises(Refused, match="初审已经开始，不能撤回"):
        withdraw_submission(sheet=sheet, by=None)


def test_an_accepted_review_is_not_taken_back(candidacy):
    review = reviewed(candidacy)
    assert why_not_withdraw_submission(review) == "初审通过后不能撤回。"


def test_a_closed_round_takes_no_papers(candidacy):
    sheet = submitted(candidacy)
    close_round(round=candidacy.round, by=None)
    sheet = Sheet.objects.select_related("candidacy__round").get(pk=sheet.pk)
    for refusal in (why_not_submit, why_not_withdraw_submission):
        assert refusal(sheet) == "第一轮创建已结束，不能再办理。"
