"""A draft edition as a whole: begun from nothing or from another, renamed, replaced, deleted."""

import re

from django.db import transaction
from django.db.models import Max

from creation.models import COMMON_GOODS, Goal, Item, RemovedItem, StandardSet
from creation.queries.standards import item_spec, rounds_using, specs_of, uses_of
from creation.services.log import record
from creation.services.standards import item_values, refuse_what_does_not_fit
from creation.standards import StandardError
from wuhao.errors import Refused

CODE_LENGTH = 40


def why_not_edit(standard) -> str:
    """Only a draft is worked on."""
    if standard.state == "draft":
        return ""
    return f"标准“{standard}”{standard.get_state_display()}，不能再改；要修订请另出一版。"


def locked_draft(standard) -> StandardSet:
    """The set, locked against another editor and a publication at the same moment."""
    locked = StandardSet.objects.select_for_update().get(pk=standard.pk)
    if sentence := why_not_edit(locked):
        raise Refused(sentence)
    if locked.digest:
        StandardSet.objects.filter(pk=locked.pk).update(digest="")
    return locked


def why_not_begin(sector, edition, *, but=None) -> str:
    """One edition of that name per sector; `but` is the set itself when it is renamed."""
    twins = StandardSet.objects.filter(sector=sector, edition=edition)
    twin = twins.exclude(pk=but.pk if but else None).first()
    return f"{sector}领域已有 {edition} 版标准，请改用别的版次。" if twin else ""


@transaction.atomic
def begin_standard(*, sector, name, edition, source=None, by) -> StandardSet:
    """A draft with five empty goals, or with all that `source` (any sector's) has."""
    if sentence := why_not_begin(sector, edition):
        raise Refused(sentence)
    code = free_code(sector, edition)
    standard = StandardSet.objects.create(sector=sector, name=name, edition=edition, code=code)
    if source is None:
        Goal.objects.bulk_create(
            Goal(standard=standard, code=str(number), order=number, name=label, common_good=good)
            for number, (good, label) in enumerate(COMMON_GOODS, start=1)
        )
    else:
        _copy(source, standard)
    after = {"code": code, "edition": edition, "copied_from": source.code if source else ""}
    record(by=by, action="新建标准", on=standard, after=after)
    return standard


def free_code(sector, edition) -> str:
    """“village-2029”, with a number behind it while another set has that code."""
    words = re.findall(r"[0-9A-Za-z]+", f"{sector.code.replace('_', '-')} {edition}")
    stem = "-".join(words).lower()[: CODE_LENGTH - 4]
    taken = set(StandardSet.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def _copy(source, standard) -> None:
    goals = {}
    for goal in source.goals.all():
        goals[goal.pk] = Goal(
            standard=standard,
            code=goal.code,
            order=goal.order,
            name=goal.name,
            common_good=goal.common_good,
        )
    Goal.objects.bulk_create(goals.values())
    Item.objects.bulk_create(
        Item(
            standard=standard,
            goal=goals.get(item.goal_id),
            order=item.order,
            **item_values(item_spec(item)),
        )
        for item in source.items.all()
    )


@transaction.atomic
def rename_standard(*, standard, name, edition, by) -> StandardSet:
    standard = locked_draft(standard)
    if sentence := why_not_begin(standard.sector, edition, but=standard):
        raise Refused(sentence)
    before = {"name": standard.name, "edition": standard.edition}
    after = {"name": name, "edition": edition}
    if after == before:
        return standard
    standard.name, standard.edition = name, edition
    refuse_what_does_not_fit([standard])
    standard.save(update_fields=["name", "edition"])
    record(by=by, action="改标准名称", on=standard, before=before, after=after)
    return standard


@transaction.atomic
def rename_goal(*, goal, name, by) -> Goal:
    """A sector words the common goal in its own way."""
    locked_draft(goal.standard)
    goal.refresh_from_db()
    if not name.strip():
        raise Refused("目标要有名称。")
    before = goal.name
    if name.strip() == before:
        return goal
    goal.name = name.strip()
    refuse_what_does_not_fit([goal])
    goal.save(update_fields=["name"])
    changed = {"before": {"name": before}, "after": {"name": goal.name}}
    record(by=by, action="改目标名称", on=goal, **changed)
    return goal


def why_not_delete(standard) -> str:
    """A published edition is retired, never deleted; nor a draft that something holds on to."""
    if standard.state != "draft":
        return f"标准“{standard}”{standard.get_state_display()}，不能删除；不再用它可以停用。"
    if names := [f"“{one}”" for one in rounds_using(standard)]:
        return f"轮次{'、'.join(names)}选了这一版，不能删除；请先在轮次里换一版。"
    held = uses_of(standard)
    return f"还有 {'、'.join(held)}用着这一版，不能删除。" if held else ""


@transaction.atomic
def delete_standard(*, standard, by) -> None:
    locked = StandardSet.objects.select_for_update().get(pk=standard.pk)
    if sentence := why_not_delete(locked):
        raise Refused(sentence)
    before = {"code": locked.code, "items": locked.items.count()}
    record(by=by, action="删除标准", on=locked, before=before)
    locked.delete()


@transaction.atomic
def replace_content(*, standard, spec, seen=None, by) -> StandardSet:
    """Make the draft say what `spec` says; rows that stay keep their identity.

    `seen` is the draft's content that the replacement was previewed against: when somebody
    changed it since, nothing is written. What the file leaves out can be put back.
    """
    standard = locked_draft(standard)
    now = specs_of(standard)
    if seen is not None and now != seen:
        raise Refused("预览以后有人改过这份草稿，什么都没有写入；请重新核对一遍再确认。")
    goals = _replace_goals(standard, spec)
    _replace_items(standard, spec, goals, by)
    counts = {"items": len(spec.items), "points": str(spec.points)}
    before = {"items": len(now.items), "points": str(now.points)}
    record(by=by, action="导入标准内容", on=standard, before=before, after=counts)
    return standard


def _replace_goals(standard, spec) -> dict[str, Goal]:
    goals = {goal.code: goal for goal in standard.goals.all()}
    if goals.keys() != {goal.code for goal in spec.goals}:
        raise StandardError([f"目标：应有五个，编号 {'、'.join(goals)}"])
    for stand_in in (True, False):  # goods may change places; each may stand only once
        for one in spec.goals:
            goal = goals[one.code]
            goal.name = one.name
            goal.common_good = f"~{one.code}" if stand_in else one.common_good
        refuse_what_does_not_fit(goals.values())
        Goal.objects.bulk_update(goals.values(), ["name", "common_good"])
    return goals


def _replace_items(standard, spec, goals, by) -> None:
    known = {item.code: item for item in standard.items.select_related("goal")}
    homes = [(goals[goal.code], one) for goal in spec.goals for one in goal.items]
    homes += [(None, one) for one in spec.bonus]
    rows = []
    for order, (goal, one) in enumerate(homes, start=1):
        values = item_values(one)
        row = known.pop(one.code, None) or Item(standard=standard)
        if row.pk and item_spec(row) != one:
            row.version += 1
        for name, value in (values | {"goal": goal, "order": order}).items():
            setattr(row, name, value)
        rows.append(row)
    refuse_what_does_not_fit(rows)
    set_aside(known.values(), by=by)
    columns = [*item_values(spec.items[0]), "goal", "order", "version"] if spec.items else []
    if stay := [row for row in rows if row.pk]:
        Item.objects.bulk_update(stay, columns)
    Item.objects.bulk_create(row for row in rows if not row.pk)


def set_aside(items, *, by) -> list[RemovedItem]:
    """Take items out; their values stay until the set is published."""
    items = list(items)
    kept = RemovedItem.objects.bulk_create(
        RemovedItem(
            standard_id=item.standard_id,
            goal_code=item.goal.code if item.goal else "",
            order=item.order,
            values=stored_values(item_spec(item)),
            removed_by_id=by.pk if by else None,
        )
        for item in items
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).delete()
    return kept


def stored_values(spec) -> dict:
    """Values of an item as JSON keeps them."""
    return item_values(spec) | {"points": str(spec.points)}


def last_order(standard) -> int:
    return standard.items.aggregate(last=Max("order"))["last"] or 0
