"""What becomes of organizations: moved, renamed, merged, split, closed, from a day on and for a
reason. Each verb leaves its event, from which the tree of any day is read, and its log entry."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from creation.access import organizations_for
from creation.models import EventKind, Organization, OrganizationEvent
from creation.queries.organizations import in_use, last_events, open_children
from creation.services.log import record
from creation.services.organizations import lock_tree, rebuild_paths, why_not_update
from wuhao.errors import Refused


@dataclass(frozen=True)
class Ground:
    """From which day on, why, and by which document."""

    on: date
    reason: str
    document: str = ""

    @property
    def words(self) -> str:
        return "；".join(filter(None, [f"{self.on} 起", self.reason, self.document]))


def why_not_change(organizations, by) -> str:
    """Whether they may be changed at all: in reach, and there."""
    ids = {one.pk for one in organizations}
    if by is not None:
        near = set(
            organizations_for(by, "edit_organizations")
            .filter(pk__in=ids)
            .values_list("pk", flat=True)
        )
        if far := [one for one in organizations if one.pk not in near]:
            return f"“{far[0]}”不在您的管理范围内。"
    if gone := [one for one in organizations if one.closed_on]:
        return f"“{gone[0]}”已于 {gone[0].closed_on} 撤销。"
    return ""


def why_not_ground(organizations, ground) -> str:
    """A change without a reason, of the future, or before what happened before it."""
    if not ground.reason.strip():
        return "请写明原因。"
    if ground.on > timezone.localdate():
        return "生效日期不能晚于今天，请到那一天再办理。"
    last = last_events(organizations)
    for one in organizations:
        if one.opened_on and ground.on < one.opened_on:
            return f"生效日期不能早于“{one}”的建立日期 {one.opened_on}。"
        event = last.get(one.pk)
        if event and ground.on < event.effective_on:
            before = f"{event.effective_on} {event.get_kind_display()}"
            return f"生效日期不能早于“{one}”上一次变动（{before}）。"
    return ""


def why_not_close(organizations, by) -> str:
    """Nothing below them, and nothing else that needs them, may go on without them."""
    if sentence := why_not_change(organizations, by):
        return sentence
    if roots := [one for one in organizations if one.parent_id is None]:
        return f"“{roots[0]}”是最上级党组织，不能撤销。"
    if below := open_children(organizations):
        named = "、".join(str(one) for one in below[:3])
        return (
            f"“{below[0].parent}”还有下级没有撤销（{named}{' 等' if below[3:] else ''}），"
            "请先调整它们的隶属或撤销它们。"
        )
    return in_use(organizations, "why_not_close_organizations")


@transaction.atomic
def close(*, organization, ground, by) -> Organization:
    """It ends on that day; what it did stays."""
    (stored,) = locked([organization])
    refuse(why_not_close([stored], by) or why_not_ground([stored], ground))
    return write(stored, EventKind.CLOSE, ground, by, changed={"closed_on": ground.on})


def why_not_reopen(organization, by) -> str:
    if not organization.closed_on:
        return f"“{organization}”没有撤销，不用恢复。"
    if by is not None:
        reach = organizations_for(by, "edit_organizations")
        if not reach.filter(pk=organization.pk).exists():
            return f"“{organization}”不在您的管理范围内。"
    if organization.parent and organization.parent.closed_on:
        return f"它的上级“{organization.parent}”已经撤销，请先恢复上级。"
    return ""


@transaction.atomic
def reopen(*, organization, ground, by) -> Organization:
    """It was closed by mistake: as if it never had been, but for the record of it."""
    (stored,) = locked([organization])
    refuse(why_not_reopen(stored, by) or why_not_ground([stored], ground))
    return write(stored, EventKind.REOPEN, ground, by, changed={"closed_on": None})


def why_not_move(organization, by) -> str:
    """Before a new superior is chosen; those below go along and are asked for as well."""
    if sentence := why_not_change([organization], by):
        return sentence
    if organization.parent_id is None:
        return f"“{organization}”是最上级党组织，不能调整隶属。"
    return in_use(Organization.objects.under(organization), "why_not_move_organizations")


def _why_not_then(parent, ground) -> str:
    """The superior was there that day; its line has not moved since, or a past day could read as
    a circle."""
    if parent.opened_on and ground.on < parent.opened_on:
        return f"“{parent}”到 {parent.opened_on} 才建立，生效日期不能早于这一天。"
    line = parent.path.rstrip("/").split("/")
    later = OrganizationEvent.objects.filter(
        organization__in=line, kind=EventKind.MOVE, effective_on__gt=ground.on
    ).select_related("organization")
    if event := later.first():
        when = event.effective_on
        return f"“{event.organization}”到 {when} 才调整隶属，生效日期不能早于这一天。"
    return ""


@transaction.atomic
def move(*, organization, parent, ground, by) -> Organization:
    """To another superior, with all that is below it."""
    (stored,) = locked([organization])
    sentence = why_not_move(stored, by) or why_not_update(stored, parent, by)
    if not sentence and parent.closed_on:
        sentence = f"“{parent}”已于 {parent.closed_on} 撤销，不能作为上级。"
    if not sentence and parent.pk == stored.parent_id:
        sentence = f"“{stored}”的上级已经是“{parent}”。"
    sentence = sentence or why_not_ground([stored], ground) or _why_not_then(parent, ground)
    refuse(sentence)
    told = {"old_parent": stored.parent, "new_parent": parent}
    moved = write(stored, EventKind.MOVE, ground, by, changed={"parent": parent}, told=told)
    rebuild_paths()
    moved.refresh_from_db()
    return moved


@transaction.atomic
def rename(*, organization, name, ground, by) -> Organization:
    (stored,) = locked([organization])
    sentence = why_not_change([stored], by)
    if not sentence and (name := name.strip()) in ("", stored.name):
        sentence = "请填写新的名称，和现在的不同。"
    refuse(sentence or why_not_ground([stored], ground))
    told = {"old_name": stored.name, "new_name": name}
    return write(stored, EventKind.RENAME, ground, by, changed={"name": name}, told=told)


@transaction.atomic
def change_sector(*, organization, sector, ground, by) -> Organization:
    (stored,) = locked([organization])
    sentence = why_not_change([stored], by)
    if not sentence and sector.pk == stored.sector_id:
        sentence = f"“{stored}”的领域已经是{sector}。"
    refuse(sentence or why_not_ground([stored], ground))
    told = {"old_sector": stored.sector, "new_sector": sector}
    return write(stored, EventKind.SECTOR, ground, by, changed={"sector": sector}, told=told)


def refuse(sentence) -> None:
    if sentence:
        raise Refused(sentence)


def locked(organizations) -> list[Organization]:
    """As they are stored now, in the order given, while nobody else writes to the tree."""
    lock_tree()
    stored = Organization.objects.select_related("parent", "sector").in_bulk(
        [one.pk for one in organizations]
    )
    return [stored[one.pk] for one in organizations]


def write(organization, kind, ground, by, *, changed, told=None) -> Organization:
    """The change, its event and its log entry. A circle is refused before it comes here."""
    before = {name: getattr(organization, name) for name in changed}
    for name, value in changed.items():
        setattr(organization, name, value)
    with telling():
        organization.save(update_fields=[*changed])
    OrganizationEvent.objects.create(
        organization=organization,
        kind=kind,
        effective_on=ground.on,
        reason=ground.reason.strip(),
        document=ground.document.strip(),
        made_by=by,
        **(told or {}),
    )
    record(
        by=by,
        action=f"党组织{kind.label}",
        on=organization,
        before=_said(before),
        after=_said(changed) | _said({"other": (told or {}).get("other")}),
        note=ground.words,
    )
    return organization


def count(organization, counts, ground, by) -> None:
    before = {name: getattr(organization, name) for name in counts}
    Organization.objects.filter(pk=organization.pk).update(**counts)
    organization.refresh_from_db()
    record(
        by=by,
        action="调整人数",
        on=organization,
        before=_said(before),
        after=_said(counts),
        note=ground.words,
    )


def _said(values) -> dict:
    """For the log: by their Chinese names, as words."""
    fields = {"other": "并入"}
    return {
        fields.get(name) or Organization._meta.get_field(name).verbose_name: (
            value if isinstance(value, int) else str(value)
        )
        for name, value in values.items()
        if value is not None
    }


@contextmanager
def telling():
    """The service writes the event itself: the database's own history stays silent meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wuhao.history', 'told', true)")
        yield
        cursor.execute("SELECT set_config('wuhao.history', '', true)")
