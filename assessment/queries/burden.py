"""What the self-checks have cost those who fill them in: the newest submission of each sheet."""

from django.db.models import Aggregate, Count, Exists, IntegerField, Max, OuterRef

from assessment.models import Submission


class Median(Aggregate):
    """The value in the middle (of an even number the lower one)."""

    name = "Median"
    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


MEASURES = {
    "sheets": Count("pk"),
    "minutes_median": Median("minutes"),
    "minutes_most": Max("minutes"),
    "items_median": Median("items"),
    "items_most": Max("items"),
    "files_median": Median("files"),
    "files_most": Max("files"),
}


def burden_of(candidacies):
    """The newest submission of each self-check; withdrawn or returned ones have cost as much."""
    later = Submission.objects.filter(sheet=OuterRef("sheet"), number__gt=OuterRef("number"))
    rows = Submission.objects.filter(sheet__stage="self", sheet__candidacy__in=candidacies)
    return rows.filter(~Exists(later))


def burden_figures(rows) -> dict:
    """Median and most of all; `sheets` 0 when nothing was handed in on screen."""
    return rows.order_by().aggregate(**MEASURES)


def figures_by(rows, place) -> list[dict]:
    """The same per sector or town, the longest first."""
    name = f"sheet__candidacy__{place}__name"
    grouped = rows.order_by().values(name).annotate(**MEASURES)
    found = [{**row, "name": row[name] or "区直属"} for row in grouped]
    return sorted(found, key=lambda row: (-row["minutes_median"], row["name"]))
