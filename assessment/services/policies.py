"""Changing the policy of a running round: with a reason, and only before 公示 (RULES 7)."""

from django.db import transaction

from assessment.models import Title
from creation.services import rounds
from wuhao.errors import Refused

SHOWN = ("publicity", "named", "revoked")


def why_not_adopt_policy(round, reason) -> str:
    if Title.objects.filter(candidacy__round=round, state__in=SHOWN).exists():
        return "本轮已经公示，不能再修改评价政策。"
    return rounds.why_not_adopt_policy(round, reason)


@transaction.atomic
def adopt_policy(*, round, values, reason, by):
    """A new dated version; evaluations made before name the one that they used."""
    if sentence := why_not_adopt_policy(round, reason):
        raise Refused(sentence)
    return rounds.adopt_policy(round=round, values=values, reason=reason, by=by)
