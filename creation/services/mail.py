"""Notices by e-mail: tried again with longer and longer pauses, given up after five times."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from creation.models import Notice
from creation.models.notices import MAIL_ATTEMPTS

log = logging.getLogger(__name__)

SUBJECT = "五好创建管理系统：您有新的提醒"  # nothing about anybody: subjects travel in the open
PAUSE = timedelta(minutes=5)
AT_ONCE = 200


def send_due() -> tuple[int, int]:
    """(sent, failed) of what is due now. Nothing goes out at night or without a mail server."""
    if not settings.EMAIL_HOST:
        return 0, 0
    notices = _claim()
    if not notices:
        return 0, 0
    connection = get_connection()
    results = [_send(one, connection) for one in notices]
    connection.close()
    return results.count(True), results.count(False)


@transaction.atomic
def _claim():
    """Take what is due, its next attempt already put off: two senders never send one twice."""
    now = timezone.now()
    due = Notice.objects.filter(
        mail_next_at__lte=now, mailed_at=None, read_at=None, to__is_active=True
    ).order_by("mail_next_at")
    ids = list(
        due.select_for_update(skip_locked=True, of=["self"]).values_list("pk", flat=True)[:AT_ONCE]
    )
    taken = Notice.objects.filter(pk__in=ids)
    taken.update(mail_attempts=F("mail_attempts") + 1, mail_next_at=now + PAUSE)
    return list(taken.select_related("to"))


def _send(notice, connection) -> bool:
    text = (
        f"{notice.about}\n\n{settings.SITE_URL}{notice.link}\n\n这封邮件由系统发出，请不要回复。\n"
    )
    message = EmailMessage(SUBJECT, text, to=[notice.to.email], connection=connection)
    row = Notice.objects.filter(pk=notice.pk)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        log.warning("notice %s not mailed, attempt %s: %s", notice.pk, notice.mail_attempts, error)
        last = notice.mail_attempts >= MAIL_ATTEMPTS
        later = None if last else timezone.now() + PAUSE * 4 ** (notice.mail_attempts - 1)
        row.update(mail_next_at=later, mail_error=str(error)[:200])
        return False
    row.update(mailed_at=timezone.now(), mail_next_at=None, mail_error="")
    return True
