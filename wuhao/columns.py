"""A table kept column by column, each distinct value of a column once. Pure.

A hundred thousand answers have a handful of wordings: what is understood once per value costs
next to nothing per row. For whoever asks row by row it is a sequence of rows.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence

CODES = "I"  # of the arrays: four bytes a cell


def column_name(column: int) -> str:
    """`column_name(28)` is AB, as on the screen of Excel."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Column:
    """`values[codes[i]]` is the cell of row i + 1; `values[0]` is the empty cell.

    Equal cells share a code, except where nearly all cells differ: there each may have its own.
    """

    def __init__(self, values: list | None = None, codes: array | None = None) -> None:
        self.values = [""] if values is None else values
        self.codes = array(CODES) if codes is None else codes

    @classmethod
    def of(cls, cells: Iterable) -> "Column":
        column, places = cls(), {(str, ""): 0}
        for cell in cells:
            key = (type(cell), cell)  # True is not 1
            if key not in places:
                places[key] = len(column.values)
                column.values.append(cell)
            column.codes.append(places[key])
        return column

    def empty(self) -> set[int]:
        """The codes of cells that show nothing."""
        return {code for code, v in enumerate(self.values) if isinstance(v, str) and not v.strip()}

    def or_else(self, other: "Column") -> "Column":
        """These cells, and the other's where these are empty."""
        if 0 not in self.codes:
            return self
        past = len(self.values)
        pairs = zip(self.codes, other.codes, strict=True)
        codes = array(CODES, [code or (past + more if more else 0) for code, more in pairs])
        return Column([*self.values, *other.values], codes)

    def put(self, index: int, value: object) -> None:
        """Another value for one cell."""
        self.codes[index] = len(self.values)
        self.values.append(value)


class Table(Sequence):
    """Rows all equally wide, "" for an empty cell; `columns` is the same, column by column."""

    def __init__(self, columns: Sequence[Column], length: int) -> None:
        self.columns, self.length = columns, length
        for column in columns:  # rows that end early, or hold nothing at all
            column.codes.extend([0] * (length - len(column.codes)))

    @classmethod
    def of(cls, rows: Sequence[Sequence]) -> "Table":
        if isinstance(rows, cls):
            return rows
        return cls([Column.of(cells) for cells in zip(*rows, strict=True)], len(rows))

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[list]:
        return (self.row(index) for index in range(self.length))

    def __getitem__(self, place):
        if isinstance(place, slice):
            return [self.row(index) for index in range(*place.indices(self.length))]
        if not -self.length <= place < self.length:
            raise IndexError(place)
        return self.row(place % self.length)

    def row(self, index: int) -> list:
        return [column.values[column.codes[index]] for column in self.columns]

    def blanks(self) -> set[int]:
        """The indexes of rows without content: empty cells, or nothing but blanks in them."""
        columns = sorted(self.columns, key=lambda one: len(one.values))
        if any(one.empty().isdisjoint(one.codes) for one in columns):
            return set()
        found = set(range(self.length))
        for column in columns:
            empty = column.empty()
            found = {index for index in found if column.codes[index] in empty}
        return found
