"""催报: remind all that match, once per unit, stage and day; at night they hear in the morning."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.services.moves import why_not_in
from creation.models import Appointment
from creation.roles import roles_with
from creation.services.notices import Note, due_at, notify
from wuhao.errors import Refused


@dataclass(frozen=True)
class Told:
    """How many notices went out, and which units have nobody to tell."""

    people: int
    unreachable: int


def delivery() -> str:
    """When a reminder of now arrives, in words."""
    when = due_at()
    if when <= timezone.localtime():
        return "现在是 8:00 至 18:00，提醒立即送到。"
    return f"18:00 至次日 8:00 不打扰：现在提醒，{when:%m-%d} 8:00 送到。"


def why_not_chase(round, number: int) -> str:
    """ "" when there is somebody to remind: `number` units match and were not told yet."""
    if sentence := why_not_in(round):
        return sentence
    return "" if number else "没有要提醒的组织：都已提醒过，或者没有书记账号。"


@transaction.atomic
def chase(*, round, rows, by) -> Told:
    """Tell the people of every row of queries.chase.chased; who was told already is left out."""
    rows = list(rows.select_related("organization"))
    if sentence := why_not_chase(round, len(rows)):
        raise Refused(sentence)
    people = _people([row.organization_id for row in rows])
    notes = [
        Note(user, _about(row), reverse("candidacy_detail", args=[row.pk]), row.notice_key)
        for row in rows
        for user in people[row.organization_id]
    ]
    told = notify(notes=notes, by=by, on=round)
    if not told:
        raise Refused(why_not_chase(round, 0))
    return Told(told, sum(not people[row.organization_id] for row in rows))


def _people(organizations) -> dict[int, list]:
    rows = Appointment.objects.in_force().filter(
        organization__in=organizations,
        role__in=roles_with("self_check"),
        user__is_active=True,
    )
    found = defaultdict(list)
    for place, user in rows.values_list("organization", "user").distinct():
        found[place].append(user)
    return found


def _about(row) -> str:
    what = "还没有申报" if row.step == "apply" else "自查表还没有提交"
    return f"催报：{row.organization}{what}{_when(row.due)}，请尽快办理。"


def _when(due) -> str:
    if due is None:
        return ""
    left = (due - due_at().date()).days
    if left < 0:
        return f"，已逾期 {-left} 天"
    return f"，{due:%m-%d} 截止"
