"""Answers from phones: whole or not at all, once, counted, and nothing about the person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from creation.models import LogChange, LogEntry
from surveys.models import AnswerCode, Rate, Response, SentForm, Uncounted
from surveys.services import online
from surveys.services.answers import (
    count_answers,
    count_left,
    take_answer,
    why_not_answer,
    why_not_code,
)
from surveys.services.uploads import undo
from tests.surveys.links import ANSWERS, opened
from wuhao.errors import Refused

# Another phone's answer, committed while the first organization's rates are written.
MEANWHILE = """
    CREATE FUNCTION one_more() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO surveys_uncounted (questionnaire_id, organization_id)
        SELECT {questionnaire}, {who} WHERE NOT EXISTS (
            SELECT FROM surveys_rate WHERE organization_id = {who});
        RETURN NULL;
    END $$;
    CREATE TRIGGER one_more AFTER INSERT ON surveys_rate EXECUTE FUNCTION one_more()
"""


@pytest.fixture
def link(questionnaire, branches):
    return opened(questionnaire, branches[0])[0]


@pytest.fixture
def coded(questionnaire, branches):
    return opened(questionnaire, branches[0], mode="codes")[0]


def send(link, nonce="n1", **more):
    given = {"link": link, "answers": ANSWERS, "nonce": nonce, "seconds": 60}
    return take_answer(**given | more)


def shares(link):
    rows = Rate.objects.filter(organization=link.organization_id).select_related("question")
    return {row.question.code: (row.numerator, row.denominator) for row in rows}


def test_answer_is_stored_and_in_the_rates_at_once(link):
    assert send(link)
    row = Response.objects.get()
    stored = (row.organization, row.stratum, tuple(row.answers), row.weight, row.flags)
    assert stored == (link.organization, "mass", ANSWERS, 1, "")
    assert shares(link)["M1"] == (1, 1) and shares(link)["M3"] == (0, 1)
    assert not Uncounted.objects.exists()


def test_same_form_sent_twice_counts_once(link):
    assert [send(link), send(link), send(link, nonce="n2")] == [True, False, True]
    assert Response.objects.count() == 2


def test_in_a_rush_the_sweep_counts_what_came_within_a_second(link):
    for number in range(3):
        send(link, nonce=str(number))
    assert (shares(link)["M1"], Uncounted.objects.count()) == ((1, 1), 2)
    count_left()
    assert (shares(link)["M1"], Uncounted.objects.count()) == ((3, 3), 0)


def test_signs_of_doubt_are_noted(link):
    send(link, answers=(2, 1, 1, 1, 1, 1, 1), seconds=2)
    assert Response.objects.get().flags.startswith("fast")


def test_code_opens_once_and_leaves_no_trace(coded):
    (code, other) = online.issue_codes(link=coded, number=2, by=None)
    assert why_not_code(coded, code) == ""
    assert why_not_code(coded, "") == "请填纸条上的 10 个数字。"
    assert why_not_code(coded, "1") == "答题码是 10 个数字，您填了 1 个，请再对一遍纸条。"
    assert "不对，或者已经用过" in why_not_code(coded, "x" * 10)
    assert code not in str(list(AnswerCode.objects.values()))
    assert send(coded, code=code)
    with pytest.raises(Refused, match="不对，或者已经用过"):
        send(coded, nonce="n2", code=code)
    left = [Response.objects.count(), AnswerCode.objects.count(), why_not_code(coded, other)]
    assert left == [1, 1, ""]


def test_codes_outlive_a_change_of_the_secret(coded, settings):
    (code,) = online.issue_codes(link=coded, number=1, by=None)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "y" * 50
    assert why_not_code(coded, code) == ""


@pytest.mark.parametrize(
    ("days", "sentence"), [((1, 2), "还没有开始"), ((-2, -1), "已经截止"), ((-1, 1), "")]
)
def test_link_answers_within_its_times(questionnaire, branches, days, sentence):
    (link,) = opened(questionnaire, branches[0], days=days)
    assert sentence in why_not_answer(link) and bool(sentence) == bool(why_not_answer(link))
    if sentence:
        with pytest.raises(Refused, match=sentence):
            send(link)


def test_batch_that_was_undone_and_a_closed_round_take_nothing(link, staff, round_):
    send(link)
    undo(upload=link.upload, by=staff)
    assert (Response.objects.count(), shares(link)) == (0, {})
    with pytest.raises(Refused, match="已经结束"):
        send(link, nonce="n2")
    assert [why_not_answer(one) for one in opened(link.questionnaire, link.organization)] == [""]
    link.questionnaire.round.state = "closed"
    assert "已经结束" in why_not_answer(link)


@pytest.mark.django_db(transaction=True)
def test_while_a_file_is_taken_in_nobody_waits(link):
    """Somebody else holds the questionnaire; what came meanwhile is counted by the sweep."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN; SELECT 1 FROM surveys_questionnaire FOR UPDATE")
        send(link)
        assert (Response.objects.count(), shares(link), Uncounted.objects.count()) == (1, {}, 1)
        cursor.execute("COMMIT")
    other.close()
    count_left()
    assert (shares(link)["M1"], Uncounted.objects.count()) == ((1, 1), 0)
    assert count_answers(link.questionnaire) == 0


def test_who_counts_goes_on_for_those_who_came_meanwhile(questionnaire, branches):
    first, second = opened(questionnaire, *branches)
    with connection.cursor() as cursor:
        cursor.execute(MEANWHILE.format(questionnaire=questionnaire.pk, who=branches[1].pk))
    Response.objects.create(
        upload=second.upload, organization=branches[1], stratum="mass", answers=list(ANSWERS)
    )
    send(first)
    assert (shares(first)["M1"], shares(second)["M1"]) == ((1, 1), (1, 1))


def test_marks_of_sent_forms_are_forgotten(link):
    send(link)
    count_left()
    assert SentForm.objects.count() == 1
    SentForm.objects.update(day=timezone.localdate() - timedelta(days=3))
    count_left()
    assert not SentForm.objects.exists()


def test_answer_leaves_nothing_in_the_log(link):
    before = LogEntry.objects.count(), LogChange.objects.count()
    send(link)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert (LogEntry.objects.count(), LogChange.objects.count()) == before


def test_address_is_not_shown_in_the_log(link):
    shown = str(list(LogChange.objects.values())) + str(list(LogEntry.objects.values()))
    assert "onlinelink" in shown and link.token not in shown
