"""The rows of a roster go into a register: column by column, everything looked up in sets.

All cells are read and all rows checked before anything is written.
"""

import unicodedata
from typing import NamedTuple

from django.db.models import Q

from creation.resources.lookups import NameOf
from creation.resources.merging import Merge
from creation.resources.reports import Change, Report
from creation.resources.roster import EXAMPLE, MARK, SKIP, Problem
from creation.resources.values import Text, Wrong
from wuhao.workbooks import cell_name, cell_text


class Cell(NamedTuple):
    """What a widget made of a cell: a value and how it was read, or what is wrong with it."""

    value: object = None
    wrong: Wrong | None = None
    reading: str = ""


class Loading:
    """One roster on its way into one resource. `bases`: what earlier exports said (merging.py);
    `keep`: Excel's row → whether the file's ("mine") or the register's cells stay in a clash."""

    def __init__(self, resource, roster, *, bases=None, keep=None):
        self.resource, self.roster = resource, roster
        self.columns = [one for one in resource.own_columns() if not one.readonly]
        self.key_columns = resource.key_columns()
        roster.rows = [one for one in roster.rows if not _is_example(one[1])]
        self.report = Report(roster, list(roster.problems), total=len(roster.rows))
        self.merge = Merge(bases or {}, keep or {}, self.report)

    def run(self) -> Report:
        self.problems(self.resource.check(self.roster))
        self.cells = {one.column_name: cells for one in self.columns if (cells := self.read(one))}
        self.keys = self.keys_of_rows()
        self.problems(self.twice())
        self.stored = self.stored_rows()
        self.problems(self.nearly_the_same())
        self.learn()
        self.problems(self.wrong_names())
        self.rows()
        self.tidy()
        return self.report

    def problems(self, found) -> None:
        self.report.problems += found

    def read(self, column) -> list[Cell]:
        """What each row has in that column; equal cells are read once."""
        title = column.column_name
        if title not in self.roster.places:
            return []
        raw = [values[title] for _, values in self.roster.rows]
        texts = {text for value in set(raw) if (text := cell_text(value))}
        column.widget.prepare(texts, self.resource.by)
        known: dict[tuple, Cell] = {}
        cells = []
        for (number, _), value in zip(self.roster.rows, raw, strict=True):
            cell = known.get((value.__class__, value))
            if cell is None:
                cell = known[value.__class__, value] = _read(column.widget, value)
            if cell.wrong:
                wrong = cell.wrong
                self.report.problems.append(
                    Problem(number, title, str(wrong), wrong.fix, wrong.kind)
                )
            elif cell.reading:
                name = cell_name(number, self.roster.places[title])
                self.report.readings.append((name, cell_text(value), cell.reading))
            cells.append(cell)
        return cells

    def keys_of_rows(self) -> list[tuple | None]:
        """The identity of each row; None when a part of it is missing or can't be read."""
        columns = [self.cells.get(column.column_name) for column in self.key_columns]
        if not all(columns):
            return [None] * len(self.roster.rows)
        return [
            None if any(cell.wrong for cell in parts) else tuple(cell.value for cell in parts)
            for parts in zip(*columns, strict=True)
        ]

    def twice(self) -> list[Problem]:
        rows: dict[tuple, list[tuple]] = {}
        for one, key in zip(self.roster.rows, self.keys, strict=True):
            if key is not None and any(part not in (None, "") for part in key):
                rows.setdefault(key, []).append(one)
        return [self.repeated(one, same) for same in rows.values() if len(same) > 1 for one in same]

    def repeated(self, one, same) -> Problem:
        """A row that says nothing but what an earlier one says can be left out."""
        number, values = one
        titles = [column.column_name for column in self.key_columns]
        shown = " ".join(cell_text(values[title]) for title in titles)
        others = "、".join(str(other) for other, _ in same if other != number)
        is_copy = number != same[0][0] and values == same[0][1]
        return Problem(
            number,
            titles[0],
            f"“{shown}”与第 {others} 行重复，请改成各不相同",
            SKIP if is_copy else "",
            "重复",
        )

    def stored_rows(self) -> dict[tuple, object]:
        """The rows that the file names, by their key, in one query."""
        attributes = [column.attribute for column in self.key_columns]
        keys = {key for key in self.keys if key is not None}
        if not keys:
            return {}
        first = {key[0] for key in keys}
        named = Q(**{f"{attributes[0]}__in": first - {None}})
        if None in first:  # a key of its own, where the column has a word for it
            named |= Q(**{f"{attributes[0]}__isnull": True})
        rows = self.resource.get_queryset().filter(named)
        found = {tuple(getattr(row, name) for name in attributes): row for row in rows}
        return {key: found[key] for key in keys if key in found}

    def nearly_the_same(self) -> list[Problem]:
        """New keys that are old ones in another spelling: sq1 for SQ1, 105 for 00105."""
        column = self.key_columns[0]
        new = {key[0] for key in self.keys if key is not None and key not in self.stored}
        if len(self.key_columns) > 1 or not column.widget.is_code or not new:
            return []
        known = self.resource.get_queryset().order_by().values_list(column.attribute, flat=True)
        plain = {spelling(code): code for code in known}
        bare = {spelling(code).lstrip("0"): code for code in known if code.startswith("0")}
        problems = []
        for (number, values), key in zip(self.roster.rows, self.keys, strict=True):
            if key is None or key in self.stored or not key[0]:
                continue
            code = key[0]
            meant = plain.setdefault(spelling(code), code)
            if isinstance(values[column.column_name], float):  # text keeps its zeros
                meant = bare.get(code, meant)
            if meant != code:
                said = f"“{code}”与“{meant}”只差大小写或开头的 0，请写成 {meant}"
                problems.append(Problem(number, column.column_name, said, meant, "代码的写法"))
        return problems

    def learn(self) -> None:
        stored = list(self.stored.values())
        for column in self.resource.own_columns():
            values = {getattr(one, column.attribute) for one in stored}
            read = self.cells.get(column.column_name, ())
            column.widget.learn(values | {cell.value for cell in read if not cell.wrong})

    def wrong_names(self) -> list[Problem]:
        problems = []
        for column in self.resource.own_columns():
            title, widget = column.column_name, column.widget
            if not isinstance(widget, NameOf) or title not in self.roster.places:
                continue
            codes = self.cells.get(self.resource.fields[widget.of].column_name, ())
            for (number, values), cell in zip(self.roster.rows, codes, strict=False):
                if wrong := widget.why_not(cell_text(values[title]), cell.value):
                    problems.append(Problem(number, title, str(wrong), wrong.fix, wrong.kind))
        return problems

    def rows(self) -> None:
        """Set each row's cells on its instance and compare with what is stored."""
        bad = {problem.row for problem in self.report.problems}
        blank = dict.fromkeys((column.column_name for column in self.resource.own_columns()), "")
        given = [(one, cells) for one in self.columns if (cells := self.cells.get(one.column_name))]
        model, faults = self.resource._meta.model, self.resource.faults
        for place, ((number, values), key) in enumerate(
            zip(self.roster.rows, self.keys, strict=True)
        ):
            known = self.stored.get(key)
            instance = known or model()
            before = dict(instance.__dict__) if known else None
            for column, cells in given:
                cell = cells[place]
                if not (cell.wrong or (column.keeps and cell.value is None)):
                    setattr(instance, column.attribute, cell.value)
            row = blank | values
            if known is None:
                self.resource.fresh(instance, row)
            if mark := cell_text(row.get(MARK)):
                shown = self.shown_key(instance)
                self.problems(self.merge.mark(number, mark, known, shown))
                self.merge.row(number, shown, instance, before, self.columns)
            found = faults(instance, row)
            if found:
                self.problems(self.said(number, found))
            elif number not in bad:
                self.compare(number, instance, before)

    def said(self, number, found) -> list[Problem]:
        titles = {column.attribute: column.column_name for column in self.columns}
        return [
            Problem(
                number,
                titles[attribute],
                str(said),
                getattr(said, "fix", ""),
                getattr(said, "kind", ""),
            )
            for attribute, said in found.items()
        ]

    def shown_key(self, instance) -> str:
        return " ".join(
            str(column.widget.render(getattr(instance, column.attribute)))
            for column in self.key_columns
        )

    def label(self, instance, key) -> str:
        """The key with the first text of the row that is not part of it: a name, mostly."""
        for column in self.resource.own_columns():
            if column not in self.key_columns and isinstance(column.widget, Text | NameOf):
                return f"{key} {column.widget.render(getattr(instance, column.attribute))}".strip()
        return key

    def compare(self, number, instance, before) -> None:
        after, changed = instance.__dict__, self.columns
        if before is not None:
            changed = [one for one in self.columns if before[one.attribute] != after[one.attribute]]
        shown = self.shown_key(instance)
        if not changed:
            self.report.unchanged.append(shown)
            return
        if sentence := self.resource.why_not(instance, before):
            key = self.key_columns[0].column_name
            self.problems([Problem(number, key, sentence, "", "不在管理范围内")])
            return
        self.report.changes.append(
            Change(
                row=number,
                key=shown,
                label=self.label(instance, shown),
                is_new=before is None,
                instance=instance,
                attributes=tuple(one.attribute for one in changed),
                stored=before or {},
                before=_texts(changed, before) if before else {},
                after=_texts(changed, after),
            )
        )

    def tidy(self) -> None:
        """One problem per cell, the first that was found; in the order of the sheet."""
        titles = self.resource.titles()
        order = {title.text: place for place, title in enumerate(titles)}
        missing = {one.text for one in titles if one.required} - set(self.roster.places)
        first = {}
        for problem in self.report.problems:
            if problem.row <= self.roster.header_row or problem.column not in missing:
                place = problem.row, order.get(problem.column, -1), problem.column
                first.setdefault(place, problem)
        self.report.problems = [first[place] for place in sorted(first)]


def spelling(code) -> str:
    """What is the same of a code whether typed wide or narrow, large or small."""
    return "".join(unicodedata.normalize("NFKC", str(code)).casefold().split())


def _is_example(values) -> bool:
    return any(isinstance(value, str) and value.startswith(EXAMPLE) for value in values.values())


def _read(widget, value) -> Cell:
    try:
        read = widget.clean(value)
    except Wrong as wrong:
        return Cell(wrong=wrong)
    return Cell(read, None, widget.reading(cell_text(value), read))


def _texts(columns, values) -> dict[str, str]:
    return {one.column_name: str(one.widget.render(values[one.attribute])) for one in columns}
