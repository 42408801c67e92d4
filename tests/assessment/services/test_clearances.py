from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from assessment.models import Candidacy, Clearance, Title
from assessment.services.candidacies import close_round, withdraw
from assessment.services.clearances import (
    Answer,
    answer,
    answer_clear_in_bulk,
    answer_many,
    why_not_answer,
)
from assessment.services.evaluate import evaluate
from assessment.services.titles import propose
from creation.models import LogEntry
from tests.assessment.district import applied, cleared, make_running, reviewed, surveyed
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
SIGNED = {"reference": "区纪〔2026〕3号", "signed_on": date(2026, 3, 1)}


def asked(candidacy, department="police"):
    return candidacy.clearances.get(department__code=department)


def hit(candidacy, by=None, department="police"):
    return answer(clearance=asked(candidacy, department), hit=True, by=by, **SIGNED)


def state(candidacy):
    return Candidacy.objects.get(pk=candidacy.pk).state


def test_a_clear_answer_needs_no_reference_and_leaves_its_log(candidacy, police):
    answer(clearance=asked(candidacy), hit=False, signed_by="王所", by=police)
    one = asked(candidacy)
    assert (one.state, one.signed_by, one.answered_by) == ("clear", "王所", police)
    assert state(candidacy) == "enrolled"
    entry = LogEntry.objects.get(action="联审答复“无”")
    assert (entry.actor, entry.organization_id) == ("陈警官", candidacy.organization_id)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reference": " "}, "结果为“有”时要填文号和日期。"),
        ({"signed_on": None}, "结果为“有”时要填文号和日期。"),
        (
            {"signed_on": date(2999, 1, 1)},
            "签发日期不能晚于今天。",
        ),
        ({"reference": "长" * 61}, "文号、签发人或说明太长，最多 60 个字。"),
    ],
)
def test_a_hit_without_what_it_takes_is_refused(candidacy, change, sentence):
    with pytest.raises(Refused) as refusal:
        answer(clearance=asked(candidacy), hit=True, by=None, **(SIGNED | change))
    assert str(refusal.value) == sentence
    assert (asked(candidacy).state, state(candidacy)) == ("pending", "enrolled")


@pytest.mark.parametrize(
    ("prepare", "after"),
    [
        (lambda one: None, "enrolled"),
        (applied, "applied"),
        (lambda one: withdraw(candidacy=applied(one), by=None), "enrolled"),
    ],
)
def test_R4_1_a_hit_bars_and_its_correction_lifts(candidacy, prepare, after):
    prepare(candidacy)
    hit(candidacy)
    assert state(candidacy) == "barred"
    answer(clearance=asked(candidacy), hit=False, by=None)
    assert state(candidacy) == after


def test_a_correction_lifts_nothing_while_another_red_line_is_hit(candidacy):
    hit(applied(candidacy))
    hit(candidacy, department="health")
    answer(clearance=asked(candidacy), hit=False, by=None)
    assert state(candidacy) == "barred"


def test_answering_the_same_twice_has_one_effect(candidacy):
    hit(candidacy)
    with pytest.raises(Refused, match=r"^联审结果现在是“有”，不能答复有；"):
        hit(candidacy)
    assert LogEntry.objects.filter(action="一票否决").count() == 1


def test_without_an_answer_in_mind_answering_is_open(candidacy):
    assert why_not_answer(asked(candidacy)) == ""


@pytest.fixture
def proposed(candidacy):
    reviewed(candidacy)
    cleared([candidacy])
    surveyed(candidacy.round, [candidacy])
    evaluate(round=candidacy.round, by=None)
    (title,) = propose(round=candidacy.round, by=None).titles
    return title


def test_R4_1_a_hit_drops_a_title_that_is_not_named_yet(proposed):
    hit(proposed.candidacy)
    title = Title.objects.get()
    assert title.state == "dropped"
    assert title.reason == "触碰高压线“重大治安和刑事案件”（公安，区纪〔2026〕3号）"


def test_R4_1_a_hit_revokes_a_named_title_even_after_the_round(proposed):
    Title.objects.update(state="named", named_on=date(2026, 6, 1))
    close_round(round=proposed.candidacy.round, by=None)
    hit(proposed.candidacy)
    assert (Title.objects.get().state, state(proposed.candidacy)) == ("revoked", "closed")


def test_a_hit_leaves_an_ended_title_alone(proposed):
    hit(proposed.candidacy)
    hit(proposed.candidacy, department="health")
    assert "公安" in Title.objects.get().reason


def test_many_answers_bar_and_lift_like_single_ones():
    running = make_running(3)
    one, two, three = running.candidacies
    hit(one)
    one.refresh_from_db()
    answers = {
        asked(one): Answer(hit=False),
        asked(two): Answer(hit=True, **SIGNED),
        asked(three): Answer(hit=False),
    }
    assert answer_many(answers=answers, by=None, note="联审.xlsx") == 3
    assert [state(candidacy) for candidacy in (one, two, three)] == [
        "enrolled",
        "barred",
        "enrolled",
    ]
    assert LogEntry.objects.filter(action="联审答复（导入）", note="联审.xlsx").count() == 3


def test_many_answers_are_refused_as_a_whole(candidacy):
    answers = {asked(candidacy): Answer(hit=True)}
    with pytest.raises(Refused, match="要填文号和日期"):
        answer_many(answers=answers, by=None, note="")
    assert not Clearance.objects.exclude(state="pending").exists()


def test_a_failing_log_takes_the_answer_back(candidacy, broken_log):
    one = asked(candidacy)
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(clearance=one, hit=True, by=None, **SIGNED)
    assert (asked(candidacy).state, state(candidacy)) == ("pending", "enrolled")


BULK = Answer(
    hit=False, reference="区公〔2026〕9号", signed_by="赵政委", signed_on=date(2026, 3, 1)
)


def in_bulk(given=BULK, expected=1, by=None):
    rows = Clearance.objects.filter(department__code="police")
    return answer_clear_in_bulk(clearances=rows, given=given, expected=expected, by=by)


def test_in_bulk_every_pending_one_is_clear_under_one_signature(candidacy, police):
    assert in_bulk(by=police) == 1
    one = asked(candidacy)
    assert (one.state, one.reference, one.signed_by) == ("clear", BULK.reference, "赵政委")
    entry = LogEntry.objects.get(action="联审答复“无”（成批）")
    assert entry.after == {"state": "clear", "reference": BULK.reference, "signed_on": "2026-03-01"}


@pytest.mark.parametrize(
    ("given", "expected", "sentence"),
    [
        (BULK, 2, "未答复的事项有变化，现在是 1 项，请重新核对后再答复。"),
        (replace(BULK, hit=True), 1, "答复“有”要逐项办理。"),
        (replace(BULK, reference=" "), 1, "成批答复要写一个文号。"),
        (replace(BULK, signed_on=date(2999, 1, 1)), 1, "签发日期不能晚于今天。"),
    ],
)
def test_in_bulk_nothing_is_answered_that_was_not_looked_at(candidacy, given, expected, sentence):
    with pytest.raises(Refused) as refusal:
        in_bulk(given, expected)
    assert str(refusal.value) == sentence
    assert asked(candidacy).state == "pending"


def test_in_bulk_without_anything_pending_is_refused(candidacy):
    in_bulk()
    with pytest.raises(Refused) as refusal:
        in_bulk(expected=0)
    assert str(refusal.value) == "没有未答复的事项。"


def test_in_bulk_leaves_nothing_behind_without_its_log(candidacy, broken_log):
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        in_bulk()
    assert asked(candidacy).state == "pending"
