"""The files of an organization with what they prove."""

from django.db.models import Prefetch

from assessment.models import Mark


def with_uses(files):
    """Newest first; `uses` are the unit's own items that the file stands beside; two queries."""
    own = Mark.objects.filter(sheet__stage="self").select_related(
        "item__goal", "sheet__candidacy__round"
    )
    uses = Prefetch("marks", own.order_by("-sheet", "item__order"), to_attr="uses")
    return files.prefetch_related(uses).order_by("-uploaded_at", "-pk")
