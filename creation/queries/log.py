"""What the log page shows: entries by number, each with the rows that it changed, in Chinese."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, DateTimeField, F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.utils.dateparse import parse_datetime

from creation.models import LogChange, LogEntry
from wuhao.templatetags.formatting import ymd_hm

SHOWN = 10  # changed rows under one entry of the list; its own page has them all
HIDDEN = {"id", "path", "version"}  # kept by the system itself, nobody asks for them
DIRECT = "直接改库"


@dataclass(frozen=True)
class Line:
    """One field, side by side."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """One row: what happened to it, and its fields."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Details:
    """What stands under an entry: the service's own words first, then rows; `rows` counts all."""

    lines: list[Line]
    changed: list[Changed]
    rows: int

    def as_text(self) -> str:
        """For a cell of an export."""
        parts = [_text("", self.lines), *(_text(one.title, one.lines) for one in self.changed)]
        more = [f"另有 {self.hidden} 处改动"] if self.hidden else []
        return "\n".join([*filter(None, parts), *more])

    @property
    def hidden(self) -> int:
        return self.rows - len(self.changed)


def _text(title, lines) -> str:
    fields = "；".join(
        f"{line.label}：{line.before or '空'} → {line.after or '空'}" for line in lines
    )
    return f"{title}（{fields}）" if title and fields else title or fields


def object_type(entry) -> str:
    """Chinese also for a direct change, whose entry knows the table alone."""
    model = _models().get(entry.object_type)
    return model._meta.verbose_name if model else entry.object_type


def details_of(entries, changes) -> dict[int, Details]:
    """Entry → its details; `changes` are those that the reader may see. Three queries."""
    by_entry = _allotted(entries, changes)
    names = _names([change for rows, _ in by_entry.values() for change in rows])
    return {
        entry.pk: Details(
            _said(entry), [_shown(change, names) for change in rows], max(total, len(rows))
        )
        for entry in entries
        for rows, total in [by_entry[entry.pk]]
    }


def shown_changes(changes) -> list[Changed]:
    """Rows for the page of one entry; their references named."""
    changes = list(changes)
    names = _names(changes)
    return [_shown(change, names) for change in changes]


def _allotted(entries, changes) -> dict[int, tuple[list[LogChange], int]]:
    """An entry has the rows of its own object; the last entry of a transaction all the others."""
    transactions = {entry.transaction for entry in entries} - {None}
    lasts = _lasts(transactions)
    firsts, own = _first_changes(changes, transactions), _own_changes(entries, changes)
    allotted = {}
    for entry in entries:
        rows = {change.pk: change for change in own.get(entry.pk, ())}
        total = len(rows)  # its own first
        if lasts.get(entry.transaction) == entry.pk:
            others = firsts.get(entry.transaction, ())
            rows = rows | {one.pk: one for one in others if one.pk not in rows}
            total = others[0].in_all if others else total
        allotted[entry.pk] = (list(rows.values())[:SHOWN], total)
    return allotted


def _lasts(transactions) -> dict:
    """Transaction → the last of its entries, which stands for what nobody else does."""
    rows = LogEntry.objects.filter(transaction__in=transactions).order_by()
    return dict(rows.values_list("transaction").annotate(Max("id")))


def _first_changes(changes, transactions) -> dict:
    apart = {"partition_by": F("transaction")}
    rows = (
        changes.filter(transaction__in=transactions)
        .annotate(
            place=Window(RowNumber(), order_by="id", **apart), in_all=Window(Count("id"), **apart)
        )
        .filter(place__lte=SHOWN)
        .order_by("id")
    )
    found = defaultdict(list)
    for change in rows:
        found[change.transaction].append(change)
    return found


def _own_changes(entries, changes) -> dict:
    """The rows of each entry's own object, found by table and key."""
    keys = {
        (table, entry.object_id, entry.transaction): entry.pk
        for entry in entries
        if entry.transaction and (table := _tables().get(entry.object_type))
    }
    if not keys:
        return {}
    wanted = Q()
    for table, row, transaction in keys:
        wanted |= Q(table_name=table, row_id=row, transaction=transaction)
    found = defaultdict(list)
    for change in changes.filter(wanted).order_by("id"):
        found[keys[change.table_name, change.row_id, change.transaction]].append(change)
    return found


def _models() -> dict:
    return {
        model._meta.db_table: model
        for app in ("creation", "surveys", "assessment")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def _tables() -> dict[str, str]:
    """The object's type as services write it → its table."""
    return {model._meta.verbose_name[:40]: table for table, model in _models().items()}


def _said(entry) -> list[Line]:
    """The entry's own before and after, which services write in Chinese."""
    before, after = _as_dict(entry.before), _as_dict(entry.after)
    return [
        Line(label, plain(before.get(label)), plain(after.get(label)))
        for label in dict.fromkeys([*before, *after])
    ]


def _as_dict(value) -> dict:
    return value if isinstance(value, dict) else {} if value is None else {"": value}


def _shown(change, names) -> Changed:
    """A row as people read it: fields by their Chinese names, choices and references in words."""
    model = _models().get(change.table_name)
    kind = model._meta.verbose_name if model else change.table_name
    fields = {field.column: field for field in model._meta.concrete_fields} if model else {}
    before, after = change.before or {}, change.after or {}
    lines = [
        Line(
            fields[column].verbose_name if column in fields else column,
            _worded(fields.get(column), before.get(column), names),
            _worded(fields.get(column), after.get(column), names),
        )
        for column in dict.fromkeys([*before, *after])
        if column not in HIDDEN
    ]
    title = " ".join(
        filter(None, [change.get_operation_display(), str(kind), change.label or change.row_id])
    )
    return Changed(title, [line for line in lines if line.before or line.after])


def _worded(field, value, names) -> str:
    if field is None or value in (None, ""):
        return plain(value)
    if field.is_relation:
        return names.get((field.related_model, str(value)), f"编号 {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, DateTimeField):
        return ymd_hm(parse_datetime(value))
    return plain(value)


def plain(value) -> str:
    """A stored value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    if isinstance(value, dict):
        return "；".join(f"{key}：{plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "、".join(plain(one) for one in value)
    return str(value)


def _names(changes) -> dict:
    """(model, key) → name of each row that a change refers to: one query per model."""
    wanted = defaultdict(set)
    for change in changes:
        model = _models().get(change.table_name)
        for field in model._meta.concrete_fields if model else ():
            if field.is_relation and hasattr(field.related_model, "name"):
                for values in (change.before or {}, change.after or {}):
                    if values.get(field.column) is not None:
                        wanted[field.related_model].add(values[field.column])
    return {
        (model, str(key)): name
        for model, keys in wanted.items()
        for key, name in model._base_manager.filter(pk__in=keys).values_list("pk", "name")
    }
