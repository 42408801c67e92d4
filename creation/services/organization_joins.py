"""Organizations merged into one, or split off one, from a day on and for a reason."""

from django.db import transaction

from creation.models import EventKind, Organization, OrganizationEvent
from creation.services.organization_changes import (
    count,
    locked,
    refuse,
    why_not_change,
    why_not_close,
    why_not_ground,
    write,
)
from creation.services.organizations import create

COUNTS = ("full_members", "probationary_members", "masses")


def why_not_merge(organizations, into, by) -> str:
    if not organizations:
        return "请填写要并入的党组织。"
    if into in organizations:
        return f"“{into}”不能并入它自己。"
    return why_not_change([into], by) or why_not_close(organizations, by)


@transaction.atomic
def merge(*, organizations, into, ground, add_counts, by) -> Organization:
    """Several into one, which goes on; its people are counted with it when that is asked for."""
    target, *gone = locked([into, *organizations])
    sentence = why_not_merge(gone, target, by)
    refuse(sentence or why_not_ground([target, *gone], ground))
    for one in gone:
        closing = {"closed_on": ground.on}
        write(one, EventKind.MERGE, ground, by, changed=closing, told={"other": target})
    if add_counts:
        sums = {name: sum(getattr(one, name) for one in [target, *gone]) for name in COUNTS}
        count(target, sums, ground, by)
    return target


def why_not_split(organization, parts, *, keeps, by) -> str:
    """`parts` are values of the new ones; what stays must not fall below nought."""
    sentence = (why_not_change if keeps else why_not_close)([organization], by)
    if sentence or not parts:
        return sentence or "请至少填写一个分出的党组织。"
    if organization.parent_id is None:
        return f"“{organization}”是最上级党组织，不能分设。"
    for name in COUNTS:
        taken, had = sum(part.get(name, 0) for part in parts), getattr(organization, name)
        if taken > had:
            label = Organization._meta.get_field(name).verbose_name
            return f"分出的{label}合计 {taken}，多于原有的 {had}，请检查。"
    return ""


@transaction.atomic
def split(*, organization, parts, ground, keeps, by) -> list[Organization]:
    """New ones beside it, of its kind and sector; `keeps`: it goes on with the people left."""
    (stored,) = locked([organization])
    sentence = why_not_split(stored, parts, keeps=keeps, by=by)
    refuse(sentence or why_not_ground([stored], ground))
    like = {name: getattr(stored, name) for name in ("kind", "parent", "sector", "is_rated")}
    made = [
        create(values=like | part | {"opened_on": ground.on}, by=by, event=_split(stored, ground))
        for part in parts
    ]
    if keeps:
        left = {
            name: getattr(stored, name) - sum(part.get(name, 0) for part in parts)
            for name in COUNTS
        }
        count(stored, left, ground, by)
    else:
        write(stored, EventKind.CLOSE, ground, by, changed={"closed_on": ground.on})
    return made


def _split(origin, ground) -> OrganizationEvent:
    return OrganizationEvent(
        kind=EventKind.SPLIT, other=origin, reason=ground.reason, document=ground.document
    )
