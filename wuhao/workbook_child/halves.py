"""A long csv is read in two halves by two processes: nearly all of the work is done cell by cell.

Only a csv without a quote is: there each line is a row, so that both know where they are. Whatever
is wrong is said in the words of one process alone.
"""

import csv
import io
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import helper
from checks import Unreadable
from helper import WORTHWHILE
from outlets import ColumnOutlet, say

BOM = b"\xef\xbb\xbf"
ENCODINGS = ("utf-8", "gb18030")
MARKS = (b",", b"\t", b";")
BETWEEN = "\0"  # stands between two rows; in no text that a file can hold
PIECE = 2**15  # bytes read at once; more would not stay in the processor's own cache
LIMIT = csv.field_size_limit()
LONGEST = 4 * LIMIT  # bytes of a line; a longer one is glued together too often
PART = 2**18  # bytes handed on at once


class NotPlainError(Exception):
    """Only a reader of csv, and one for the whole file, can tell what the rows are."""


class Half(ColumnOutlet):
    """The rows from `before` to the middle or the end, read piece by piece."""

    only_texts = True
    hands = 2

    def __init__(self, rows: int, columns: int, before: int = 0) -> None:
        super().__init__(rows, columns)
        self.before = before
        self.encoding = ""  # none yet: all was ASCII

    def read(self, path: Path, start: int, stop: int, mark: str) -> None:
        """Takes all lines between two places of the file."""
        end = None
        for piece in lines_of(path, start, stop):
            if end is None:
                end = "\r\n" if b"\r" in piece else "\n"
            returns = piece.count(b"\r")
            if returns != (piece.count(b"\n") if end == "\r\n" else 0):
                raise NotPlainError
            if returns and returns != piece.count(b"\r\n"):
                raise NotPlainError
            self.take_lines(self.text_of(piece).removesuffix(end), end, mark)
        self.flush()

    def text_of(self, piece: bytes) -> str:
        if piece.isascii():
            return piece.decode("ascii")
        for encoding in (self.encoding,) if self.encoding else ENCODINGS:
            try:
                text = piece.decode(encoding)
            except UnicodeDecodeError:
                continue
            self.encoding = encoding
            return text
        raise NotPlainError

    def take_lines(self, text: str, end: str, mark: str) -> None:
        """Some lines, cut into cells all at once; if they are not equally wide, one by one."""
        rows = text.count(end) + 1
        cells = text.replace(end, BETWEEN.join((mark, mark))).split(mark)
        width, rest = divmod(len(cells) + 1, rows)
        alike = not rest and cells[width - 1 :: width].count(BETWEEN) == rows - 1
        if alike and (len(text) <= LIMIT or max(map(len, cells)) <= LIMIT):
            columns = [cells[place::width] for place in range(width - 1)]
            if self.take_columns(columns, rows):
                return
        lines = text.split(end)
        if max(map(len, lines)) > LIMIT:
            raise NotPlainError
        self.take_all(line.split(mark) for line in lines)


def lines_of(path: Path, start: int, stop: int) -> Iterator[bytes]:
    """Whole lines between two places, some at a time; without the mark of the encoding."""
    with path.open("rb") as file:
        file.seek(start)
        rest = b"" if start else file.read(len(BOM)).removeprefix(BOM)
        while file.tell() < stop:
            piece = file.read(min(PIECE, stop - file.tell()))
            lines, end, after = piece.rpartition(b"\n")
            if end:
                yield rest + lines + end
                rest = after
            else:
                rest += piece
            if len(rest) > LONGEST:
                raise NotPlainError
        if rest:
            yield rest


class FirstHalf(Half):
    """Says its columns and then what the helper has to say."""

    own: list = []  # its columns, as they are said
    answer: io.BufferedReader  # what the helper says
    following = (0, 0, 0)  # rows of this half, rows and width of the other

    def finish(self) -> None:
        for column in self.own:
            say("column", column)
        own, rows, width = self.following
        if rows:
            say("half", own)
            while part := self.answer.read(PART):
                sys.stdout.buffer.write(part)
            self.sent, self.width = own + rows, max(self.width, width)


def middle_of(path: Path) -> tuple[int, int, int]:
    """Where the second half begins, the lines before it and in all; zeros for a file not plain."""
    size = path.stat().st_size
    if size < WORTHWHILE:
        return 0, 0, 0
    before = lines = middle = done = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if b'"' in piece or b"\0" in piece:
                return 0, 0, 0
            if not middle and done + len(piece) > size // 2:
                place = piece.find(b"\n", max(size // 2 - done, 0)) + 1
                if place:
                    middle, before = done + place, lines + piece.count(b"\n", 0, place)
            lines += piece.count(b"\n")
            done += len(piece)
    return middle, before, lines


def in_halves(path: Path, middle: int, before: int, outlet: ColumnOutlet) -> FirstHalf:
    """Read by this process and a helper, within the limits of `outlet`, which takes nothing.

    NotPlainError leaves nothing said but how far the reading was.
    """
    with path.open("rb") as file:
        start = file.readline()
    mark = max(MARKS, key=start.count).decode()
    second = Half(outlet.max_rows, outlet.max_columns, before)
    first = FirstHalf(outlet.max_rows, outlet.max_columns)
    first.answer = helper.start(lambda said: _read_second(said, second, path, middle, mark))
    first.total = outlet.total
    first.read(path, 0, middle, mark)
    first.own = [column.found() for column in first.columns]
    kind, value = pickle.load(first.answer)  # noqa: S301  from a fork of this very process
    if kind == "error":
        raise Unreadable(value)
    encoding, rows, width = value
    if kind == "not plain" or {encoding, first.encoding} == set(ENCODINGS):
        raise NotPlainError
    first.following = (before, rows, width)
    return first


def _read_second(said: io.BufferedWriter, half: Half, path: Path, start: int, mark: str) -> None:
    try:
        half.read(path, start, path.stat().st_size, mark)
    except NotPlainError:
        pickle.dump(("not plain", ("", 0, 0)), said, protocol=5)
    except Unreadable as reason:
        pickle.dump(("error", str(reason)), said, protocol=5)
    else:
        columns = io.BytesIO()  # ready when the first half is
        for column in half.columns:
            pickle.dump(("column", column.found()), columns, protocol=5)
        pickle.dump(("half", (half.encoding, half.sent, half.width)), said, protocol=5)
        said.write(columns.getbuffer())
