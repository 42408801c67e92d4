"""The log's chain of seals: what a batch's digest is made of, and which numbers are still open.

A number of the log may be missing for good (its transaction was taken back) or for now (it is not
committed yet). What is missing for now stays open and is sealed later, in a batch of its own.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BEGINNING = "0" * 64  # what the first batch follows
MARK = 8  # bytes of a row's own digest: enough to name the row that differs
PATIENCE = 300  # seconds that a number stays open even when no older transaction runs

Range = tuple[int, int]


@dataclass(frozen=True)
class Open:
    """Missing numbers; `horizon` is the first transaction that began after they were looked for."""

    first: int
    last: int
    horizon: int
    since: int

    def is_over(self, *, oldest: int, newest: int, now: int) -> bool:
        """Whether nobody can fill them any more; numbers of another cluster's transactions too."""
        foreign = self.horizon > newest
        return now - self.since >= PATIENCE and (foreign or oldest >= self.horizon)


@dataclass(frozen=True)
class Batch:
    """What is sealed at once: the numbers, a mark per row, the digest."""

    ranges: tuple[Range, ...]
    marks: bytes
    digest: str


def row_digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def seal(rows: Sequence[tuple[int, str]], previous: str) -> Batch:
    """`rows` are (number, canonical text), ascending; `previous` is the digest before."""
    digests = [row_digest(text) for _, text in rows]
    found = tuple(ranges(number for number, _ in rows))
    whole = hashlib.sha256(f"{previous}\n{json.dumps(found)}\n".encode())
    for digest in digests:
        whole.update(digest)
    return Batch(found, b"".join(digest[:MARK] for digest in digests), whole.hexdigest())


def ranges(numbers: Iterable[int]) -> Iterator[Range]:
    """Ascending numbers as runs: 1 2 3 7 → (1, 3), (7, 7)."""
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last


def gaps(found: Iterable[Range], first: int, last: int) -> Iterator[Range]:
    """What `found` (ascending, apart) leaves out of first..last."""
    for start, end in found:
        if end < first or start > last:
            continue
        if start > first:
            yield first, start - 1
        first = end + 1
    if first <= last:
        yield first, last


def merged(found: Iterable[Range]) -> list[Range]:
    """Ranges in order, those that touch as one."""
    joined: list[Range] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def first_difference(
    numbers: Iterable[int], marks: bytes, rows: dict[int, str]
) -> tuple[int, str] | None:
    """(number, what happened) of the first row that is not as it was sealed."""
    for place, number in enumerate(numbers):
        if number not in rows:
            return number, "被删除"
        if row_digest(rows[number])[:MARK] != marks[place * MARK : (place + 1) * MARK]:
            return number, "被改动"
    return None
