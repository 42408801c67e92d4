"""Rows of the log as they are sealed, and what the chain of seals says of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db import connection

from creation.models import LogSeal
from creation.sealing import BEGINNING, Range, first_difference, gaps, merged, seal

# One text per row, the columns in a fixed order: whoever changes it breaks every seal.
_ENTRY = """
SELECT id, jsonb_build_array('entry', extract(epoch FROM at), actor_id, actor, action, object_type,
    object_id, object_label, organization_id, round_code, before, after, note, origin, transaction
)::text FROM creation_logentry
"""
_CHANGE = """
SELECT id, jsonb_build_array('change', extract(epoch FROM at), actor_id, actor, operation,
    table_name, row_id, label, organization_id, before, after, opens, origin, transaction
)::text FROM creation_logchange
"""
_WITHIN = "JOIN unnest(%s::bigint[], %s::bigint[]) hole (a, b) ON id BETWEEN hole.a AND hole.b"


def rows_after(number: int, most: int) -> list[tuple[int, str]]:
    """The next rows of the log by number, at most that many."""
    parts = [f"({part} WHERE id > %s ORDER BY id LIMIT %s)" for part in (_ENTRY, _CHANGE)]
    sql = f"{' UNION ALL '.join(parts)} ORDER BY 1 LIMIT %s"
    return _fetch(sql, [number, most, number, most, most])


def rows_within(spans: Iterable[Range]) -> list[tuple[int, str]]:
    """The rows whose numbers lie in these ranges."""
    spans = list(spans)
    if not spans:
        return []
    firsts, lasts = [list(side) for side in zip(*spans, strict=True)]
    sql = f"{_ENTRY} {_WITHIN} UNION ALL {_CHANGE} {_WITHIN} ORDER BY 1"
    return _fetch(sql, [firsts, lasts, firsts, lasts])


def _fetch(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found; `broken` is one sentence, "" when all is as sealed."""

    seals: int
    rows: int
    head: str
    unsealed: int = 0
    broken: str = ""


def walk(expect: str = "") -> Verdict:
    """Every batch and row against its seal, from the first on; stops at the first difference.

    `expect` is a digest that was noted down: a chain that was cut or written anew lacks it.
    """
    previous, count, total, covered, last = BEGINNING, 0, 0, [], None
    met = not expect
    for batch in LogSeal.objects.order_by("id").iterator(chunk_size=50):
        if sentence := _why_broken(batch, previous):
            return Verdict(count, total, previous, broken=sentence)
        previous, count, total, last = batch.digest, count + 1, total + batch.rows, batch
        covered.extend(map(tuple, batch.ranges))
        met = met or batch.digest == expect
    if not met:
        sentence = f"找不到封存摘要 {expect}：它所在的批次已经不在，或整条链被重写"
        return Verdict(count, total, previous, broken=sentence)
    if last is None:
        return Verdict(0, 0, previous, unsealed=_unsealed(0, ()))
    if sentence := _why_inserted(covered, last):
        return Verdict(count, total, previous, broken=sentence)
    return Verdict(count, total, previous, unsealed=_unsealed(last.upto, _still_open(last)))


def _why_broken(batch, previous) -> str:
    if batch.previous != previous:
        return f"{batch}与上一批接不上：之间的批次被删除或改动"
    spans = [tuple(span) for span in batch.ranges]
    rows = rows_within(spans)
    if seal(rows, previous).digest == batch.digest:
        return ""
    numbers = chain.from_iterable(range(first, end + 1) for first, end in spans)
    if found := first_difference(numbers, bytes(batch.marks), dict(rows)):
        return f"{batch}的第 {found[0]} 条{found[1]}"
    return f"{batch}的封存记录本身被改动"


def _still_open(batch) -> list[Range]:
    return [(hole[0], hole[1]) for hole in batch.open]


def _why_inserted(covered, last) -> str:
    """A row under a number that was passed over for good."""
    known = merged([*covered, *_still_open(last)])
    strangers = rows_within(gaps(known, 1, last.upto))
    return f"第 {strangers[0][0]} 条是封存以后插入的" if strangers else ""


def _unsealed(upto, still_open) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM creation_logentry WHERE id > %s)"
            " + (SELECT count(*) FROM creation_logchange WHERE id > %s)",
            [upto, upto],
        )
        return cursor.fetchone()[0] + len(rows_within(still_open))


def seals_over(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(number, batch) of those numbers that are sealed; one query."""
    wanted = sorted(numbers)
    if not wanted:
        return
    near = LogSeal.objects.filter(last__gte=wanted[0], first__lte=wanted[-1])
    for batch, spans in near.values_list("pk", "ranges"):
        for first, last in spans:
            yield from ((number, batch) for number in wanted if first <= number <= last)
