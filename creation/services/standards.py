"""Standards: from a file to rows, published once, never changed afterwards."""

import hashlib
import json
from dataclasses import asdict, fields
from decimal import Decimal
from difflib import get_close_matches

from django.db import models, transaction
from django.utils import timezone

from creation.models import STANDARD_LIFECYCLE, Goal, Item, Sector, StandardSet
from creation.queries.standards import item_spec, method_of, rounds_using, specs_of
from creation.services.log import record
from creation.standards import StandardError, faults_of, params_of
from wuhao.errors import Refused

__all__ = [
    "digest_of",
    "draft_to_replace",
    "item_spec",
    "item_values",
    "method_of",
    "publish",
    "refuse_what_does_not_fit",
    "retire",
    "save_standard",
    "specs_of",
    "why_not_publish",
    "why_not_retire",
    "why_not_save",
]


SHOWN = 3  # faults that a refusal spells out


def digest_of(spec) -> str:
    """sha256 over every value of the standard: equal files digest alike, whatever their layout."""

    def plain(value):
        return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)

    parts = asdict(spec)
    for item, raw in zip(spec.items, _raw_items(parts), strict=True):
        raw["method"] = {"name": item.method.name} | params_of(item.method)
    canonical = json.dumps(parts, sort_keys=True, default=plain, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _raw_items(parts):
    return [item for goal in parts["goals"] for item in goal["items"]] + list(parts["bonus"])


def why_not_save(spec) -> str:
    """ "" when a draft of that code may be written, else why not, in one sentence."""
    known = StandardSet.objects.filter(code=spec.code).first()
    if known and known.state != "draft" and known.digest != digest_of(spec):
        return f"标准 {spec.code} 已发布，内容不能再改；要修订请另用新的版本代码（code）和版次。"
    twin = StandardSet.objects.filter(sector__code=spec.sector, edition=spec.edition)
    if other := twin.exclude(code=spec.code).first():
        taken = f"{other.sector}领域已有 {spec.edition} 版标准（{other.code}）"
        return f"{taken}，请改用别的版次（edition）。"
    return ""


def draft_to_replace(spec) -> StandardSet | None:
    """The draft of that code in which the file would change something: show that first."""
    drafts = StandardSet.objects.select_related("sector").filter(code=spec.code, state="draft")
    known = drafts.first()
    if known is None or digest_of(specs_of(known)) == digest_of(spec):
        return None
    if known.sector.code != spec.sector:
        words = f"草稿 {spec.code} 属于{known.sector}领域，文件写的是 {spec.sector}"
        raise Refused(f"{words}；请改文件里的领域（sector）或代码（code）。")
    return known


@transaction.atomic
def save_standard(*, spec, by) -> StandardSet:
    """Write the standard as a draft, over an earlier draft of the same code.

    The same content again changes nothing. StandardError: a value that a row can't hold.
    """
    if sentence := why_not_save(spec):
        raise Refused(sentence)
    digest = digest_of(spec)
    known = StandardSet.objects.filter(code=spec.code).first()
    if known and known.digest == digest:
        return known
    standard = known or StandardSet(code=spec.code)
    standard.sector = _sector(spec)
    standard.name, standard.edition, standard.digest = spec.name, spec.edition, digest
    goals, items = _rows(standard, spec)
    refuse_what_does_not_fit([standard, *goals, *items])
    standard.save()
    standard.items.all().delete()
    standard.goals.all().delete()
    Goal.objects.bulk_create(goals)
    Item.objects.bulk_create(items)
    record(by=by, action="保存标准", on=standard, after={"digest": digest})
    return standard


def _sector(spec) -> Sector:
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    if spec.sector not in sectors:
        near = get_close_matches(spec.sector, sectors, n=1) or list(sectors)
        known = "、".join(f"{code}（{sectors[code]}）" for code in near)
        raise StandardError([f"领域（sector）：没有“{spec.sector}”，请填：{known}"])
    return sectors[spec.sector]


def _rows(standard, spec):
    goals, items = [], []
    for order, goal_spec in enumerate(spec.goals, start=1):
        goal = Goal(
            standard=standard,
            code=goal_spec.code,
            order=order,
            name=goal_spec.name,
            common_good=goal_spec.common_good,
        )
        goals.append(goal)
        items += [(goal, one) for one in goal_spec.items]
    items += [(None, one) for one in spec.bonus]
    return goals, [
        _item(standard, goal, one, order) for order, (goal, one) in enumerate(items, start=1)
    ]


def _item(standard, goal, spec, order):
    return Item(standard=standard, goal=goal, order=order, **item_values(spec))


def item_values(spec) -> dict:
    """The columns of an item that its spec fills."""
    copied = [field.name for field in fields(spec) if field.name != "method"]
    values = {name: getattr(spec, name) for name in copied}
    return values | {"method": spec.method.name, "params": params_of(spec.method)}


def refuse_what_does_not_fit(rows) -> None:
    """StandardError with every text that is longer than its column, all at once."""
    errors = [
        f"{row._meta.verbose_name} {row.code}，{field.verbose_name}（{field.name}）："
        f"最多 {field.max_length} 个字，现有 {len(getattr(row, field.attname))} 个"
        for row in rows
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField)
        and len(getattr(row, field.attname)) > field.max_length
    ]
    if errors:
        raise StandardError(errors)


def why_not_publish(standard) -> str:
    """ "" when a draft is whole: five goals with items, exactly 100 points, nothing left blank."""
    if sentence := STANDARD_LIFECYCLE.why_not("publish", standard.state):
        return sentence
    faults = faults_of(specs_of(standard))
    more = f"；等 {len(faults)} 处" if len(faults) > SHOWN else ""
    told = "；".join(fault.text for fault in faults[:SHOWN])
    return f"还不能发布：{told}{more}。" if faults else ""


@transaction.atomic
def publish(*, standard, by) -> StandardSet:
    """From now on nothing in it changes, in the database either; what was removed is gone."""
    locked = StandardSet.objects.select_for_update().get(pk=standard.pk)
    if sentence := why_not_publish(locked):
        raise Refused(sentence)
    values = {
        "digest": digest_of(specs_of(locked)),
        "published_at": timezone.now(),
        "published_by_id": by.pk if by else None,
    }
    locked.removed.all().delete()
    return _move(standard, "publish", by, **values)


def why_not_retire(standard, rounds=None) -> str:
    """A round that still judges by the edition keeps it; `rounds`: those that do, if known."""
    if sentence := STANDARD_LIFECYCLE.why_not("retire", standard.state):
        return sentence
    using = rounds_using(standard) if rounds is None else rounds
    names = [f"“{one}”" for one in using if one.state != "closed"]
    told = "、".join(names)
    return f"轮次{told}正用着这一版，不能停用；轮次结束后再停用。" if names else ""


@transaction.atomic
def retire(*, standard, by) -> StandardSet:
    """No new round takes it; what closed rounds were judged by stays readable."""
    if sentence := why_not_retire(standard):
        raise Refused(sentence)
    return _move(standard, "retire", by)


def _move(standard, verb, by, **values):
    move = STANDARD_LIFECYCLE.move(verb)
    rows = StandardSet.objects.filter(pk=standard.pk, state__in=move.frm)
    if rows.update(state=move.to, **values) != 1:
        standard.refresh_from_db()
        raise Refused(STANDARD_LIFECYCLE.why_not(verb, standard.state))
    before = standard.state
    standard.refresh_from_db()
    record(
        by=by,
        action=f"{move.label}标准",
        on=standard,
        before={"state": before},
        after={"state": standard.state, "digest": standard.digest},
    )
    return standard
