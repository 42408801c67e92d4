"""Who else has a review open: a light lease that the page renews and that locks nothing."""

from datetime import timedelta

from django.utils import timezone

from assessment.models import Reviewing

LOOKS = timedelta(minutes=10)


def renew(candidacy, by) -> None:
    """The user has this review open now. No change of a paper, so the log hears nothing."""
    Reviewing.objects.bulk_create(
        [Reviewing(candidacy=candidacy, user=by, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["candidacy", "user"],
        update_fields=["at"],
    )


def others(candidacy, user) -> list[str]:
    """“李海燕 正在审，3 分钟前”, the newest first."""
    now = timezone.now()
    rows = Reviewing.objects.filter(candidacy=candidacy, at__gte=now - LOOKS).exclude(user=user)
    return [_words(one, now) for one in rows.select_related("user").order_by("-at")]


def _words(one, now) -> str:
    minutes = (now - one.at) // timedelta(minutes=1)
    return f"{one.user} 正在审，{f'{minutes} 分钟前' if minutes else '刚刚'}"
