"""Writing the log: one call in every service, in the service's own transaction."""

import json

from django.db import connection
from django.utils import timezone

from creation.models import LogEntry
from wuhao.acting import origin

LABEL, NOTE = 120, 300
COPIED = (
    "at", "actor_id", "actor", "action", "object_type", "object_id", "object_label",
    "organization_id", "round_code", "note", "origin", "after",
)  # fmt: skip
COPY = f"COPY creation_logentry ({', '.join(COPIED)}) FROM STDIN"


def record(*, by, action, on, before=None, after=None, note=""):
    """Append one entry: who (`by`, a User, or None for the system) did what to `on` (a row).

    The row's organization and round are picked up when it has them, directly or through its
    candidacy or sheet, so that the log can be filtered without foreign keys.
    """
    entry = _entry(by=by, action=action, on=on, before=before, after=after, note=note)
    entry.save()
    return entry


def record_many(*, by, action, entries):
    """One entry per row in one COPY; `entries` holds (row, after, note)."""
    rows = [_row(by, action, *entry) for entry in entries]  # may ask for a row's organization
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _row(by, action, on, after, note) -> tuple:
    entry = _entry(by=by, action=action, on=on, before=None, after=None, note=note)
    entry.at = timezone.now()
    values = (getattr(entry, name) for name in COPIED[:-1])
    return (*values, None if after is None else json.dumps(after, ensure_ascii=False))


def _entry(*, by, action, on, before, after, note):
    organization = on if on._meta.model_name == "organization" else _part(on, "organization")
    round_ = on if on._meta.model_name == "round" else _part(on, "round")
    return LogEntry(
        actor_id=by.pk if by else None,
        actor=str(by)[:40] if by else "系统",
        action=action,
        object_type=on._meta.verbose_name[:40],
        object_id=str(on.pk),
        object_label=str(on)[:LABEL],
        organization_id=organization.pk if organization else None,
        round_code=round_.code if round_ else "",
        before=before,
        after=after,
        note=note[:NOTE],
        origin=origin(),
    )


def _part(row, name):
    """`row.name`, or that of its sheet or candidacy; None when it has none."""
    part = getattr(row, name, None)
    if part is not None:
        return part
    for holder in ("sheet", "candidacy", "questionnaire"):
        held = getattr(row, holder, None)
        if held is not None:
            return _part(held, name)
    return None
