"""The reviewer's queue."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessment.models import Mark, Reviewing, Sheet, Verdict
from assessment.queries.stages import with_stage

# code → (label, which rows); reads the annotations of `queue`.
STATES = {
    "waiting": ("待审", Q(self_state="submitted", review_state=None)),
    "at_work": ("在审", Q(self_state="submitted", review_state__isnull=False)),
    "returned": ("已退回", Q(self_state="returned")),
    "done": ("已审", Q(self_state="accepted")),
}
NOT_YET = "not_yet"
LOOKS = timedelta(minutes=10)


def queue(candidacies, *, round, user):
    """Candidacies with stage, the unit's points, deadline, progress, doubts, who else looks on."""
    own = Sheet.objects.filter(candidacy=OuterRef("pk"), stage="self")
    points = _marks(item__is_bonus=False).annotate(total=Coalesce(Sum("points"), Decimal(0)))
    ends = dict(round.stages.values_list("stage", "ends_on")) if round else {}
    looking = Reviewing.objects.filter(
        candidacy=OuterRef("pk"), at__gte=timezone.now() - LOOKS
    ).exclude(user=user)
    rows = with_stage(candidacies).annotate(
        handed_in_at=Subquery(own.values("submitted_at")[:1]),
        self_points=Subquery(points.values("total"), output_field=DecimalField()),
        items=_count(_marks()),
        decided=_count(_marks(verdict__of_version=F("version"))),
        is_disputed=Exists(_disputed()),
        due=Case(
            When(self_state="submitted", then=Value(ends.get("review"), DateField())),
            When(self_state="returned", then=Subquery(own.values("returned_due")[:1])),
        ),
        looking=Subquery(looking.order_by("-at").values("user__name")[:1]),
    )
    return rows.annotate(
        desk=Case(
            *(When(condition, then=Value(code)) for code, (_, condition) in STATES.items()),
            default=Value(NOT_YET),
            output_field=CharField(),
        )
    )


def _marks(**lookups):
    own = Mark.objects.filter(sheet__candidacy=OuterRef("pk"), sheet__stage="self")
    return own.filter(**lookups).order_by().values("sheet")


def _count(marks):
    counted = marks.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _disputed():
    """Marks that somebody has to look at (services.verdicts) and nobody has decided on."""
    decided = Verdict.objects.filter(mark=OuterRef("pk"), of_version=OuterRef("version"))
    return Mark.objects.filter(
        Q(not_applicable="claimed") | ~Q(returned=""),
        ~Exists(decided),
        sheet__candidacy=OuterRef("pk"),
        sheet__stage="self",
        sheet__state="submitted",
    )


def in_state(rows, code, *, today: date):
    """`todo`: waiting or at work; `late`: past its deadline; else one of STATES."""
    if code == "todo":
        return rows.filter(self_state="submitted")
    if code == "late":
        return rows.filter(due__lt=today)
    return rows.filter(STATES[code][1])


def desk_counts(rows, *, today: date) -> dict[str, int]:
    """How many wait, are at work, went back, are done, are late; one query."""
    counted = {code: Count("pk", filter=condition) for code, (_, condition) in STATES.items()}
    return rows.order_by().aggregate(**counted, late=Count("pk", filter=Q(due__lt=today)))


def waiting(candidacies):
    """Those whose self sheet waits for its review, the longest wait first."""
    own = Sheet.objects.filter(stage="self", state="submitted")
    waits = candidacies.filter(state="applied", round__state="open", sheets__in=own).select_related(
        "organization"
    )
    return waits.order_by("sheets__submitted_at", "pk")
