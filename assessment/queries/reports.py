"""The list of reports, with versions."""

from django.db.models import Count, OuterRef, Subquery

from assessment.models import Report


def with_versions(reports):
    """Reports, newest first, with `version`: the how-manieth of its round and scope it is."""
    until_it = Report.objects.filter(
        round=OuterRef("round"), scope=OuterRef("scope"), pk__lte=OuterRef("pk")
    )
    counted = until_it.order_by().values("round").annotate(number=Count("pk")).values("number")
    return (
        reports.annotate(version=Subquery(counted))
        .select_related("job__requested_by", "round", "scope")
        .prefetch_related("files")
        .order_by("-pk")
    )
