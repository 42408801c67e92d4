"""Who keeps the self-check waiting: not begun, stuck, late; counted by town and sector."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from assessment.models import Mark, Sheet
from assessment.queries.candidacies import OPEN_WORK
from creation.models import Appointment, Notice
from creation.roles import roles_with

DAYS = 7


@dataclass(frozen=True)
class Kind:
    """One reason to be chased; `condition` reads the annotations of `chased`."""

    code: str
    name: str
    condition: Q


def kinds(*, now: datetime, days: int) -> dict[str, Kind]:
    """Not begun: no sheet yet. Stuck: no change for so many days. Late: past its day."""
    since = now - timedelta(days=days)
    found = (
        Kind("unstarted", "没有开始", Q(self_state=None)),
        Kind("stuck", "停滞", Q(self_state__isnull=False, touched_at__lt=since)),
        Kind("late", "逾期", Q(due__lt=now.date())),
    )
    return {one.code: one for one in found}


def chased(candidacies, round, *, day):
    """Those that have not handed in, with sheet, last change, deadline and whom one can tell.

    `day` is when a reminder of now arrives: who was told for that day isn't told again.
    """
    own = Sheet.objects.filter(candidacy=OuterRef("pk"), stage="self")
    marks = Mark.objects.filter(sheet__candidacy=OuterRef("pk"), sheet__stage="self")
    saved = marks.order_by().values("sheet").annotate(at=Max("updated_at")).values("at")
    ends = dict(round.stages.values_list("stage", "ends_on"))
    tenants = Appointment.objects.in_force().filter(
        organization=OuterRef("organization"),
        role__in=roles_with("self_check"),
        user__is_active=True,
    )
    rows = candidacies.annotate(
        self_state=Subquery(own.values("state")[:1]),
        touched_at=Greatest(Subquery(saved), Subquery(own.values("submitted_at")[:1])),
        due=Case(
            When(state="enrolled", then=Value(ends.get("apply"), DateField())),
            default=Coalesce(
                Subquery(own.filter(state="returned").values("returned_due")[:1]),
                Value(ends.get("self"), DateField()),
            ),
        ),
        step=Case(When(state="enrolled", then=Value("apply")), default=Value("self")),
        has_people=Exists(tenants),
    )
    told = Notice.objects.filter(key=OuterRef("notice_key"))
    key = Concat(
        Value("chase:"), Cast("pk", CharField()), Value(":"), F("step"), Value(f":{day}"),
        output_field=CharField(),
    )  # fmt: skip
    rows = rows.annotate(notice_key=key).annotate(is_told=Exists(told))
    return rows.filter(OPEN_WORK["apply"].condition | OPEN_WORK["self"].condition)


def counts_by(rows, found: dict[str, Kind], place: str) -> list[dict]:
    """Per town or sector: how many are open, and how many of each kind; one query."""
    counted = {code: Count("pk", filter=kind.condition) for code, kind in found.items()}
    grouped = rows.order_by().values(place, f"{place}__name").annotate(total=Count("pk"), **counted)
    return [
        {
            "pk": row[place],
            "name": row[f"{place}__name"] or "区直属",
            "total": row["total"],
            "numbers": [(code, row[code]) for code in found],
        }
        for row in grouped.order_by("-total", f"{place}__name")
    ]
