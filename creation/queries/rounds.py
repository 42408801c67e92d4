"""Rounds and the policy in force."""

from creation.models import Round
from creation.policy import Policy


def current_policy(round):
    """(row, values) of the newest version."""
    row = round.policies.order_by("-version").first()
    return row, Policy.from_dict(row.values)


def current_round():
    """The newest open round, else the newest of all; None when there is none."""
    return (
        Round.objects.filter(state="open").order_by("-starts_on", "-pk").first()
        or Round.objects.order_by("-starts_on", "-pk").first()
    )
