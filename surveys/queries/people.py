"""How many people stand behind an organization's answers in a round."""

from creation.models import Round
from creation.queries.organizations import subtree_populations

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
    return found | (subtree_populations(rest, round.counted_on) if rest else {})


def _copies():
    """The app above keeps them; here they are known by their fields alone."""
    return [
        one.get_accessor_name()
        for one in Round._meta.related_objects
        if {field.name for field in one.related_model._meta.fields} >= COPIED
    ]
