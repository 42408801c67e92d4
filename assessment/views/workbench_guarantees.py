"""What the workbenches show of the three guarantees."""

from django.utils import timezone

from creation.access import kept_for, may, organizations_for
from creation.models import Liaison
from creation.queries.guarantees.figures import summary
from creation.queries.guarantees.rows import in_force, with_last_visit
from creation.views.guarantees.cards import summary_cards


def cards(user) -> list[dict]:
    """Four figures of this year over what is kept in reach."""
    if not may(user, "see_guarantees"):
        return []
    found = summary(
        lambda model: kept_for(user, model),
        organizations_for(user, "see_guarantees"),
        timezone.localdate().year,
    )
    return summary_cards(found)


def own_liaisons(user) -> list[Liaison]:
    """The leaders linked to a secretary's own organization, with their last visit."""
    rows = in_force(kept_for(user, Liaison)).select_related("organization")
    return list(with_last_visit(rows))
