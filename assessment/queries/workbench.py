"""What the workbenches count, each figure in one query whatever the number of rows."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Min, Q
from django.utils import timezone

from assessment.models import Objection, Rectification, Sheet, Title
from assessment.queries.results import figures_of
from creation.models import STAGES, Round

HANDED_IN = ("submitted", "accepted")


@dataclass(frozen=True)
class Step:
    """One stage of a round on the stepper; dates guide, the papers decide."""

    code: str
    label: str
    note: str
    state: str  # done, now or todo


def steps_of(round) -> list[Step]:
    """In the order of the campaign: stages overlap, their dates alone would shuffle them."""
    today = timezone.localdate()
    dated = {stage.stage: stage for stage in round.stages.all()}
    return [_step(dated[code], today) for code, _ in STAGES if code in dated]


def _step(stage, today) -> Step:
    if stage.ends_on < today:
        state, note = "done", f"{stage.starts_on:%m-%d}"
    elif stage.starts_on <= today:
        state, note = "now", f"截至 {stage.ends_on:%m-%d}"
    else:
        state, note = "todo", f"{stage.starts_on:%m-%d}"
    return Step(stage.stage, stage.get_stage_display(), note, state)


def sheet_figures(candidacies) -> dict:
    """total, submitted, waiting for the review, and since when the longest waits."""
    total = candidacies.count()
    own = Sheet.objects.filter(candidacy__in=_ids(candidacies), stage="self")
    counted = own.aggregate(
        submitted=Count("pk", filter=Q(state__in=HANDED_IN)),
        waiting=Count("pk", filter=Q(state="submitted")),
        oldest=Min("submitted_at", filter=Q(state="submitted")),
    )
    return {"total": total, **counted}


def average_before(round, candidacies_for_round) -> Decimal | None:
    """The average of the round before this one, over what the same person reaches."""
    before = Round.objects.filter(starts_on__lt=round.starts_on).order_by("-starts_on").first()
    return figures_of(candidacies_for_round(before))["average"] if before else None


def submitted_by_sector(candidacies) -> dict:
    """{sector id: (candidacies, self sheets handed in)}."""
    rows = (
        candidacies.order_by()
        .values_list("sector")
        .annotate(
            total=Count("pk", distinct=True),
            submitted=Count("pk", filter=Q(sheets__stage="self", sheets__state__in=HANDED_IN)),
        )
    )
    return {sector: (total, submitted) for sector, total, submitted in rows}


def pending_answers(clearances) -> int:
    return clearances.filter(state="pending").exclude(candidacy__state="withdrawn").count()


def after_the_evaluation(candidacies) -> dict:
    """What rectification and naming wait for: counts by name, in two queries."""
    today = timezone.localdate()
    rectifications = Rectification.objects.filter(candidacy__in=_ids(candidacies)).aggregate(
        rechecks=Count("pk", filter=Q(state="reported")),
        overdue=Count("pk", filter=Q(state="open", due_on__lt=today)),
    )
    unanswered = Objection.objects.filter(answered_on__isnull=True).values("title")
    titles = Title.objects.filter(candidacy__in=_ids(candidacies)).aggregate(
        proposed=Count("pk", filter=Q(state="proposed")),
        ended=Count("pk", filter=Q(state="publicity", publicity_to__lt=today)),
        objected=Count("pk", filter=Q(state="publicity", pk__in=unanswered)),
    )
    return rectifications | titles


def answers_by_red_line(clearances):
    """A row per red line and department: counts of pending, clear and hit."""
    return (
        clearances.order_by("department__order", "department__code", "red_line__order")
        .values("red_line", "red_line__name", "department", "department__name")
        .annotate(
            pending=Count("pk", filter=Q(state="pending")),
            clear=Count("pk", filter=Q(state="clear")),
            hit=Count("pk", filter=Q(state="hit")),
        )
    )


def _ids(candidacies):
    return candidacies.order_by().values("pk")
