"""Mails over a real SMTP conversation on loopback: what travels, by which login, what returns."""

import email
import email.policy
import socket

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from creation.models import Notice
from creation.services.mail import SUBJECT, send_due
from creation.services.notices import remind
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
NOON = "2026-03-02 12:00+08:00"
FULL = "552 5.2.2 Mailbox full"


class Inbox:
    """Keeps what it is sent; refuses one address, and who has not the password."""

    def __init__(self):
        self.got, self.logins = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "full@example.org":
            return FULL
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        text = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((envelope.mail_from, envelope.rcpt_tos, text))
        return "250 OK"

    def __call__(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def inbox(settings):
    """A mail server that asks for a login, and our settings for it."""
    handler = Inbox()
    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), authenticator=handler, auth_required=True,
        auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "wuhao", "right"
    settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL = "五好创建 <wuhao@example.org>"
    settings.SITE_URL = "https://wuhao.example"
    yield handler
    controller.stop()


def tell(*addresses):
    people = [make_user(email=address) for address in addresses]
    return remind(people=people, about="请提交自查表", link="/candidacies/1/", by=None)


@time_machine.travel(NOON)
def test_a_mail_arrives_as_it_was_written(inbox):
    tell("a@example.org", "b@example.org")
    assert send_due() == (2, 0)
    (sender, receivers, text), _ = sorted(inbox.got, key=lambda one: one[1])
    assert (sender, receivers) == ("wuhao@example.org", ["a@example.org"])
    assert (text["Subject"].strip(), text["To"]) == (SUBJECT, "a@example.org")
    assert text["From"] == "五好创建 <wuhao@example.org>"
    assert text.get_content().splitlines()[:3] == [
        "请提交自查表", "", "https://wuhao.example/candidacies/1/",
    ]  # fmt: skip
    assert inbox.logins == [(b"wuhao", b"right")] * 2


@time_machine.travel(NOON)
def test_one_full_mailbox_keeps_no_other_from_its_mail(inbox):
    tell("full@example.org", "b@example.org")
    assert send_due() == (1, 1)
    assert [to for _, to, _ in inbox.got] == [["b@example.org"]]
    late = Notice.objects.get(to__email="full@example.org")
    assert late.mailed_at is None
    assert late.mail_next_at is not None
    assert "Mailbox full" in late.mail_error


@time_machine.travel(NOON)
def test_a_wrong_password_is_kept_as_the_reason(inbox, settings):
    settings.EMAIL_HOST_PASSWORD = "wrong"
    tell("a@example.org")
    assert (send_due(), inbox.got) == ((0, 1), [])
    assert Notice.objects.get().mail_error.startswith("(535")
