"""Sheets that came from one sender: counted, and nothing of the sender is kept. Pure.

The sender is a user id, or else an address with its browser. Only digests under a random key are
compared; the key lives as long as the reading of the file.
"""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

from surveys.layouts import Layout
from surveys.wordings import plain
from wuhao.columns import Column, Table

_PLACE = re.compile(r"\(.*$")  # 1.2.3.4(上海-上海)
_NOBODY = frozenset({"", "-", "n/a", "null", "none", "未知", "匿名", "0.0.0.0"})  # noqa: S104


def same_source(
    rows: Sequence[Sequence], layout: Layout, row_numbers: Sequence[int], key: bytes
) -> list[bool]:
    """For each of these rows whether another one has the same sender."""
    if not layout.sources:
        return [False] * len(row_numbers)
    columns = Table.of(rows).columns
    found: dict[int, tuple] = {}
    for kind in ("address", "user"):  # who has an id is known by it
        numbers = [number for name, number in layout.sources if name == kind]
        if kind == "address" and numbers:
            numbers += [number for name, number in layout.sources if name == "agent"]
        found |= _senders(columns, numbers, row_numbers, key)
    times = Counter(found.values())
    marks = [False] * len(row_numbers)
    for place, sender in found.items():
        marks[place] = times[sender] > 1
    return marks


def _senders(
    columns: Sequence[Column], numbers: Sequence[int], row_numbers: Sequence[int], key: bytes
) -> dict[int, tuple]:
    """What the first of these columns says, with the others, by place; nobody is left out."""
    parts = [
        _digests(columns[number - 1], row_numbers, key, unless=1 if number == numbers[0] else 0)
        for number in numbers
    ]
    wholes = enumerate(zip(*parts, strict=True))
    return {place: whole for place, whole in wholes if whole[0]}


def _digests(column: Column, row_numbers: Sequence[int], key: bytes, *, unless: int) -> list[bytes]:
    """One for each row; b"" for a cell that says nobody, or that stands in `unless` rows."""
    cells = [column.values[column.codes[row - 1]] for row in row_numbers]
    known = {
        cell: _digest(_PLACE.sub("", plain(cell)), key)
        for cell, times in Counter(cells).items()
        if times > unless
    }
    return [known.get(cell, b"") for cell in cells]


def _digest(text: str, key: bytes) -> bytes:
    if text in _NOBODY:
        return b""
    return blake2b(text.encode(errors="replace"), key=key, digest_size=16).digest()
