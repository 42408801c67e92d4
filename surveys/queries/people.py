"""How many people stand behind an organization's answers in a round."""

from django.db import connection

from creation.models import Round
from creation.queries.organizations import subtree_populations

FEW = 100  # organizations of one page; for more the roster is read once as a whole
NEAR = """
    SELECT top.id, coalesce(sum(part.full_members + part.probationary_members), 0),
           coalesce(sum(part.masses), 0)
    FROM creation_organization top
    LEFT JOIN creation_organization part  -- ":" is what comes after the digits
        ON part.path ~>=~ top.path AND part.path ~<~ (top.path || ':')
        AND (part.opened_on IS NULL OR part.opened_on <= %(on)s)
        AND (part.closed_on IS NULL OR part.closed_on > %(on)s)
    WHERE top.id = ANY(%(ids)s)
    GROUP BY top.id
"""
COPIED = {"organization", "members", "people_served"}


def people_of(round, organizations):
    """{id: (members, people served)} of these organizations or ids: as copied when they entered
    the round, which evaluations use as well; else from the roster on the round's day."""
    ids = [getattr(one, "pk", one) for one in organizations]
    found = {}
    for accessor in _copies():
        rows = getattr(round, accessor).filter(organization__in=ids)
        for pk, members, served in rows.values_list("organization_id", "members", "people_served"):
            found[pk] = (members, served)
    rest = [pk for pk in ids if pk not in found]
    if not rest:
        return found
    roster = _of_few if len(rest) <= FEW else subtree_populations
    return found | roster(rest, round.counted_on)


def _of_few(ids, on):
    """As `subtree_populations` says, by the index of paths: a page must not read the roster."""
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"ids": ids, "on": on})
        return {pk: (int(members), int(masses)) for pk, members, masses in cursor.fetchall()}


def _copies():
    """The app above keeps them; here they are known by their fields alone."""
    return [
        one.get_accessor_name()
        for one in Round._meta.related_objects
        if {field.name for field in one.related_model._meta.fields} >= COPIED
    ]
