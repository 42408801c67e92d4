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
        if numbers:
            found |= _senders(columns, numbers, row_numbers, key)
    times = Counter(found.values())
    marks = [False] * len(row_numbers)
    for place, sender in found.items():
        marks[place] = times[sender] > 1
    return marks


def _senders(
    columns: Sequence[Column], numbers: Sequence[int], row_numbers: Sequence[int], key: bytes
) -> dict[int, tuple]:
    """What the first of these columns says, with the others, by place.

    Who says nothing, or what nobody else says, is left out.
    """
    cells = [_cells_of(columns[number - 1], row_numbers) for number in numbers]
    if len(set(cells[0])) == len(row_numbers):
        return {}
    times = Counter(cells[0])
    shared = [place for place, cell in enumerate(cells[0]) if times[cell] > 1]
    parts = [_digests([column[place] for place in shared], key) for column in cells]
    wholes = zip(shared, zip(*parts, strict=True), strict=True)
    return {place: whole for place, whole in wholes if whole[0]}


def _cells_of(column: Column, row_numbers: Sequence[int]) -> list:
    values, codes = column.values, column.codes
    return [values[codes[row - 1]] for row in row_numbers]


def _digests(cells: Sequence, key: bytes) -> list[bytes]:
    """One for each cell; b"" for one that says nobody."""
    known = {cell: _digest(_PLACE.sub("", plain(cell)), key) for cell in set(cells)}
    return list(map(known.__getitem__, cells))


def _digest(text: str, key: bytes) -> bytes:
    if text in _NOBODY:
        return b""
    return blake2b(text.encode(errors="replace"), key=key, digest_size=16).digest()
