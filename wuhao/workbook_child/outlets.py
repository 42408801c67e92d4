"""Where a reader puts its rows: sent in batches, or kept column by column and sent at the end."""

import pickle
import sys
from array import array
from collections.abc import Iterable
from itertools import islice

from checks import Unreadable

BATCH = 2_000
TELL_EACH = 20_000  # rows between two words about how far it is
LISTED = 2_000  # problems named one by one; beyond that they are counted
SEPARATOR = "\0"  # in no text that a file can hold
NOTHING = "表格里没有内容，请检查后重新上传"


def say(kind: str, value: object) -> None:
    pickle.dump((kind, value), sys.stdout.buffer, protocol=5)


class Outlet:
    """Sends rows in batches, keeps back empty ones until content follows, counts the width."""

    batch_rows = BATCH

    def __init__(self, rows: int, columns: int) -> None:
        self.max_rows, self.max_columns = rows, columns
        self.width = self.sent = self.blank = self.told = 0
        self.total = 0  # rows of the whole sheet, as far as the reader knows
        self.batch: list[list] = []
        self.long: list[tuple] = []
        self.texts: dict[str, str] = {}

    def take(self, row: list) -> None:
        used = len(row)
        while used and (row[used - 1] == "" or row[used - 1] is None):
            used -= 1
        if not used:
            self.blank += 1
            return
        number = self.sent + len(self.batch) + self.blank + 1
        if number > self.max_rows + 1:
            raise Unreadable(
                f"第 {number} 行还有内容，超过上限 {self.max_rows:,} 行（不算标题），请分成几个文件"
            )
        if used > self.max_columns:
            raise Unreadable(f"第 {number} 行有 {used} 列，超过上限 {self.max_columns} 列")
        self.width = max(self.width, used)
        while self.blank:
            self.batch.append([])
            self.blank -= 1
        self.batch.append(self.shared(row[:used], number))
        if len(self.batch) >= self.batch_rows:
            self.flush()

    def take_all(self, rows: Iterable[list]) -> None:
        for row in rows:
            self.take(row)

    def shared(self, row: list, number: int) -> list:
        """Equal texts as one object: answers repeat, and a pickle then holds each of them once."""
        texts = self.texts
        for place, value in enumerate(row):
            if type(value) is str:
                row[place] = texts.setdefault(value, value)
            elif type(value) is float and not -1e15 < value < 1e15:
                self.long.append((number, place + 1, "long", repr(value)))
        return row

    def flush(self) -> None:
        if self.batch:
            say("rows", self.batch)
            self.sent += len(self.batch)
            self.batch = []
            self.texts = {}
            self.tell()

    def tell(self) -> None:
        """How far the reading is, for who waits; now and then."""
        if self.told + TELL_EACH <= self.sent < self.total:
            self.told = self.sent
            say("at", (self.sent, self.total))

    def finish(self) -> None:
        self.flush()


class Places(dict):
    """value → its place, given when it is first asked for."""

    def __missing__(self, value: object) -> int:
        place = self[value] = len(self)
        return place


class ColumnOutlet(Outlet):
    """Keeps each distinct value of a column once and sends column by column at the end."""

    batch_rows = 500  # more would not stay in the processor's cache

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.places: list[Places] = []
        self.codes: list[array] = []

    def take_all(self, rows: Iterable[list]) -> None:
        """Rows alike and full, as nearly all are, are not looked at one by one."""
        rows = iter(rows)
        while batch := list(islice(rows, self.batch_rows)):
            columns = None if self.blank else self.columns_of(batch)
            if columns is None:
                super().take_all(batch)
            else:
                self.flush()
                self.width = max(self.width, len(columns))
                self.put(columns, len(batch))

    def columns_of(self, batch: list[list]) -> list[tuple] | None:
        """The cells by column, when no row is empty or too wide and there are not too many."""
        if len(set(map(len, batch))) != 1 or len(batch[0]) > self.max_columns:
            return None
        if self.sent + len(self.batch) + len(batch) > self.max_rows + 1:
            return None
        columns = list(zip(*batch, strict=True))
        if all("" in cells or None in cells for cells in columns):
            return None
        while set(columns[-1]) <= {"", None}:
            columns.pop()
        return columns

    def shared(self, row: list, number: int) -> list:
        return row  # a value is looked at once, when it is first met

    def flush(self) -> None:
        if not self.batch:
            return
        for row in self.batch:
            row.extend([""] * (self.width - len(row)))
        self.put(list(zip(*self.batch, strict=True)), len(self.batch))
        self.batch = []

    def put(self, columns: list[tuple], rows: int) -> None:
        """So many rows, by column; those that the rows don't reach stay empty."""
        for _ in range(self.width - len(self.places)):
            self.places.append(Places({"": 0}))
            self.codes.append(array("I", bytes(4 * self.sent)))
        for number, cells in enumerate(columns, start=1):
            places, kinds = self.places[number - 1], set(map(type, cells))
            if float in kinds:
                self.note_long(number, cells)
            if bool in kinds:  # or it would be one value with 1
                cells = [str(cell) if type(cell) is bool else cell for cell in cells]
            self.codes[number - 1].extend(map(places.__getitem__, cells))
        for codes in self.codes[len(columns) :]:
            codes.frombytes(bytes(4 * rows))
        self.sent += rows
        self.tell()

    def note_long(self, column: int, cells: tuple) -> None:
        for row, value in enumerate(cells, start=self.sent + 1):
            if type(value) is float and not -1e15 < value < 1e15:
                self.long.append((row, column, "long", repr(value)))

    def finish(self) -> None:
        self.flush()
        for places, codes in zip(self.places, self.codes, strict=True):
            values = list(places)
            kinds = set(map(type, values))
            joined = SEPARATOR.join(values) if kinds == {str} else ""
            if joined.count(SEPARATOR) == len(values) - 1:
                values = joined  # one text is handed over faster than many
            say("column", (values, codes.tobytes()))


def facts(outlet: Outlet, name: str, *, merged=(), problems=(), others=(), hidden=()) -> dict:
    outlet.finish()
    found = sorted((*problems, *outlet.long))
    errors = [p for p in found if p[2] == "error"]
    rows = max([outlet.sent, *(p[0] for p in errors)])
    width = max([outlet.width, *(p[1] for p in errors)])
    if rows > outlet.max_rows + 1 or width > outlet.max_columns:
        raise Unreadable(f"第 {rows} 行、第 {width} 列还有错误值，请删去表格以外的内容")
    if not width:
        raise Unreadable(NOTHING)
    found = [p for p in found if p[0] <= rows and p[1] <= width]
    return {
        "name": name,
        "rows": rows,
        "width": width,
        "merged": list(merged),
        "problems": found[:LISTED],
        "problem_count": len(found),
        "others": list(others),
        "hidden": [row for row in hidden if row <= rows][:LISTED],
    }
