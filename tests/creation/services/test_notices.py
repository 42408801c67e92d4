"""Reminders: once per person and matter, not at night, by mail when there is a server."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from creation.models import LogEntry, Notice
from creation.models.notices import MAIL_ATTEMPTS
from creation.services.mail import PAUSE, SUBJECT, send_due
from creation.services.notices import Note, notify, read, remind
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOON = "2026-03-02 12:00+08:00"


@pytest.fixture
def two():
    return [make_user(email="a@example.org"), make_user()]


@pytest.fixture
def smtp(settings):
    settings.EMAIL_HOST = "smtp.example.org"
    settings.SITE_URL = "https://wuhao.example"


def tell(people, about="请提交自查表", **fields):
    return remind(people=people, about=about, link="/candidacies/1/", by=None, **fields)


@time_machine.travel(NOON, tick=False)
def test_everybody_is_told_once_a_day(two):
    by = make_user()
    assert remind(people=[*two, two[0]], about="请申报", link="/a/", by=by) == 2
    assert remind(people=[*two, make_user()], about="请申报", link="/a/", by=by) == 1
    with time_machine.travel("2026-03-03 12:00+08:00", tick=False):
        assert remind(people=two, about="请申报", link="/a/", by=by) == 2
    entry = LogEntry.objects.filter(action="发出提醒").last()
    assert (entry.actor_id, entry.after["people"], entry.note) == (by.pk, 2, "请申报")


def test_a_key_makes_it_once_for_all_days(two):
    assert [tell(two, key="r1:self:3"), tell(two, "别的话", key="r1:self:3")] == [2, 0]


def test_nobody_to_tell_writes_nothing(two):
    assert tell([]) == 0
    two[1].is_active = False
    two[1].save()
    assert tell(two[1:]) == 0
    assert not LogEntry.objects.exists()


@time_machine.travel("2026-03-02 20:00+08:00", tick=False)
def test_what_is_said_in_the_evening_arrives_at_8(two):
    tell(two)
    notice = Notice.objects.first()
    assert timezone.localtime(notice.due_at).isoformat() == "2026-03-03T08:00:00+08:00"
    assert not Notice.objects.unread().exists()
    with time_machine.travel("2026-03-03 08:00+08:00", tick=False):
        assert Notice.objects.unread().count() == 2


def test_too_long_a_sentence_is_cut(two):
    notify(notes=[Note(two[0].pk, "长" * 300, "/a/", "k")], by=None)
    assert len(Notice.objects.get().about) == 200


@time_machine.travel(NOON, tick=False)
def test_read_is_read_once(two):
    tell(two)
    mine = Notice.objects.filter(to=two[0])
    assert [read(notices=mine), read(notices=mine)] == [1, 0]
    assert Notice.objects.unread().count() == 1


@time_machine.travel(NOON, tick=False)
def test_without_a_mail_server_nothing_is_mailed(two, settings):
    settings.EMAIL_HOST = ""
    tell(two)
    assert (send_due(), mail.outbox) == ((0, 0), [])


@time_machine.travel(NOON, tick=False)
def test_who_has_an_address_gets_a_mail_once_with_nothing_personal_in_its_subject(two, smtp):
    tell(two)
    assert [send_due(), send_due()] == [(1, 0), (0, 0)]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["a@example.org"], SUBJECT)
    assert "请提交自查表" in sent.body
    assert "https://wuhao.example/candidacies/1/" in sent.body
    assert "请提交自查表" not in sent.subject


@time_machine.travel(NOON, tick=False)
def test_what_was_read_already_is_not_mailed(two, smtp):
    tell(two)
    read(notices=Notice.objects.all())
    assert send_due() == (0, 0)


@time_machine.travel("2026-03-02 19:00+08:00", tick=False)
def test_no_mail_leaves_at_night(two, smtp):
    tell(two)
    assert send_due() == (0, 0)


def test_mail_that_fails_is_tried_again_later_and_given_up_after_five_times(two, smtp, settings):
    settings.EMAIL_BACKEND = "tests.creation.services.test_notices.Broken"
    with time_machine.travel(NOON, tick=False) as clock:
        tell(two)
        for attempt in range(MAIL_ATTEMPTS):
            assert send_due() == (0, 1)
            assert send_due() == (0, 0)
            clock.shift(PAUSE * 4**attempt + timedelta(seconds=1))
        assert send_due() == (0, 0)
    notice = Notice.objects.get(to=two[0])
    assert (notice.mail_attempts, notice.mail_next_at, notice.mailed_at) == (5, None, None)
    assert "mailbox full" in notice.mail_error


class Broken:
    """A mail server that takes nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise SMTPException("mailbox full")

    def close(self):
        pass
