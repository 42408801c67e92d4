"""A table kept column by column, each distinct value of a column once. Pure.

A hundred thousand answers have a handful of wordings: what is understood once per value costs
next to nothing per row. For whoever asks row by row it is a sequence of rows.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence

CODES = "I"  # of the arrays: four bytes a cell
SEPARATOR = "\0"  # between the cells of a column that is one text; in no cell
TOP = 10_000  # characters of such a text, looked at to tell what the column is


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
    Such cells may come as one long text, `cells`, which is cut apart when somebody looks.
    """

    def __init__(
        self, values: list | None = None, codes: array | None = None, cells: str | None = None
    ) -> None:
        self._values = [""] if values is None else values
        self._codes = array(CODES) if codes is None else codes
        self._uncut = [] if cells is None else [cells]
        self._first: list[str] | None = None

    @property
    def values(self) -> list:
        if self._uncut:
            self._cut()
        return self._values

    @property
    def codes(self) -> array:
        if self._uncut:
            self._cut()
        return self._codes

    def _cut(self) -> None:
        whole = Column.apart(SEPARATOR.join(self._uncut).split(SEPARATOR))
        self._values, self._codes, self._uncut = whole.values, whole.codes, []

    def __len__(self) -> int:
        return len(self._codes) or sum(text.count(SEPARATOR) + 1 for text in self._uncut)

    def variety(self) -> int:
        """How many values there are, at most."""
        return len(self) + 1 if self._uncut else len(self._values)

    def cell(self, index: int) -> object:
        top = self._top()
        return top[index] if index < len(top) else self.values[self.codes[index]]

    def _top(self) -> list[str]:
        """The first cells of a long text."""
        if not self._uncut:
            return []
        if self._first is None:
            self._first = self._uncut[0][:TOP].split(SEPARATOR)[:-1]
        return self._first

    @classmethod
    def apart(cls, cells: list) -> "Column":
        """Each cell a value of its own, but for the empty ones."""
        codes: Iterable[int] = range(1, len(cells) + 1)
        if "" in cells:
            codes = [0 if cell == "" else code for code, cell in zip(codes, cells, strict=True)]
        return cls(["", *cells], array(CODES, codes))

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

    def may_hold(self, part: str) -> bool:
        """Whether any cell holds it; "perhaps" where that takes a look at each."""
        return not self._uncut or any(part in text for text in self._uncut)

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

    def pad(self, length: int) -> None:
        """Empty cells up to so many."""
        if len(self) < length:
            self.codes.extend([0] * (length - len(self)))

    def extend(self, other: "Column") -> None:
        """The other's cells after these."""
        if self._uncut and other._uncut:
            self._uncut += other._uncut
            return
        places = {(type(value), value): code for code, value in enumerate(self.values)}
        known = []
        for value in other.values:
            code = places.get((type(value), value))
            if code is None:
                code = len(self.values)
                self.values.append(value)
            known.append(code)
        self.codes.extend(map(known.__getitem__, other.codes))

    def put(self, index: int, value: object) -> None:
        """Another value for one cell."""
        self.codes[index] = len(self.values)
        self.values.append(value)


class Table(Sequence):
    """Rows all equally wide, "" for an empty cell; `columns` is the same, column by column."""

    def __init__(self, columns: Sequence[Column], length: int) -> None:
        self.columns, self.length = columns, length
        for column in columns:  # rows that end early, or hold nothing at all
            column.pad(length)

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
        return [column.cell(index) for column in self.columns]

    def blanks(self) -> set[int]:
        """The indexes of rows without content: empty cells, or nothing but blanks in them."""
        columns = sorted(self.columns, key=Column.variety)
        if any(one.empty().isdisjoint(one.codes) for one in columns):
            return set()
        found = set(range(self.length))
        for column in columns:
            empty = column.empty()
            found = {index for index in found if column.codes[index] in empty}
        return found
