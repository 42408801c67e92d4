"""Organizations counted and gathered, set by set."""

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value
from django.utils import timezone

from creation.models import Organization, OrganizationEvent

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
    by default), in one query. Organizations or their ids."""
    on = on or timezone.localdate()
    ids = [getattr(one, "pk", one) for one in organizations]
    with connection.cursor() as cursor:
        cursor.execute(_POPULATIONS, [ids, on, on])
        found = {pk: (int(members), int(people)) for pk, members, people in cursor.fetchall()}
    return {pk: found.get(pk, (0, 0)) for pk in ids}


def line_of(organization, visible) -> list:
    """Its superiors from the top down, as far as the user sees them."""
    ids = [int(pk) for pk in organization.path.rstrip("/").split("/")[:-1]]
    found = visible.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def in_use(organizations, question) -> str:
    """What else needs them, in one sentence of the first that does; "" when nothing does.

    Any model that refers to organizations may answer: a classmethod of that name takes them and
    returns a sentence or "". So the registers of the upper apps are asked without being imported.
    """
    for relation in Organization._meta.related_objects:
        ask = getattr(relation.related_model, question, None)
        if ask is not None and (sentence := ask(organizations)):
            return sentence
    return ""


def below(ids):
    """The organizations of those ids and everything below them, in one pass over the paths."""
    steps = Func(
        F("path"),
        Value("/"),
        function="string_to_array",
        output_field=ArrayField(TextField()),
    )
    rows = Organization.objects.annotate(steps=steps)
    return rows.filter(steps__overlap=[str(pk) for pk in ids])


def last_events(organizations) -> dict[int, OrganizationEvent]:
    """id → what happened to it last."""
    rows = OrganizationEvent.objects.filter(organization__in=[one.pk for one in organizations])
    rows = rows.order_by("organization_id", "-effective_on", "-pk").distinct("organization_id")
    return {one.organization_id: one for one in rows}


def open_children(organizations) -> list[Organization]:
    """Those right below them that are not closed and not among them."""
    ids = [one.pk for one in organizations]
    rows = Organization.objects.filter(parent__in=ids, closed_on__isnull=True).exclude(pk__in=ids)
    return list(rows.select_related("parent").order_by("code"))


def history_of(organization):
    """Its events and those of others that came out of it or went into it, newest first."""
    own = Q(organization=organization) | Q(other=organization)
    return OrganizationEvent.objects.filter(own).select_related(
        "organization",
        "other",
        "old_parent",
        "new_parent",
        "old_sector",
        "new_sector",
        "made_by",
    )
