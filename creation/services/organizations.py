"""The register of organizations: every change keeps the tree's paths and leaves its log entry."""

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from creation.access import organizations_for
from creation.models import EventKind, Organization, OrganizationEvent
from creation.resources.trees import DEPTH
from creation.services.log import record, record_many
from wuhao.errors import Conflict, Refused

_REBUILD = """
WITH RECURSIVE tree (id, path, town, depth) AS (
    SELECT id, id || '/', NULL::bigint, 0 FROM creation_organization WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, tree.path || child.id || '/',
           CASE WHEN tree.depth = 0 THEN child.id ELSE tree.town END, tree.depth + 1
    FROM creation_organization child JOIN tree ON child.parent_id = tree.id
)
UPDATE creation_organization one SET path = tree.path, town_id = tree.town
FROM tree
WHERE one.id = tree.id AND (one.path, one.town_id) IS DISTINCT FROM (tree.path, tree.town)
"""
PERSONAL = {"secretary_name", "phone"}  # changed: said; the value itself: never in the log
EDITABLE = [  # what a form or a roster may change
    field.name
    for field in Organization._meta.concrete_fields
    if field.editable and not field.primary_key
]


def rebuild_paths() -> int:
    """Paths and towns of the whole tree in one statement; the number of rows that changed."""
    with connection.cursor() as cursor:
        cursor.execute(_REBUILD)
        return cursor.rowcount


def why_not_create(parent, by, levels=1) -> str:
    """`by` None is the system: it may do everything but grow too deep by `levels` of its own."""
    if parent and parent.path.count("/") + levels > DEPTH:
        return f"放在“{parent}”下面，层级就超过 {DEPTH} 级了。"
    if by is None:
        return ""
    if parent is None:
        return "请选择上级党组织。"
    if not organizations_for(by, "edit_organizations").filter(pk=parent.pk).exists():
        return f"“{parent}”不在您的管理范围内。"
    return ""


@transaction.atomic
def create(*, values, by, event=None) -> Organization:
    """A new organization; `values` as a form cleans them, `event` how it came to be."""
    lock_tree()
    if sentence := why_not_create(values.get("parent"), by):
        raise Refused(sentence)
    organization = Organization(**values)
    organization.save()
    rebuild_paths()
    organization.refresh_from_db()
    event = event or OrganizationEvent(kind=EventKind.OPEN)
    event.organization, event.made_by = organization, by
    event.effective_on = organization.opened_on or timezone.localdate()
    event.save()
    record(by=by, action="新建党组织", on=organization, after=_shown(organization, EDITABLE))
    return organization


def why_not_update(organization, parent, by) -> str:
    """Why it may not be changed so that it lies under `parent`."""
    if by is not None:
        reach = organizations_for(by, "edit_organizations")
        if not reach.filter(pk=organization.pk).exists():
            return f"“{organization}”不在您的管理范围内。"
    if parent is None:
        return "" if organization.parent_id is None else "请选择上级党组织。"
    if parent.path.startswith(organization.path):
        return f"上级不能是它自己或它的下级“{parent}”。"
    if parent.pk == organization.parent_id:
        return ""
    return why_not_create(parent, by, _levels(organization))


def _levels(organization) -> int:
    """How many levels it takes up, itself and what hangs below."""
    paths = Organization.objects.under(organization).values_list("path", flat=True)
    return 1 + max(path.count("/") for path in paths) - organization.path.count("/")


def as_read(organization) -> dict:
    """What somebody who begins to edit sees, in plain values, to be handed back with the change."""
    values = {name: plain(getattr(organization, name)) for name in EDITABLE}
    return values | {"version": organization.version}


def plain(value):
    """A value as JSON has it: a row by its key, a date as text."""
    if hasattr(value, "pk"):
        return value.pk
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _compare(stored, values, read) -> dict:
    """Of `values` what the editor changed since `read`; a Conflict when others did as well."""
    mine = {name: value for name, value in values.items() if plain(value) != read.get(name)}
    if stored.version != read["version"]:
        both = [
            name
            for name, value in mine.items()
            if getattr(stored, name) != value and plain(getattr(stored, name)) != read.get(name)
        ]
        if both:
            raise Conflict(
                f"您修改“{stored}”期间，别人也改了同样的内容，请逐项选择保留哪一个。",
                mine={name: values[name] for name in both},
                theirs={name: getattr(stored, name) for name in both},
            )
    return mine


@transaction.atomic
def update(*, organization, values, by, read=None) -> Organization:
    """Change an organization; nothing is logged when nothing changes.

    With `read` (see as_read) only what the editor changed is written over what others wrote.
    """
    lock_tree()
    stored = Organization.objects.get(pk=organization.pk)
    if read is not None:
        values = _compare(stored, values, read)
    if sentence := why_not_update(stored, values.get("parent", stored.parent), by):
        raise Refused(sentence)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    if not changed:
        return stored
    before = _shown(stored, changed)
    for name in changed:
        setattr(stored, name, values[name])
    stored.save(update_fields=changed)
    if "parent" in changed:
        rebuild_paths()
    stored.refresh_from_db()
    record(by=by, action="修改党组织", on=stored, before=before, after=_shown(stored, changed))
    return stored


def _shown(organization, names) -> dict:
    """Values for the log, by their Chinese names; personal ones are only said to be there."""
    shown = {}
    for name in names:
        value = getattr(organization, name)
        if value not in (None, ""):
            label = Organization._meta.get_field(name).verbose_name
            plain = value if isinstance(value, bool | int) else str(value)
            shown[label] = "（不记录）" if name in PERSONAL else plain
    return shown


@transaction.atomic
def set_rated(*, organizations, is_rated, by, reason="") -> int:
    """Mark many as 参评单位 or not; rows out of reach are refused, not skipped.

    A `reason` why they are not is written to all of them, also to those that were not before.
    """
    ids = {one.pk for one in organizations}
    reach = organizations_for(by, "edit_organizations") if by else Organization.objects
    if reach.filter(pk__in=ids).count() != len(ids):
        raise Refused("所选党组织中有不在您管理范围内的，请重新选择。")
    reason = "" if is_rated else reason.strip()
    chosen = Organization.objects.filter(pk__in=ids)
    same = {"is_rated": is_rated} | ({"unrated_reason": reason} if reason else {})
    moving = list(chosen.exclude(**same))
    chosen.filter(pk__in=[one.pk for one in moving]).update(
        is_rated=is_rated, unrated_reason=reason
    )
    record_many(
        by=by,
        action="设为参评单位" if is_rated else "设为不参评",
        entries=[(one, {"is_rated": is_rated}, reason) for one in moving],
    )
    return len(moving)


def lock_tree() -> None:
    """One writer at a time: two moves side by side could close a cycle."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE creation_organization IN SHARE ROW EXCLUSIVE MODE")
    except OperationalError as error:
        raise Refused("别人正在修改党组织名册，请过一会儿再试。") from error
