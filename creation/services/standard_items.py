"""Items of a draft: added, changed, moved, doubled, removed and put back; each write is logged."""

from dataclasses import replace

from django.db import transaction
from django.db.models import F

from creation.models import Item, RemovedItem
from creation.queries.standards import item_spec
from creation.services.log import record
from creation.services.standard_drafts import (
    last_order,
    locked_draft,
    set_aside,
    stored_values,
)
from creation.services.standards import item_values, refuse_what_does_not_fit
from creation.standards import read_item
from wuhao.errors import Conflict, Refused

UP, DOWN = "up", "down"
CODE_LENGTH = Item._meta.get_field("code").max_length
TITLE_LENGTH = Item._meta.get_field("title").max_length


def next_code(standard, goal) -> str:
    """The number behind the last one of the goal, or of the bonus items: “1.8”, “B4”."""
    stem = f"{goal.code}." if goal else "B"
    codes = standard.items.filter(code__startswith=stem).values_list("code", flat=True)
    numbers = [int(code[len(stem) :]) for code in codes if code[len(stem) :].isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1}"


@transaction.atomic
def add_item(*, standard, goal, spec, by) -> Item:
    """At the end of its goal; `goal` None is a bonus item."""
    standard = locked_draft(standard)
    _refuse_taken(standard, spec.code)
    item = Item(standard=standard, goal=goal, order=last_order(standard) + 1, **item_values(spec))
    refuse_what_does_not_fit([item])
    item.save()
    _in_order(standard)
    record(by=by, action="新增要点", on=item, after=stored_values(spec))
    return item


@transaction.atomic
def save_item(*, item, spec, version, by) -> Item:
    """Write what was typed over the version that was read; Conflict holds both as ItemSpec."""
    standard = locked_draft(item.standard)
    now = _found(item)
    before = item_spec(now)
    if spec == before:
        return now
    if now.version != version:
        raise Conflict(
            "这个要点刚被别人改过，您的改动没有保存。请对照后决定。", mine=spec, theirs=before
        )
    if spec.code != before.code:
        _refuse_taken(standard, spec.code)
    refuse_what_does_not_fit([Item(standard=standard, **item_values(spec))])
    Item.objects.filter(pk=now.pk).update(version=F("version") + 1, **item_values(spec))
    changed = _changed(before, spec)
    saved = _found(item)
    record(by=by, action="修改要点", on=saved, before=changed[0], after=changed[1])
    return saved


def _changed(before, after) -> tuple[dict, dict]:
    old, new = stored_values(before), stored_values(after)
    names = [name for name in new if new[name] != old[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}


def _found(item) -> Item:
    """The row as it is now; removed in the meantime, it is refused in words."""
    now = Item.objects.select_related("standard", "goal").filter(pk=item.pk).first()
    if now is None:
        raise Refused(f"要点“{item}”已被删除；要继续用它，请在编辑页的“最近删除”里恢复。")
    return now


def _refuse_taken(standard, code) -> None:
    if other := standard.items.filter(code=code).first():
        raise Refused(f"编号 {code} 已经用在“{other.title}”上，请换一个编号。")


@transaction.atomic
def copy_item(*, item, by) -> Item:
    """A double right behind it, with the next free number."""
    standard = locked_draft(item.standard)
    now = _found(item)
    title = f"{now.title[: TITLE_LENGTH - 4]}（副本）"
    spec = replace(item_spec(now), code=next_code(standard, now.goal), title=title)
    double = Item(standard=standard, goal=now.goal, order=now.order, **item_values(spec))
    double.save()
    _in_order(standard, behind=(double.pk, now.pk))
    record(by=by, action="复制要点", on=double, after=stored_values(spec))
    return double


@transaction.atomic
def move_item(*, item, way, by) -> Item:
    """`way` is up or down within the goal, or the code of another goal."""
    standard = locked_draft(item.standard)
    now = _found(item)
    before = _place(now)
    if way in (UP, DOWN):
        _swap(now, way)
    else:
        _into(standard, now, way)
    _in_order(standard)
    now = _found(item)
    if _place(now) != before:
        record(by=by, action="移动要点", on=now, before=before, after=_place(now))
    return now


def _place(item) -> dict:
    return {"goal": item.goal.code if item.goal else "", "order": item.order}


def _swap(item, way) -> None:
    same = Item.objects.filter(standard=item.standard_id, goal=item.goal_id)
    if way == UP:
        other = same.filter(order__lt=item.order).order_by("-order").first()
    else:
        other = same.filter(order__gt=item.order).order_by("order").first()
    if other is None:
        return
    Item.objects.filter(pk=item.pk).update(order=other.order)
    Item.objects.filter(pk=other.pk).update(order=item.order)


def _into(standard, item, code) -> None:
    goal = standard.goals.filter(code=code).first()
    if item.is_bonus or goal is None:
        raise Refused("加分项不属于任何目标，只能上下移动。" if item.is_bonus else "没有这个目标。")
    Item.objects.filter(pk=item.pk).update(goal=goal, order=last_order(standard) + 1)


def _in_order(standard, behind=None) -> None:
    """Number all items through, goal by goal, the bonus items last.

    behind: (moved, before) puts the item of the first key right behind that of the second.
    """
    items = list(standard.items.select_related("goal"))
    moved, leader = behind or (None, None)
    place = {item.pk: (item.goal.order if item.goal else 99, item.order, 0) for item in items}
    if moved:
        place[moved] = (*place[leader][:2], 1)
    items.sort(key=lambda item: place[item.pk])
    shifted = []
    for number, item in enumerate(items, start=1):
        if item.order != number:
            item.order = number
            shifted.append(item)
    Item.objects.bulk_update(shifted, ["order"])


@transaction.atomic
def renumber(*, standard, by):
    """Give the items the numbers of their places: 1.1, 1.2 … B1. Versions go up: codes changed."""
    standard = locked_draft(standard)
    codes, counted = {}, {}
    for item in standard.items.select_related("goal"):
        stem = f"{item.goal.code}." if item.goal else "B"
        counted[stem] = counted.get(stem, 0) + 1
        codes[item.pk] = (item, f"{stem}{counted[stem]}")
    moving = [(item, code) for item, code in codes.values() if item.code != code]
    before = {item.pk: item.code for item, _ in moving}
    for final in (False, True):  # two may change places, and a number may stand only once
        for item, code in moving:
            item.code = code if final else f"~{item.pk}"[-CODE_LENGTH:]
            item.version += final
        Item.objects.bulk_update([item for item, _ in moving], ["code", "version"])
    if moving:
        after = {before[item.pk]: code for item, code in moving}
        record(by=by, action="重排编号", on=standard, after=after)
    return standard


@transaction.atomic
def remove_item(*, item, by) -> RemovedItem:
    """Taken out, and kept aside for undoing."""
    standard = locked_draft(item.standard)
    now = _found(item)
    record(by=by, action="删除要点", on=now, before=stored_values(item_spec(now)))
    (kept,) = set_aside([now], by=by)
    _in_order(standard)
    return kept


@transaction.atomic
def restore_item(*, removed, by) -> Item:
    """Back to its place; with another number when its own was given away."""
    standard = locked_draft(removed.standard)
    kept = RemovedItem.objects.filter(pk=removed.pk).first()
    if kept is None:
        raise Refused("这个要点已经恢复过了。")
    goal = standard.goals.filter(code=kept.goal_code).first()
    values = kept.values
    spec, _ = read_item(
        {name: value for name, value in values.items() if name != "is_bonus"},
        is_bonus=values["is_bonus"],
    )
    if standard.items.filter(code=spec.code).exists():
        spec = replace(spec, code=next_code(standard, goal))
    standard.items.filter(order__gte=kept.order).update(order=F("order") + 1)
    item = Item.objects.create(standard=standard, goal=goal, order=kept.order, **item_values(spec))
    kept.delete()
    _in_order(standard)
    record(by=by, action="恢复要点", on=item, after=stored_values(spec))
    return item
