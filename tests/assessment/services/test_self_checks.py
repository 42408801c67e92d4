"""How a self-check was made, and who signs it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessment.services.candidacies import red_lines_of
from assessment.services.review import return_sheet
from assessment.services.self_checks import (
    MAX_INQUIRIES,
    Held,
    Signing,
    hand_in,
    lateness,
    note_inquiry,
    remove_inquiry,
    why_not_hand_in,
    why_not_note,
)
from assessment.services.sheets import Summary, start
from tests.assessment.district import FULL, applied, fill, mark_of, reviewed, submitted
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
WORDS = Summary("成效", "不足", "努力")
TALK = Held("talk", date(2026, 3, 18), 23, "征求意见 12 条")


@pytest.fixture
def sheet(candidacy):
    return fill(start(candidacy=applied(candidacy), stage="self", by=None), FULL)


def signing(sheet, words=WORDS, name="李书记", **touched):
    clear = {line.code: False for line in red_lines_of(sheet.candidacy.round)}
    return Signing(words, clear | touched, name)


def test_the_secretary_signs_words_and_declaration(sheet, secretary):
    hand_in(sheet=sheet, signing=signing(sheet), by=secretary)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.signed_by, sheet.results) == ("submitted", "李书记", "成效")
    assert set(sheet.declaration.values()) == {False}
    assert len(sheet.declaration) == red_lines_of(sheet.candidacy.round).count()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": Summary("成效", " ", "")}, "请填写存在不足、下步努力。"),
        ({"name": "别人"}, "签字人应为书记本人：李书记。"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_handed_in(sheet, secretary, fields, sentence):
    with pytest.raises(Refused) as refusal:
        hand_in(sheet=sheet, signing=signing(sheet, **fields), by=secretary)
    sheet.refresh_from_db()
    assert (str(refusal.value), sheet.state) == (sentence, "draft")


def test_a_red_line_keeps_the_sheet_back(sheet, secretary):
    line = red_lines_of(sheet.candidacy.round)[0]
    with pytest.raises(Refused, match=f"触碰高压线{line.name}，不能提交"):
        hand_in(sheet=sheet, signing=signing(sheet, **{line.code: True}), by=secretary)
    with pytest.raises(Refused, match="请对每一条高压线作出承诺。"):
        hand_in(sheet=sheet, signing=Signing(WORDS, {}, "李书记"), by=secretary)


def test_the_secretary_of_the_register_may_sign_too(sheet, secretary):
    sheet.candidacy.organization.secretary_name = "王书记"
    with pytest.raises(Refused, match="签字人应为书记本人：王书记或李书记。"):
        hand_in(sheet=sheet, signing=signing(sheet, name="别人"), by=secretary)
    hand_in(sheet=sheet, signing=signing(sheet, name=" 王书记 "), by=secretary)


def test_nobody_registered_signs_for_nobody(sheet):
    with pytest.raises(Refused, match="请先在名册中登记书记姓名。"):
        hand_in(sheet=sheet, signing=signing(sheet), by=None)


def test_a_returned_item_without_a_file_is_not_handed_in_again(candidacy):
    sheet = submitted(candidacy)
    items = {mark_of(sheet, "2.1").pk: "计划没有日期"}
    return_sheet(sheet=sheet, reason="请补正", due=date(2099, 1, 1), items=items, by=None)
    sheet.refresh_from_db()
    assert why_not_hand_in(sheet).startswith("还有 1 个要点要附佐证：2.1。")


def test_a_talk_is_noted_and_taken_away(sheet, secretary):
    talk = note_inquiry(sheet=sheet, held=TALK, by=secretary)
    assert (str(talk), talk.attendance) == ("座谈会 2026-03-18", 23)
    remove_inquiry(inquiry=talk, by=secretary)
    assert not sheet.inquiries.exists()


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (Held("talk", date(2999, 1, 1), 23, "x"), "日期不能晚于今天：请在开完以后再记录。"),
        (Held("talk", date(2026, 1, 5), 0, "x"), "参加人数至少为 1。"),
        (Held("talk", date(2026, 1, 5), 9, " "), "请写明主要情况。"),
    ],
)
def test_what_was_not_held_is_not_noted(sheet, held, sentence):
    with pytest.raises(Refused) as refusal:
        note_inquiry(sheet=sheet, held=held, by=None)
    assert str(refusal.value) == sentence


def test_notes_end_with_the_sheet_and_at_their_number(candidacy, sheet):
    talks = [note_inquiry(sheet=sheet, held=TALK, by=None) for _ in range(MAX_INQUIRIES)]
    with pytest.raises(Refused, match="最多记录 20 次"):
        note_inquiry(sheet=sheet, held=TALK, by=None)
    sheet.state = "submitted"
    assert why_not_note(sheet) == "自查表已提交，不能再改。"
    talks[0].sheet = sheet
    with pytest.raises(Refused):
        remove_inquiry(inquiry=talks[0], by=None)


def test_only_the_self_check_has_notes(candidacy):
    reviewed(candidacy)
    assert why_not_note(candidacy.sheets.get(stage="review")) == "只有自查表记录自查方式。"


@pytest.mark.parametrize(
    ("hour", "due", "days"),
    [
        pytest.param(23, date(2026, 3, 18), 0, id="last-minute"),
        pytest.param(24, date(2026, 3, 18), 1, id="next-day"),
        pytest.param(24, None, 0, id="no-deadline"),
    ],
)
def test_lateness_counts_by_the_clock_of_the_server(sheet, hour, due, days):
    at = datetime(2026, 3, 18, 0, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    sheet.submitted_at = at + timedelta(hours=hour)
    assert lateness(sheet, due) == days


def test_what_is_not_handed_in_is_not_late(sheet):
    assert lateness(sheet, date(2020, 1, 1)) == 0
