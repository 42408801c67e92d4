"""Where a reader puts its rows: sent in batches, or kept column by column and sent at the end."""

import pickle
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count, islice

from checks import Unreadable

BATCH = 2_000
TELL_EACH = 20_000  # rows between two words about how far it is
LISTED = 2_000  # problems named one by one; beyond that they are counted
SEPARATOR = "\0"  # in no text that a file can hold
DECIDED_AT = 8_000  # rows of a column are known when it is decided whether
VARIED = 0.9  # of its cells are values of their own
FEW = 20  # cells of a batch that tell whether they begin to repeat
NOTHING = "表格里没有内容，请检查后重新上传"


def say(kind: str, value: object) -> None:
    pickle.dump((kind, value), sys.stdout.buffer, protocol=5)


class Outlet:
    """Sends rows in batches, keeps back empty ones until content follows, counts the width."""

    batch_rows = BATCH
    only_texts = False  # said by a reader whose cells are nothing else
    before = 0  # rows of the sheet that another outlet takes
    hands = 1  # outlets that take rows at the same time

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
        number = self.before + self.sent + len(self.batch) + self.blank + 1
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
        done = self.sent * self.hands
        if self.told + TELL_EACH <= done < self.total:
            self.told = done
            say("at", (done, self.total))

    def finish(self) -> None:
        self.flush()


class Cells:
    """One column: each distinct value once, and for every cell the code of its value.

    Where nearly all differ, as times and addresses do, they are kept as they come instead: a
    table of so many values costs more than all the rest of a row. Texts are glued together at
    once, for memory that is touched costs as well.
    """

    def __init__(self, rows: int, *, only_texts: bool = False) -> None:
        self.places: dict[object, int] = defaultdict(count(1).__next__, {"": 0})
        self.codes = array("I", bytes(4 * rows))
        self.whole: list | None = None
        self.only_texts = only_texts
        self.is_decided = False

    def put(self, cells: Sequence) -> None:
        if self.whole is None:
            self.codes.extend(map(self.places.__getitem__, cells))
            if len(self.codes) >= DECIDED_AT and not self.is_decided:
                self.decide()
        else:
            self.keep(cells)
            few = cells[:FEW]
            if 2 * len(set(few)) < len(few):
                self.fold()

    def keep(self, cells: Sequence) -> None:
        self.whole += [SEPARATOR.join(cells)] if self.only_texts else cells

    def decide(self) -> None:
        self.is_decided = True
        if len(self.places) > VARIED * len(self.codes):
            values = list(self.places)
            self.whole = []
            self.keep([values[code] for code in self.codes])

    def fold(self) -> None:
        """They repeat after all."""
        whole, self.whole = self.whole, None
        del self.codes[:]
        self.put(SEPARATOR.join(whole).split(SEPARATOR) if self.only_texts else whole)

    def found(self) -> tuple[list | str, bytes | None]:
        """(values, codes), or (cells, None). One text is handed over faster than many."""
        if self.whole is None:
            return joined(list(self.places)), self.codes.tobytes()
        return SEPARATOR.join(self.whole) if self.only_texts else joined(self.whole), None


def joined(values: list) -> list | str:
    """As one text if they are nothing else."""
    whole = SEPARATOR.join(values) if set(map(type, values)) == {str} else ""
    return whole if whole.count(SEPARATOR) == len(values) - 1 else values


class ColumnOutlet(Outlet):
    """Keeps the cells column by column and sends them at the end."""

    batch_rows = 100  # more would not stay in the processor's own cache

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.columns: list[Cells] = []

    def take_all(self, rows: Iterable[list]) -> None:
        """Rows alike and full, as nearly all are, are not looked at one by one."""
        rows = iter(rows)
        while batch := list(islice(rows, self.batch_rows)):
            alike = len(set(map(len, batch))) == 1
            if not (alike and self.take_columns(list(zip(*batch, strict=True)), len(batch))):
                super().take_all(batch)

    def take_columns(self, columns: list[Sequence], rows: int) -> bool:
        """So many rows by column; False, and nothing taken, if one is empty or there is a limit."""
        if self.blank or len(columns) > self.max_columns:
            return False
        if self.before + self.sent + len(self.batch) + rows > self.max_rows + 1:
            return False
        if all("" in cells or None in cells for cells in columns):
            return False
        while set(columns[-1]) <= {"", None}:
            columns.pop()
        self.flush()
        self.width = max(self.width, len(columns))
        self.put(columns, rows)
        return True

    def shared(self, row: list, number: int) -> list:
        return row  # a value is looked at once, when it is first met

    def flush(self) -> None:
        if not self.batch:
            return
        for row in self.batch:
            row.extend([""] * (self.width - len(row)))
        self.put(list(zip(*self.batch, strict=True)), len(self.batch))
        self.batch = []

    def put(self, columns: list[Sequence], rows: int) -> None:
        """So many rows, by column; those that the rows don't reach stay empty."""
        for _ in range(self.width - len(self.columns)):
            self.columns.append(Cells(self.sent, only_texts=self.only_texts))
        for number, cells in enumerate(columns, start=1):
            self.columns[number - 1].put(self.checked(number, cells))
        for column in self.columns[len(columns) :]:
            column.put([""] * rows)
        self.sent += rows
        self.tell()

    def checked(self, number: int, cells: Sequence) -> Sequence:
        """Cells without booleans, numbers that Excel has cut noted."""
        if self.only_texts:
            return cells
        kinds = set(map(type, cells))
        if float in kinds:
            self.note_long(number, cells)
        if bool in kinds:  # or it would be one value with 1
            return [str(cell) if type(cell) is bool else cell for cell in cells]
        return cells

    def note_long(self, column: int, cells: Sequence) -> None:
        for row, value in enumerate(cells, start=self.sent + 1):
            if type(value) is float and not -1e15 < value < 1e15:
                self.long.append((row, column, "long", repr(value)))

    def finish(self) -> None:
        self.flush()
        for column in self.columns:
            say("column", column.found())


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
