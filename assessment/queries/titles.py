"""Titles and rectifications as lists show them, and how many stand where."""

from django.db.models import Count, Q
from django.utils import timezone

from assessment.models import TITLE_LIFECYCLE, Evaluation

_ROWS = ("candidacy__organization", "candidacy__town", "candidacy__sector", "candidacy__round")


def listed_titles(titles):
    """With the number of objections that have no answer yet."""
    rows = titles.annotate(unanswered=Count("objections", filter=Q(objections__answer="")))
    return rows.select_related(*_ROWS, "evaluation").order_by("candidacy__organization__code")


def five_good_among(titles) -> dict[int, int]:
    """{candidacy: its current evaluation} of those among these titles that are 五好 now."""
    good = Evaluation.objects.filter(
        candidacy__in=[title.candidacy_id for title in titles],
        is_current=True,
        decision="five_good",
    )
    return dict(good.values_list("candidacy", "pk"))


def title_counts(titles) -> list[dict]:
    """A row per state in the order of the lifecycle: code, name, count."""
    codes = TITLE_LIFECYCLE.states
    counted = titles.aggregate(**{code: Count("pk", filter=Q(state=code)) for code in codes})
    return [{"code": code, "name": name, "count": counted[code]} for code, name in codes.items()]


def listed_rectifications(rectifications):
    return rectifications.select_related(*_ROWS, "item").order_by(
        "due_on", "candidacy__organization__code"
    )


def rectification_counts(rectifications) -> dict:
    """open, overdue (of the open ones), reported, done."""
    late = Q(state="open", due_on__lt=timezone.localdate())
    return rectifications.aggregate(
        open=Count("pk", filter=Q(state="open")),
        overdue=Count("pk", filter=late),
        reported=Count("pk", filter=Q(state="reported")),
        done=Count("pk", filter=Q(state="done")),
    )
