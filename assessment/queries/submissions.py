"""How a mark came to say what it says, and what changed between two submissions."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessment.models import Mark, MarkVersion, Sheet


@dataclass(frozen=True)
class Said:
    """One version of a mark: who wrote what, when, and what it was worth."""

    version: int
    values: dict[str, Any]
    points: Decimal | None
    why: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Change:
    """An item that says something else than at the submission before; None was nothing."""

    mark: Mark
    before: Said | None
    after: Said | None


WORDS = ("finding", "not_applicable", "reason", "note")


def versions_of(mark: Mark) -> list[Said]:
    """All versions of a mark, the newest first; one query."""
    earlier = mark.versions.select_related("written_by").order_by("-version")
    now = [_now(mark)] if mark.version else []
    return [*now, *map(_then, earlier)]


def _now(mark) -> Said:
    return _said(mark, str(mark.updated_by or ""), mark.updated_at)


def _then(version) -> Said:
    return _said(version, str(version.written_by or ""), version.written_at)


def _said(row, who, at) -> Said:
    values = {name: getattr(row, name) for name in WORDS}
    return Said(row.version, values, row.points, row.why, who, at)


def submissions_of(sheet: Sheet):
    """Every handing-in of a sheet, the newest first."""
    return sheet.submissions.select_related("by", "ended_by").order_by("-number")


def changed_since(sheet: Sheet, submissions=None) -> list[Change]:
    """What the unit changed between its last two submissions, in the order of the items."""
    last = list(submissions_of(sheet)[:2] if submissions is None else submissions[:2])
    if len(last) < 2:
        return []
    new, old = last[0].versions, last[1].versions
    moved = [int(pk) for pk, version in new.items() if old.get(pk, 0) != version]
    marks = sheet.marks.filter(pk__in=moved).select_related("item__goal", "updated_by")
    earlier = {
        (one.mark_id, one.version): _then(one)
        for one in MarkVersion.objects.filter(mark__in=moved).select_related("written_by")
    }
    changes = []
    for mark in marks.order_by("item__order"):
        key = str(mark.pk)
        before = earlier.get((mark.pk, old.get(key, 0)))
        current = mark.version == new[key]
        after = _now(mark) if current else earlier.get((mark.pk, new[key]))
        changes.append(Change(mark, before, after))
    return [one for one in changes if _words(one.before) != _words(one.after)]


def _words(said):
    return said and said.values
