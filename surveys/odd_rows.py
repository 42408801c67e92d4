"""Rows that are no answers and cells that stand for many: sums and merged cells. Pure.

Each is said once, with what to do, in place of what follows from it (an organization that nobody
knows, empty cells below the first of a merge).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from surveys.layouts import Column as Header
from surveys.layouts import Layout
from surveys.mapping import IGNORE
from surveys.mapping import Mapping as Decisions
from surveys.wordings import plain
from wuhao.columns import Column, Table

_OF_SUMS = "计"  # in every word for a sum
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)[:：]?$")


class Merge(Protocol):
    """A merged range; rows and columns count from 1, `name` is as in Excel (A1:B2)."""

    @property
    def first_row(self) -> int: ...
    @property
    def first_column(self) -> int: ...
    @property
    def last_row(self) -> int: ...
    @property
    def last_column(self) -> int: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class OddRow:
    """A row that is no answer: Excel's number, the column, what it says there, what to do."""

    number: int
    column: str
    text: str
    reason: str


def totals(table: Table, layout: Layout) -> dict[int, OddRow]:
    """The rows of sums, by number: 合计 and the like where the organization is, or in front."""
    headers = {1: "第一列"}
    for role in ("stratum", "organization"):
        headers |= {column.number: column.header for column in layout.with_role(role)}
    found: dict[int, OddRow] = {}
    for place, header in headers.items():
        column = table.columns[place - 1]
        texts = column.values if column.may_hold(_OF_SUMS) else ()
        sums = {code: text for code, text in enumerate(texts) if _is_total(text)}
        if sums:
            found |= {
                number: OddRow(number, header, sums[code], _sum_reason(sums[code]))
                for number, code in enumerate(column.codes, start=1)
                if code in sums and number > layout.header_row
            }
    return found


def _is_total(text: object) -> bool:
    """A cheap look before the slow one."""
    return isinstance(text, str) and _OF_SUMS in text and _TOTAL.search(plain(text)) is not None


def is_left_out(row: OddRow, decisions: Decisions) -> bool:
    return decisions.organizations.get(row.text) == IGNORE


def _sum_reason(text: str) -> str:
    return f"“{text}”行不是答卷，请删除这一行，或者选择不导入"


def headers_again(table: Table, layout: Layout) -> dict[int, OddRow]:
    """The rows that say the headers once more, as in files glued together or printed by pages."""
    used = [column for column in layout.columns if column.role not in _UNUSED]
    used.sort(key=lambda column: column.role != "organization")
    if not used:
        return {}
    cells = [table.columns[column.number - 1] for column in used]
    first = _codes_of(cells[0], used[0])
    if first.isdisjoint(cells[0].codes[layout.header_row :]):
        return {}
    same = [first, *map(_codes_of, cells[1:], used[1:])]
    found: dict[int, OddRow] = {}
    for place, code in enumerate(cells[0].codes):
        if code in first and place >= layout.header_row:
            hits = [c.codes[place] in known for c, known in zip(cells, same, strict=True)]
            if 2 * sum(hits) > len(used):
                text = str(cells[0].values[code])
                found[place + 1] = OddRow(place + 1, used[0].header, text, _AGAIN)
    return found


_AGAIN = "这一行又是表头，不是答卷，请删除这一行，或者选择不导入"


def _codes_of(cells: Column, column: Header) -> set[int]:
    """The codes of what reads like the header; a cheap look before the slow one."""
    name = column.header
    return {
        code
        for code, value in enumerate(cells.values)
        if isinstance(value, str) and name in value and plain(value) == plain(name)
    }


def merged(merges: Iterable[Merge], layout: Layout) -> dict[Merge, tuple[str, str]]:
    """{merge: (column, reason)} of those in the header, or below it in a column that is used."""
    used = {column.number: column.header for column in layout.columns if column.role not in _UNUSED}
    found = {}
    for merge in sorted(merges, key=lambda one: (one.first_row, one.first_column)):
        columns = range(merge.first_column, merge.last_column + 1)
        under = next((used[place] for place in columns if place in used), "")
        if merge.first_row <= layout.header_row <= merge.last_row:
            reason = f"表头 {merge.name} 是合并单元格，请取消合并，表头只留一行，每列各写一个列名"
            found[merge] = (under or "表头", reason)
        elif merge.first_row > layout.header_row and under:
            reason = f"{merge.name} 是合并单元格，只有第一格有内容，请取消合并后逐格填写"
            found[merge] = (under, reason)
    return found


_UNUSED = ("", IGNORE)


def row_follows(merges: Iterable[Merge], layout: Layout, row: int, value: str) -> bool:
    """Whether what is wrong with a row follows: it is header, or has an empty cell of a merge."""
    return any(
        one.first_row < row <= one.last_row and (one.first_row <= layout.header_row or not value)
        for one in merges
    )


def header_is_merged(merges: Iterable[Merge], layout: Layout) -> bool:
    """Then a column that seems to be missing may only stand in another row."""
    return any(one.first_row <= layout.header_row for one in merges)
