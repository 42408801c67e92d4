"""A long csv is read in two halves by two processes: nearly all of the work is done cell by cell.

Only a csv without a quote is: there each line is a row, so that both know where they are. Whatever
is wrong is said in the words of one process alone.
"""

import csv
import os
import pickle
import sys

from checks import Unreadable
from outlets import ColumnOutlet, say

BOM = b"\xef\xbb\xbf"
ENCODINGS = ("utf-8", "gb18030")
MARKS = (b",", b"\t", b";")
BETWEEN = "\0"  # stands between two rows; in no text that a file can hold
CHUNK = 10_000  # characters; more would not stay in the processor's own cache
LIMIT = csv.field_size_limit()
PART = 2**18  # bytes handed on at once
LONG = 2**20  # bytes; a second process for fewer takes longer than it saves


class NotPlainError(Exception):
    """Only a reader of csv, and one for the whole file, can tell what the rows are."""


class Half(ColumnOutlet):
    """The rows from `before` to the middle or the end."""

    only_texts = True
    hands = 2

    def __init__(self, rows: int, columns: int, before: int = 0) -> None:
        super().__init__(rows, columns)
        self.before = before

    def read(self, content: bytes, mark: str) -> str:
        """Takes all lines; their encoding."""
        returns = content.count(b"\r")
        if returns and not returns == content.count(b"\n") == content.count(b"\r\n"):
            raise NotPlainError
        for encoding in ENCODINGS:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            self.take_text(text, "\r\n" if returns else "\n", mark)
            self.flush()
            return encoding
        raise NotPlainError

    def take_text(self, text: str, end: str, mark: str) -> None:
        start = 0
        while start < len(text):
            stop = text.find(end, start + CHUNK)
            stop = len(text) if stop < 0 else stop + len(end)
            self.take_lines(text[start:stop].removesuffix(end), end, mark)
            start = stop

    def take_lines(self, text: str, end: str, mark: str) -> None:
        """Some lines, cut into cells all at once; if they are not equally wide, one by one."""
        rows = text.count(end) + 1
        cells = text.replace(end, BETWEEN.join((mark, mark))).split(mark)
        width, rest = divmod(len(cells) + 1, rows)
        alike = not rest and cells[width - 1 :: width].count(BETWEEN) == rows - 1
        if alike and max(map(len, cells)) <= LIMIT:
            columns = [cells[place::width] for place in range(width - 1)]
            if self.take_columns(columns, rows):
                return
        lines = text.split(end)
        if max(map(len, lines)) > LIMIT:
            raise NotPlainError
        self.take_all(line.split(mark) for line in lines)


class FirstHalf(Half):
    """Says its columns and then what the helper has to say."""

    answer = None  # a stream of what the helper says
    following = (0, 0, 0)  # rows of this half, rows and width of the other

    def finish(self) -> None:
        super().finish()
        own, rows, width = self.following
        if rows:
            say("half", own)
            while part := self.answer.read(PART):
                sys.stdout.buffer.write(part)
            self.sent, self.width = own + rows, max(self.width, width)


def middle_of(content: bytes) -> int:
    """Where the second half begins; 0 when the file is short or not plain."""
    if len(content) < LONG or b'"' in content or b"\0" in content:
        return 0
    return content.find(b"\n", len(content) // 2) + 1


def in_halves(content: bytes, middle: int, outlet: ColumnOutlet) -> FirstHalf:
    """Read by this process and a helper, within the limits of `outlet`, which takes nothing.

    NotPlainError leaves nothing said but how far the reading was.
    """
    start = content[: content.find(b"\n") + 1]
    mark = max(MARKS, key=start.count).decode()
    own = content.count(b"\n", 0, middle)
    answer, write = os.pipe()
    sys.stdout.flush()
    if not os.fork():
        os.close(answer)
        _help(write, content[middle:], mark, Half(outlet.max_rows, outlet.max_columns, own))
    os.close(write)
    first = FirstHalf(outlet.max_rows, outlet.max_columns)
    first.total = content.count(b"\n")
    encoding = first.read(content[:middle].removeprefix(BOM), mark)
    first.answer = os.fdopen(answer, "rb")
    kind, value = pickle.load(first.answer)  # noqa: S301  from a fork of this very process
    if kind == "error":
        raise Unreadable(value)
    if kind != encoding:
        raise NotPlainError
    first.following = (own, *value)
    return first


def _help(write: int, content: bytes, mark: str, half: Half) -> None:
    """The helper's whole life; what it can't say, for memory or time, its silence says."""
    os.close(sys.stdout.fileno())  # or who waits for the first would wait for the helper as well
    try:
        with os.fdopen(write, "wb") as answer:
            try:
                encoding = half.read(content, mark)
                pickle.dump((encoding, (half.sent, half.width)), answer, protocol=5)
                for column in half.columns:
                    pickle.dump(("column", column.found()), answer, protocol=5)
            except NotPlainError:
                pickle.dump(("", None), answer, protocol=5)
            except Unreadable as reason:
                pickle.dump(("error", str(reason)), answer, protocol=5)
    finally:
        os._exit(0)
