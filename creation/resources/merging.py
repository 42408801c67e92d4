"""An export that comes back after others worked on: three values a cell, and nothing lost.

Each exported row carries a mark (E17-203: export 17, row 203). Of a cell that only the file
changed, the file's value comes in; of one that only somebody here changed, theirs stays; where both
did, the person who imports says for the row which to keep.
"""

import re

from creation.resources.reports import Clash
from creation.resources.roster import CLEAR, MARK, Problem

_SHAPE = re.compile(r"E(\d{1,18})-(\d{1,18})")
MINE, THEIRS = "mine", "theirs"


def mark_of(export, row) -> str:
    return f"E{export.pk}-{row.pk}"


def exports_named(roster) -> set[int]:
    """The exports that the marks of a file speak of."""
    found = (_SHAPE.fullmatch(text) for _, text in roster.texts(MARK))
    return {int(one[1]) for one in found if one}


class Merge:
    """`bases`: export → row's id → title → text as it went out."""

    def __init__(self, bases, keep, report):
        self.bases, self.keep, self.report = bases, keep, report
        self.base = None

    def mark(self, number, text, known, key) -> list[Problem]:
        """Read a row's mark; a row that is no longer that of the export is asked about."""
        self.base = None
        shape = _SHAPE.fullmatch(text)
        if not shape:
            said = f"“{text}”不是导出时写的标记，请清空这一格"
            return [Problem(number, MARK, said, CLEAR, "导出标记")]
        export, row = int(shape[1]), int(shape[2])
        if known is not None and known.pk == row:
            self.base = self.bases.get(export, {}).get(row, {})
            return []
        said = f"导出的不是“{key}”这一行；如果要新增，请清空这一格，如果改了代码，请改回来"
        if known is not None:
            said = f"“{key}”是另一行的代码，请改回导出时的代码，或清空这一格"
        return [Problem(number, MARK, said, CLEAR, "导出标记")]

    def row(self, number, key, instance, before, columns) -> None:
        """Take back on `instance` what the file did not change, or what is to stay."""
        if before is None or self.base is None:
            return
        for column in columns:
            name, title = column.attribute, column.column_name
            mine, theirs = getattr(instance, name), before[name]
            if mine == theirs:
                continue
            texts = [str(column.widget.render(value)) for value in (mine, theirs)]
            base = self.base.get(title)
            if base == texts[1]:
                continue
            clash = Clash(number, key, title, *texts, base)
            if base == texts[0]:
                self.report.newer.append(clash)
                setattr(instance, name, theirs)
            elif self.keep.get(number) != MINE:
                setattr(instance, name, theirs)
                if self.keep.get(number) != THEIRS:
                    self.report.clashes.append(clash)
