"""Taking a batch back while nothing depends on it: what was new goes, what was changed returns."""

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from creation.models import ImportBatch
from creation.services.log import record
from wuhao.errors import Refused

NAMED = 10  # rows that a refusal names


def why_not_undo(*, batch, register) -> str:
    """The rows that stand in the way, by Excel's number and by name."""
    if batch.undone_at:
        return "这一批已经撤销过了。"
    rows = list(batch.rows.all())
    model = register.resource._meta.model
    stored = model._base_manager.in_bulk([row.object_id for row in rows])
    if gone := [row for row in rows if row.object_id not in stored]:
        return f"{_listed(gone)}导入后已被删除，不能撤销。"
    if changed := [row for row in rows if not _as_written(row, stored[row.object_id])]:
        return f"{_listed(changed)}导入后又改过，不能撤销。"
    fresh = {row.object_id: row for row in rows if row.is_new}
    for relation in _relations(model):
        if used := _users(relation, fresh, [row.object_id for row in rows]):
            word = relation.related_model._meta.verbose_name
            return f"{_listed([fresh[pk] for pk in sorted(used)])}已经有{word}，不能撤销。"
    return ""


def _relations(model):
    """Every foreign key that points here, those without a way back and of links too."""
    fields = model._meta.get_fields(include_hidden=True)
    return [
        one
        for one in fields
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    ]


def _listed(rows) -> str:
    shown = "、".join(f"第 {row.number} 行（{row.label}）" for row in rows[:NAMED])
    return shown + (f"等 {len(rows)} 行" if len(rows) > NAMED else "")


def _as_written(row, instance) -> bool:
    model = type(instance)
    return all(
        getattr(instance, name) == model._meta.get_field(name).to_python(value)
        for name, value in row.after.items()
    )


def _users(relation, fresh, own) -> set[int]:
    """Ids of the batch's new rows (`fresh`) that rows outside of the batch (`own`) hang on."""
    name, users = relation.field.name, relation.related_model._base_manager
    held = users.filter(**{f"{name}__in": fresh})
    if relation.related_model is relation.model:
        held = held.exclude(pk__in=own)
    return set(held.values_list(relation.field.attname, flat=True))


@transaction.atomic
def undo(*, batch, register, by) -> ImportBatch:
    """Take the batch back as if it had never come; refused when a row stands in the way."""
    register.lock()
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    _hold(batch, register)
    if sentence := why_not_undo(batch=batch, register=register):
        raise Refused(sentence)
    rows = list(batch.rows.all())
    try:
        with transaction.atomic():
            _as_of(timezone.localdate(batch.at))
            _take_back(rows, register)
            register.settle(None, by)
    except IntegrityError as error:
        raise Refused("导入后别处又有了改动，现在撤销会前后矛盾，不能撤销。") from error
    _as_of("")
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record(
        by=by,
        action="撤销导入",
        on=batch,
        before=batch.counts,
        note=f"删除 {batch.new} 行，恢复 {batch.updated} 行",
    )
    return batch


def _as_of(day) -> None:
    """The database's own history of organizations: what goes back does so from that day on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wuhao.history_day', %s, true)", [str(day)])


def _hold(batch, register) -> None:
    """From here on nobody changes the batch's rows or hangs something on them."""
    held = register.resource._meta.model._base_manager.select_for_update(of=("self",))
    list(held.filter(pk__in=batch.rows.values("object_id")).values_list("pk"))


def _take_back(rows, register) -> None:
    _restore([row for row in rows if not row.is_new], register)
    model = register.resource._meta.model
    fresh = model._base_manager.filter(pk__in=[row.object_id for row in rows if row.is_new])
    fresh._raw_delete(fresh.db)


def _restore(rows, register) -> None:
    model = register.resource._meta.model
    stored = model._base_manager.in_bulk([row.object_id for row in rows])
    for row in rows:
        for name, value in row.before.items():
            field = model._meta.get_field(name)
            setattr(stored[row.object_id], field.attname, field.to_python(value))
    register.resource.write_stored(stored.values(), {name for row in rows for name in row.before})
