"""What the page promises is what the server does: no trace of who answered, or when."""

import logging
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

from surveys.models import Response
from surveys.services import online
from tests.surveys.links import Resident, opened

ADDRESS, AGENT, REFERER = "203.0.113.77", "MicroMessenger-Zhang-San", "https://secret.example/"
OTHER_COOKIE = "openid-of-zhang-san"
# A moment that nothing else in the database can have by chance. Its day may be kept, with what
# keeps a form from being sent twice; no hour of it, with that day or without.
MOMENT = datetime(2031, 7, 23, 4, 56, 51, tzinfo=UTC)
MOMENTS = ("2031-07-23 ", "2031-07-23T", "04:56:51", "12:56:51")


def stored():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        found = []
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [f"{model.__name__} {row}" for (row,) in cursor.fetchall()]
    return found


@pytest.fixture
def answered(questionnaire, branches, caplog, db):
    """(code, nonce of the sheet) of a resident whose phone told all that phones tell."""
    caplog.set_level(logging.DEBUG)
    (link,) = opened(questionnaire, branches[0], mode="codes", days=(-1, 4000))
    (code,) = online.issue_codes(link=link, number=1, by=None)
    phone = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": AGENT, "HTTP_REFERER": REFERER}
    client = Client(**phone, HTTP_X_FORWARDED_FOR=ADDRESS)
    client.cookies["tracker"] = OTHER_COOKIE
    with time_machine.travel(MOMENT, tick=False):
        resident = Resident(client, link)
        resident.client.get(resident.url)
        resident.send("start", code="12345")  # a slip of the finger
        resident.page = None
        resident.hand_in(code=code)
    return code


def test_nothing_of_the_phone_or_the_moment_is_stored(answered):
    assert Response.objects.count() == 1 and any("北街党支部" in row for row in stored())
    told = (ADDRESS, AGENT, REFERER, OTHER_COOKIE, answered, "12345", *MOMENTS)
    assert [row for row in stored() if any(trace in row for trace in told)] == []


def test_nothing_of_it_is_logged(answered, caplog):
    lines = [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith("django.db")  # statements: never logged outside of DEBUG
    ]
    told = (ADDRESS, AGENT, REFERER, OTHER_COOKIE, answered, "12345")
    assert [line for line in lines if any(trace in line for trace in told)] == []


def test_row_of_an_answer_has_no_room_for_more(answered):
    columns = [field.column for field in Response._meta.get_fields() if field.column]
    assert columns == [
        "number", "upload_id", "organization_id", "stratum", "answers", "weight", "flags",
    ]  # fmt: skip


def test_number_of_an_answer_says_nothing_of_those_before(answered):
    """It is drawn from so many that the next or the first would be a wonder."""
    assert Response.objects.get().number > 2**40
