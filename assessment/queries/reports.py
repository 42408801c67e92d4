"""The list of reports, with versions."""

from django.db.models import F, Window
from django.db.models.functions import RowNumber


def with_versions(reports):
    """Reports, newest first, with `version`: how many of that round and scope came before, +1."""
    return (
        reports.annotate(
            version=Window(RowNumber(), partition_by=["round", "scope"], order_by=F("pk").asc())
        )
        .select_related("job__requested_by", "round", "scope")
        .prefetch_related("files")
        .order_by("-pk")
    )
