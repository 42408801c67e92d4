"""Rows of the registers of the three guarantees: entered, changed, taken out.

One set of verbs for all of them: what a row must hold says its model, who keeps it says `keeper`.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from creation.access import may_everywhere, organizations_for
from creation.services.log import record
from wuhao.errors import Conflict, Refused

TWICE = "刚有人登记了同样的一条，请刷新后核对。"
HIDDEN = "（不记录）"


def fields_of(model) -> list:
    """What people enter into a row."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != model.parent
    ]


def why_not_write(row, by) -> str:
    """Every organization that the row is about must be in reach; `by` None is the system."""
    if by is None:
        return ""
    places = row.kept_at()
    if not places:
        return "" if may_everywhere(by, "edit_guarantees") else "这一项由区委组织部登记。"
    reach = organizations_for(by, "edit_guarantees").filter(pk__in=[one.pk for one in places])
    beyond = {one.pk for one in places} - set(reach.values_list("pk", flat=True))
    return next((f"“{one}”不在您的管理范围内。" for one in places if one.pk in beyond), "")


def why_not_delete(row, by) -> str:
    """What is used stays: the rows below it go first."""
    for relation in row._meta.related_objects:
        if number := getattr(row, relation.get_accessor_name()).count():
            what = relation.related_model._meta.verbose_name
            return f"“{row}”下面还有 {number} 条{what}，请先删除它们。"
    return why_not_write(row, by)


@transaction.atomic
def create(*, model, values, by):
    """A new row; `values` as a form cleans them, with the parent when it has one."""
    row = model(**values)
    if model.parent:
        setattr(row, model.parent, _locked(values[model.parent]))
    if sentence := why_not_write(row, by):
        raise Refused(sentence)
    _save(row)
    record(by=by, action=f"登记{_what(row)}", on=row, after=shown(row, row_fields(row)))
    return row


@transaction.atomic
def update(*, row, values, version, by):
    """Change a row that was read at `version`; Conflict shows both when another came between."""
    stored = _locked(row)
    if sentence := why_not_write(stored, by):
        raise Refused(sentence)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    before = shown(stored, changed)
    mine = type(row)(**{name: values[name] for name in changed})
    if stored.version != version:
        raise Conflict(
            "您打开以后，别人已经改过这一条。",
            mine=shown(mine, changed, hide=False),
            theirs=shown(stored, changed, hide=False) | {"version": stored.version},
        )
    if not changed:
        return stored
    for name in changed:
        setattr(stored, name, values[name])
    if sentence := why_not_write(stored, by):
        raise Refused(sentence)
    stored.version += 1
    _save(stored)
    record(
        by=by, action=f"修改{_what(row)}", on=stored, before=before, after=shown(stored, changed)
    )
    return stored


@transaction.atomic
def delete(*, row, version, by) -> None:
    """Take a row out; not when somebody changed it since it was read."""
    stored = _locked(row)
    if sentence := why_not_delete(stored, by):
        raise Refused(sentence)
    if stored.version != version:
        raise Refused("您打开以后，别人已经改过这一条，请看过再删。")
    record(by=by, action=f"删除{_what(row)}", on=stored, before=shown(stored, row_fields(stored)))
    stored.delete()


def _locked(row):
    """The row as it is now, held until the end; refused when it is gone."""
    stored = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if stored is None:
        raise Refused(f"这一条{_what(row)}已经被删除。")
    return stored


def _save(row) -> None:
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        raise Refused(_sentence(row, error)) from error
    except IntegrityError as error:
        raise Refused(TWICE) from error


def _sentence(row, error) -> str:
    parts = []
    for name, said in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}："
        parts += [f"{label}{sentence}" for sentence in said]
    return " ".join(parts)


def _what(row) -> str:
    return row._meta.verbose_name


def row_fields(row) -> list[str]:
    return [field.name for field in fields_of(row)]


def shown(row, names, *, hide=True) -> dict:
    """Values by their Chinese names; the log never holds personal ones."""
    found = {}
    for name in names:
        field = row._meta.get_field(name)
        value = getattr(row, name, None)
        if value in (None, ""):
            continue
        if hide and name in row.personal:
            value = HIDDEN
        elif field.choices:
            value = getattr(row, f"get_{name}_display")()
        found[str(field.verbose_name)] = value if isinstance(value, bool | int) else str(value)
    return found
