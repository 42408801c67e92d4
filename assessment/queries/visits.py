"""Visits with how far their spot sheets are."""

from django.db.models import Count, F, OuterRef, Q, Subquery

from assessment.models import Mark, Sheet, Visit


def with_progress(visits):
    """Visits with the spot sheet's id and how many items are marked of how many."""
    spot = Sheet.objects.filter(candidacy=OuterRef("candidacy"), stage="spot")
    marks = (
        Mark.objects.filter(
            sheet__candidacy=OuterRef("candidacy"), sheet__stage="spot", item__is_bonus=False
        )
        .order_by()
        .values("sheet")
    )
    answered = Count("pk", filter=Q(points__isnull=False) | ~Q(not_applicable=""))
    return (
        visits.select_related(
            "candidacy__organization", "candidacy__sector", "candidacy__town", "team"
        )
        .annotate(
            sheet_id=Subquery(spot.values("pk")[:1]),
            total=Subquery(marks.annotate(count=Count("pk")).values("count")),
            done=Subquery(marks.annotate(count=answered).values("count")),
        )
        .order_by(F("visited_on").asc(nulls_first=True), "candidacy__organization__name")
    )


def awaits_check(candidacy_id) -> bool:
    """Drawn, and the inspectors have not handed in their sheet."""
    checked = Sheet.objects.filter(candidacy=candidacy_id, stage="spot", submitted_at__isnull=False)
    drawn = Visit.objects.filter(candidacy=candidacy_id, kind="spot")
    return drawn.exists() and not checked.exists()
