"""django-import-export for our registers: titles and faults in Chinese, Excel's own rows.

A register is a subclass with columns. The library says what a column is; the loop over the rows
is ours, column by column and in sets, and checks everything before anything is written.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource

from creation.resources.lookups import NameOf
from creation.resources.roster import SKIP, Problem, Roster, Title
from creation.resources.values import Wrong
from wuhao.workbooks import cell_text

NEW, UPDATED = "new", "updated"
EXAMPLE = "（示例"  # a cell that begins so marks the template's example row
EXAMPLE_MARK = "（示例，请删除这一行）"


class Column(Field):
    """A field with a title; `example` goes into the template.

    `keeps`: an empty cell leaves the stored value alone instead of emptying it.
    """

    def __init__(
        self,
        title,
        attribute,
        widget,
        *,
        required=False,
        aliases=(),
        example="",
        keeps=False,
        **kw,
    ):
        kw.setdefault("readonly", isinstance(widget, NameOf))
        super().__init__(attribute=attribute, column_name=title, widget=widget, **kw)
        self.title = Title(title, required, tuple(aliases))
        self.example = example
        self.keeps = keeps


@dataclass
class Change:
    """One row that an import writes: its instance, and its cells before and after as text."""

    row: int
    key: str
    kind: str
    instance: models.Model
    attributes: tuple[str, ...]
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


@dataclass
class Report:
    """What an import did, or would do; with problems nothing was written."""

    roster: Roster = field(default_factory=Roster)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    total: int = 0

    def of(self, kind) -> list[str]:
        bad = {problem.row for problem in self.problems}
        return [one.key for one in self.changes if one.kind == kind and one.row not in bad]

    @property
    def new(self) -> list[str]:
        return self.of(NEW)

    @property
    def updated(self) -> list[str]:
        return self.of(UPDATED)

    @property
    def bad_rows(self) -> int:
        return len({problem.row for problem in self.problems})

    @property
    def counts(self) -> dict[str, int]:
        return {
            "新增": len(self.new),
            "更新": len(self.updated),
            "未变": len(self.unchanged),
            "错误": self.bad_rows,
        }


class Cell(NamedTuple):
    """What a widget made of a cell: a value, or what is wrong with it."""

    value: object = None
    wrong: Wrong | None = None


class RegisterResource(ModelResource):
    """Subclass with Columns and a Meta that inherits this one.

    `key`: the title, or titles, by which a row of the file finds its row in the register.
    """

    key: str | tuple[str, ...] = ""

    class Meta:
        pass

    def __init__(self, *, by=None):
        super().__init__()
        self.by = by
        for one in self.fields.values():
            if isinstance(one.widget, NameOf):
                one.widget.lookup = self.fields[one.widget.of].widget

    # ---- what the columns are ----

    @classmethod
    def columns(cls) -> list[Column]:
        return [cls.fields[name] for name in cls._meta.export_order]

    @classmethod
    def titles(cls) -> list[Title]:
        return [column.title for column in cls.columns()]

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        return (cls.key,) if isinstance(cls.key, str) else cls.key

    def own_columns(self) -> list[Column]:
        """This instance's own columns: their widgets know what was looked up."""
        return [self.fields[name] for name in self._meta.export_order]

    def words(self) -> dict[str, list[str]]:
        """Title → what may stand there: the template's drop-downs."""
        return {
            one.column_name: words for one in self.own_columns() if (words := one.widget.words())
        }

    # ---- what a register may add ----

    def check(self, roster: Roster) -> list[Problem]:
        """Faults that need the whole file; called before the rows are read one by one."""
        return []

    def fresh(self, instance, row) -> None:
        """Set what a new row has by default where its cell (`row`: title → value) is empty."""

    def faults(self, instance, row) -> dict[str, str]:
        """attribute → sentence: faults between the fields of one row."""
        return {}

    # ---- into the register ----

    def load(self, roster: Roster, *, dry_run=False) -> Report:
        """Write the rows or, dry or with problems, only say what would be written."""
        self._pass_over_examples(roster)
        report = Report(roster, list(roster.problems), total=len(roster.rows))
        report.problems += self.check(roster)
        cells = self._cells(roster, report)
        report.problems += self._twice(roster, cells)
        stored = self._stored(roster, cells)
        self._learn(cells, stored.values())
        report.problems += self._wrong_names(roster, cells)
        self._changes(report, cells, stored)
        self._tidy(report)
        if not (dry_run or report.problems):
            self._write(report)
        return report

    def _pass_over_examples(self, roster) -> None:
        roster.rows = [
            (number, values)
            for number, values in roster.rows
            if not any(
                isinstance(value, str) and value.startswith(EXAMPLE) for value in values.values()
            )
        ]

    def _cells(self, roster, report) -> dict[str, list[Cell]]:
        """Title → what each row has in that column; equal cells are read once."""
        cells = {}
        for column in self.own_columns():
            title = column.column_name
            if title not in roster.places or column.readonly:
                continue
            raw = [values[title] for _, values in roster.rows]
            column.widget.prepare({text for value in raw if (text := cell_text(value))}, self.by)
            known: dict[tuple, Cell] = {}
            cells[title] = [
                known.get((value.__class__, value)) or _read(column.widget, value, known)
                for value in raw
            ]
            report.problems += [
                Problem(number, title, str(cell.wrong), cell.wrong.fix, cell.wrong.kind)
                for (number, _), cell in zip(roster.rows, cells[title], strict=True)
                if cell.wrong
            ]
        return cells

    def _keys_of(self, roster, cells) -> list[tuple | None]:
        """The identity of each row; None when a part of it can't be read or is missing."""
        columns = [cells.get(title) for title in self.keys()]
        if not all(columns):
            return [None] * len(roster.rows)
        return [
            None if any(cell.wrong for cell in parts) else tuple(cell.value for cell in parts)
            for parts in zip(*columns, strict=True)
        ]

    def _twice(self, roster, cells) -> list[Problem]:
        rows: dict[tuple, list[int]] = {}
        shown = {}
        for (number, values), key in zip(roster.rows, self._keys_of(roster, cells), strict=True):
            if key is not None:
                rows.setdefault(key, []).append(number)
                shown.setdefault(key, [cell_text(values[title]) for title in self.keys()])
        return [
            Problem(
                number,
                self.keys()[0],
                f"“{' '.join(shown[key])}”与{_other_rows(numbers, number)}重复，请改成各不相同",
                SKIP if number != numbers[0] else "",
                "重复",
            )
            for key, numbers in rows.items()
            if len(numbers) > 1
            for number in numbers
        ]

    def _stored(self, roster, cells) -> dict[tuple, models.Model]:
        """The rows that the file names, by their key, in one query."""
        attributes = [column.attribute for column in self._key_columns()]
        keys = {key for key in self._keys_of(roster, cells) if key is not None}
        if not keys:
            return {}
        rows = self.get_queryset().filter(**{f"{attributes[0]}__in": {key[0] for key in keys}})
        found = {tuple(getattr(row, name) for name in attributes): row for row in rows}
        return {key: found[key] for key in keys if key in found}

    def _key_columns(self) -> list[Column]:
        by_title = {column.column_name: column for column in self.own_columns()}
        return [by_title[title] for title in self.keys()]

    def _learn(self, cells, instances) -> None:
        instances = list(instances)
        for column in self.own_columns():
            values = {getattr(one, column.attribute) for one in instances}
            new = {cell.value for cell in cells.get(column.column_name, ()) if not cell.wrong}
            column.widget.learn(values | new)

    def _wrong_names(self, roster, cells) -> list[Problem]:
        problems = []
        for column in self.own_columns():
            title, widget = column.column_name, column.widget
            if not isinstance(widget, NameOf) or title not in roster.places:
                continue
            codes = cells.get(self.fields[widget.of].column_name, ())
            for (number, values), cell in zip(roster.rows, codes, strict=bool(codes)):
                if wrong := widget.why_not(cell_text(values[title]), cell.value):
                    problems.append(Problem(number, title, str(wrong), wrong.fix, wrong.kind))
        return problems

    def _changes(self, report, cells, stored) -> None:
        roster = report.roster
        columns = [column for column in self.own_columns() if column.column_name in cells]
        bad = {problem.row for problem in report.problems}
        keys = self._keys_of(roster, cells)
        blank = dict.fromkeys((column.column_name for column in self.own_columns()), "")
        for place, ((number, values), key) in enumerate(zip(roster.rows, keys, strict=True)):
            known = stored.get(key)
            instance = known or self._meta.model()
            before = dict(instance.__dict__)
            for column in columns:
                cell = cells[column.column_name][place]
                if not cell.wrong and not (column.keeps and cell.value is None):
                    setattr(instance, column.attribute, cell.value)
            row = blank | values
            if known is None:
                self.fresh(instance, row)
            problems = self._faults(number, instance, row)
            report.problems += problems
            if not problems and number not in bad:
                self._compare(report, number, instance, before if known else None)

    def _faults(self, number, instance, row) -> list[Problem]:
        titles = {column.attribute: column.column_name for column in self.own_columns()}
        return [
            Problem(number, titles[attribute], str(said), *_fix_of(said))
            for attribute, said in self.faults(instance, row).items()
        ]

    def _compare(self, report, number, instance, before) -> None:
        columns = [column for column in self.own_columns() if not column.readonly]
        shown = " ".join(
            str(column.widget.render(getattr(instance, column.attribute)))
            for column in self._key_columns()
        )
        if before is None:
            changed = columns
        else:
            changed = [
                column
                for column in columns
                if before[column.attribute] != getattr(instance, column.attribute)
            ]
        if not changed:
            report.unchanged.append(shown)
            return
        report.changes.append(
            Change(
                number,
                shown,
                NEW if before is None else UPDATED,
                instance,
                tuple(column.attribute for column in changed),
                {} if before is None else _texts(changed, before.get),
                _texts(changed, instance.__dict__.get),
            )
        )

    def _write(self, report) -> None:
        manager = self._meta.model._base_manager
        manager.bulk_create([one.instance for one in report.changes if one.kind == NEW])
        updated = [one for one in report.changes if one.kind == UPDATED]
        if not updated:
            return
        attributes = {name for one in updated for name in one.attributes}
        manager.bulk_create(
            [one.instance for one in updated],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[_field_name(self._meta.model, name) for name in sorted(attributes)],
        )

    def _tidy(self, report) -> None:
        """One problem per cell, the first that was found; in the order of the sheet."""
        order = {column.column_name: place for place, column in enumerate(self.columns())}
        missing = {
            title.text
            for title in self.titles()
            if title.required and title.text not in report.roster.places
        }
        first = {}
        for problem in report.problems:
            if problem.row <= report.roster.header_row or problem.column not in missing:
                place = problem.row, order.get(problem.column, -1), problem.column
                first.setdefault(place, problem)
        report.problems = [first[place] for place in sorted(first)]

    # ---- out of it ----

    def table(self, rows) -> list[list]:
        """Titles, then a line of values for each of `rows`, as a file has them."""
        rows, columns = list(rows), self.own_columns()
        for column in columns:
            column.widget.learn({getattr(row, column.attribute) for row in rows})
        return [
            [column.column_name for column in columns],
            *(
                [column.widget.render(getattr(row, column.attribute)) for column in columns]
                for row in rows
            ),
        ]


def _read(widget, value, known) -> Cell:
    try:
        cell = Cell(widget.clean(value))
    except Wrong as wrong:
        cell = Cell(wrong=wrong)
    known[value.__class__, value] = cell
    return cell


def _fix_of(said) -> tuple[str, str]:
    return (said.fix, said.kind) if isinstance(said, Wrong) else ("", "")


def _texts(columns, value_of) -> dict[str, str]:
    return {
        column.column_name: str(column.widget.render(value_of(column.attribute)))
        for column in columns
    }


def _field_name(model, attribute) -> str:
    return next(one.name for one in model._meta.concrete_fields if one.attname == attribute)


def _other_rows(numbers, number) -> str:
    others = [str(other) for other in numbers if other != number]
    return f"第 {'、'.join(others)} 行"
