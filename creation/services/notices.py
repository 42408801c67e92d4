"""Telling people: one sentence each, with the page it is about, by day, never twice.

In-app at once (in the evening the next morning at 8:00); by e-mail too when a mail server is set
and the person has an address. Reading and mailing are no change of a register and not logged.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from creation.hours import next_allowed
from creation.models import Notice, User
from creation.services.log import record

LONGEST = 200


@dataclass(frozen=True)
class Note:
    """What one person (id) is told; `key` makes it once."""

    to: int
    about: str
    link: str
    key: str


def due_at():
    """When what is said now arrives."""
    return next_allowed(timezone.localtime())


@transaction.atomic
def remind(*, people, about, link, by, key="") -> int:
    """Tell each of these users the same once; how many had not been told yet.

    Without a `key` the same words about the same page go out once a day. For "remind all that
    match": pass everybody who matches, those told already are left out.
    """
    when = due_at()
    key = key or sha256(f"{about}\n{link}\n{when:%Y-%m-%d}".encode()).hexdigest()
    return notify(notes=[Note(one.pk, about, link, key) for one in people], by=by)


@transaction.atomic
def notify(*, notes, by, on=None) -> int:
    """Tell each person the own sentence; `on` is what the log entry is about (a round …)."""
    wanted = {(note.to, note.key): note for note in notes}
    told = Notice.objects.filter(to__in={to for to, _ in wanted}, key__in={k for _, k in wanted})
    fresh = wanted.keys() - set(told.values_list("to", "key"))
    if not fresh:
        return 0
    when, mailing = due_at(), bool(settings.EMAIL_HOST)
    people = User.objects.filter(pk__in={to for to, _ in fresh}, is_active=True)
    reached = {one.pk: when if mailing and one.email else None for one in people}
    rows = [_row(wanted[one], when, reached, by) for one in sorted(fresh) if one[0] in reached]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    if rows:
        first = Notice.objects.get(to=rows[0].to_id, key=rows[0].key)
        said = {"people": len(rows), "link": rows[0].link}
        record(by=by, action="发出提醒", on=on or first, after=said, note=rows[0].about)
    return len(rows)


def _row(note, when, reached, by) -> Notice:
    return Notice(
        to_id=note.to,
        about=note.about[:LONGEST],
        link=note.link,
        key=note.key,
        made_by=by,
        due_at=when,
        mail_next_at=reached[note.to],
    )


def read(*, notices) -> int:
    """Mark these notices (a queryset of one's own) as read."""
    return notices.filter(read_at__isnull=True).update(read_at=timezone.now())
