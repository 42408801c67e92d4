"""The reviewer's queue."""

from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from assessment.models import Mark, Sheet
from assessment.queries.stages import with_stage


def queue(candidacies):
    """Candidacies with stage, the unit's own points and when it handed them in."""
    own = Sheet.objects.filter(candidacy=OuterRef("pk"), stage="self")
    points = (
        Mark.objects.filter(
            sheet__candidacy=OuterRef("pk"), sheet__stage="self", item__is_bonus=False
        )
        .order_by()
        .values("sheet")
        .annotate(total=Coalesce(Sum("points"), Decimal(0)))
        .values("total")
    )
    return with_stage(candidacies).annotate(
        handed_in_at=Subquery(own.values("submitted_at")[:1]),
        self_points=Subquery(points, output_field=DecimalField()),
    )


def waiting(candidacies):
    """Those whose self sheet waits for its review, the longest wait first."""
    own = Sheet.objects.filter(stage="self", state="submitted")
    waits = candidacies.filter(state="applied", round__state="open", sheets__in=own).select_related(
        "organization"
    )
    return waits.order_by("sheets__submitted_at", "pk")
