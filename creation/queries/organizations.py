"""Organizations counted and gathered, set by set."""

from django.db import connection
from django.utils import timezone

_POPULATIONS = """
SELECT ancestor.id::bigint, sum(full_members + probationary_members), sum(masses)
FROM creation_organization, unnest(string_to_array(rtrim(path, '/'), '/')) AS ancestor (id)
WHERE ancestor.id::bigint = ANY(%s)
  AND (opened_on IS NULL OR opened_on <= %s)
  AND (closed_on IS NULL OR closed_on > %s)
GROUP BY 1
"""


def subtree_populations(organizations, on=None) -> dict[int, tuple[int, int]]:
    """id → (members, people served) over those of its subtree that are open on that day (today
    by default), in one query."""
    on = on or timezone.localdate()
    ids = [one.pk for one in organizations]
    with connection.cursor() as cursor:
        cursor.execute(_POPULATIONS, [ids, on, on])
        found = {pk: (int(members), int(people)) for pk, members, people in cursor.fetchall()}
    return {pk: found.get(pk, (0, 0)) for pk in ids}


def line_of(organization, visible) -> list:
    """Its superiors from the top down, as far as the user sees them."""
    ids = [int(pk) for pk in organization.path.rstrip("/").split("/")[:-1]]
    found = visible.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
