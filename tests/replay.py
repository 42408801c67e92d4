"""A set-up that only makes rows: by the services once a process, afterwards put back as they were.

    @replayed
    def make_running(branches=1): ...

The rows are the very same, with their numbers: those of a test that went back are never given
again. It is done only where the database is as migrations or another such set-up left it (people
aside), in a transaction that goes back, by a superuser, who may keep triggers still; anywhere else
the services do it as ever.
"""

from contextlib import contextmanager
from copy import deepcopy
from functools import wraps
from inspect import signature
from typing import NamedTuple
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from time_machine import escape_hatch

# Who is there and who has logged in changes nothing for papers.
PEOPLE = ("creation_user", "creation_appointment", "creation_logchange", "django_session")
WRITTEN = f"""
    SELECT pg_current_xact_id_if_assigned()::text, sum(n_tup_ins + n_tup_upd + n_tup_del)
    FROM pg_stat_xact_user_tables WHERE relname NOT IN {PEOPLE} AND relname NOT LIKE 'axes%'"""
TABLES = """
    SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
    ORDER BY relid"""
ROWS = """
    SELECT '{0}', array_agg(t::text) FROM {0} t
    WHERE xmin::text::bigint >= pg_current_xact_id()::text::bigint"""


class Step(NamedTuple):
    """What a set-up did: to the rows, to what it was given, and what it returned."""

    sql: str
    given: list
    result: object


class Place(NamedTuple):
    """Where the database is: after these calls, if nothing was written or taken back since."""

    calls: tuple
    savepoints: list
    written: tuple


_steps = WeakKeyDictionary()  # by connection: each database has numbers of its own
_places = WeakKeyDictionary()
_making = []  # a set-up inside another is part of it


def replayed(make):
    """`make` depends on its arguments and on rows, on nothing else."""

    @wraps(make)
    def made(*args, **fields):
        calls = None if _making else _calls()
        if calls is None:
            return make(*args, **fields)
        given = list(signature(make).bind(*args, **fields).arguments.values())
        calls = (*calls, (make.__name__, _key(given)))
        with _part_of(make):
            result = _step(calls, given, lambda: make(*args, **fields))
        place = Place(calls, list(connection.savepoint_ids), _written())
        _places[connection.connection] = place
        return result

    return made


@contextmanager
def _part_of(make):
    _making.append(make)
    try:
        yield
    finally:
        _making.pop()


def _step(calls, given, make):
    steps = _steps.setdefault(connection.connection, {})
    if calls in steps:
        return _replay(steps[calls], given)
    before = _rows()
    result = make()
    steps[calls] = Step(_difference(before, _rows()), *deepcopy((given, result)))
    return result


def _calls() -> tuple | None:
    """The set-ups that made the database what it is; None if anything else did."""
    if not connection.in_atomic_block or escape_hatch.is_travelling():
        return None
    if connection.connection.info.parameter_status("is_superuser") != "on":
        return None
    written = _written()
    if written[0] is None:
        return (str(timezone.localdate()),)
    place = _places.get(connection.connection)
    if place is None or place.written != written:
        return None
    is_kept = connection.savepoint_ids[: len(place.savepoints)] == place.savepoints
    return place.calls if is_kept else None


def _written() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return cursor.fetchone()


def _key(value) -> str:
    """Equal for equal values; a row is all its fields."""
    if isinstance(value, Model):
        fields = {name: one for name, one in vars(value).items() if name[0] != "_"}
        return f"{value._meta.label}{fields}"
    if isinstance(value, dict):
        return f"{{{','.join(f'{name}:{_key(one)}' for name, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_key, value))}]"
    return repr(value)


def _replay(step, given):
    """What it was given changes as it did then; the result holds on to that, not to copies."""
    with connection.cursor() as cursor:
        cursor.execute(step.sql)
    same = {id(old): new for old, new in zip(step.given, given, strict=True)}
    for old, new in zip(step.given, given, strict=True):
        if isinstance(new, Model):
            vars(new).update(deepcopy(vars(old), same.copy()))
    return deepcopy(step.result, same)


def _rows() -> dict:
    """What this transaction has written, by table, each row in the words of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        if not tables:
            return {}
        cursor.execute(" UNION ALL ".join(map(ROWS.format, tables)))
        return {name: set(rows or ()) for name, rows in cursor.fetchall()}


def _difference(before, after) -> str:
    """The statements from the one to the other, as a copy comes in: no trigger does it twice."""
    statements = ["SET LOCAL session_replication_role = replica"]
    for name in after:
        known = before.get(name, set())
        if gone := known - after[name]:
            statements.append(
                f"DELETE FROM {name} t USING {_unnest(name, gone)} g WHERE t.id = g.id"
            )
        if new := after[name] - known:
            statements.append(f"INSERT INTO {name} SELECT * FROM {_unnest(name, new)}")
    return "; ".join([*statements, "SET LOCAL session_replication_role = origin"])


def _unnest(name, rows) -> str:
    literals = ",".join("E'" + row.replace("\\", r"\\").replace("'", "''") + "'" for row in rows)
    return f"unnest(ARRAY[{literals}]::{name}[])"
