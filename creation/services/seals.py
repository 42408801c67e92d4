"""Sealing the log: a batch under one digest each, chained, so that a change of the past shows.

Saves never wait for it: rows are sealed some seconds after their commit, by the sweep and before
an export. One sealer at a time; the others find nothing to do.
"""

from django.db import connection, transaction

from creation.models import LogSeal
from creation.queries.seals import Verdict, rows_after, rows_within, walk
from creation.sealing import BEGINNING, Open, gaps, ranges, seal
from creation.services import jobs
from creation.services.log import record

LOCK = 5_051  # any number of ours: one sealer at a time
MOST = 5_000  # rows of a batch
VERIFY = "verify_log"  # the kind of the job


def seal_log() -> int:
    """Seal what is committed and not sealed yet; the number of rows."""
    total = 0
    while rows := _seal_batch():
        total += rows
    return total


@transaction.atomic
def _seal_batch() -> int:
    if not _value("SELECT pg_try_advisory_xact_lock(%s)", LOCK)[0]:
        return 0
    last = LogSeal.objects.first()
    seen = last.upto if last else 0
    still_open = [Open(*hole) for hole in last.open] if last else []
    before = _snapshot()  # older than the reading: who is over by now was over then
    late = rows_within((hole.first, hole.last) for hole in still_open)
    fresh = rows_after(seen, MOST)
    if not late and not fresh:
        return 0
    rows = [*late, *fresh]  # the late ones' numbers are all lower
    previous = last.digest if last else BEGINNING
    batch = seal(rows, previous)
    upto = fresh[-1][0] if fresh else seen
    LogSeal.objects.create(
        first=rows[0][0],
        last=rows[-1][0],
        upto=upto,
        rows=len(rows),
        ranges=batch.ranges,
        open=_open_after(before, still_open, late, gaps(_runs(fresh), seen + 1, upto)),
        marks=batch.marks,
        previous=previous,
        digest=batch.digest,
    )
    return len(rows)


def _runs(rows):
    return list(ranges(number for number, _ in rows))


def _open_after(before, still_open, late, missing):
    """The numbers that may still be filled; new ones wait for all that runs after the reading."""
    oldest, newest, now = before
    kept = [
        Open(first, last, hole.horizon, hole.since)
        for hole in still_open
        if not hole.is_over(oldest=oldest, newest=newest, now=now)
        for first, last in gaps(_runs(late), hole.first, hole.last)
    ]
    horizon = _snapshot()[1]
    new = [Open(first, last, horizon, now) for first, last in missing]
    return [(hole.first, hole.last, hole.horizon, hole.since) for hole in (*kept, *new)]


def _snapshot() -> tuple[int, int, int]:
    """The oldest transaction that runs, the first that does not yet, the time in seconds."""
    return _value(
        "SELECT pg_snapshot_xmin(one)::text::bigint, pg_snapshot_xmax(one)::text::bigint,"
        " extract(epoch FROM clock_timestamp())::bigint FROM pg_current_snapshot() one"
    )


def _value(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def request_verification(*, by):
    """Walk the chain in the background: it may take longer than a page may."""
    return jobs.submit(kind=VERIFY, title="核验操作日志", params={}, by=by)


@transaction.atomic
def verify(*, by, expect="") -> Verdict:
    """Seal, walk the chain, and say in the log what was found: its page shows the newest."""
    seal_log()
    verdict = walk(expect)
    record(
        by=by,
        action="核验日志",
        on=LogSeal.objects.first() or LogSeal(pk=0),
        after={"批次": verdict.seals, "条数": verdict.rows, "摘要": verdict.head},
        note=verdict.broken,
    )
    return verdict


@transaction.atomic
def export(*, by, rows, filter_text) -> LogSeal | None:
    """Seal what an export is about to show, and say that it was taken; the newest seal."""
    seal_log()
    newest = LogSeal.objects.first()
    note = f"{rows} 条{'，' if filter_text else ''}{filter_text}"
    record(by=by, action="导出日志", on=newest or LogSeal(pk=0), note=note)
    return newest
