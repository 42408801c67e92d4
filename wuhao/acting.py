"""Who acts in this request, command or task, and from where: told to the database with each write.

Each writing statement carries it as a leading comment, where the log's triggers read it
(creation/triggers.py). A setting of the connection would cost a round trip of its own, be taken
back with a savepoint, and pass to the next request; a statement's own text does none of that.
By hand: SELECT set_config('wuhao.actor', '王晓燕', false), before a repair in psql or a COPY.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ORIGIN = 120
_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH|COPY|TRUNCATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Acting:
    """The person (None: the system) and the place: an address, a command, a task."""

    actor_id: int | None
    actor: str
    origin: str


_acting: ContextVar[Callable[[], Acting] | None] = ContextVar("acting", default=None)


def acting_for(by, origin: str) -> Acting:
    """`by` is a user or None."""
    return Acting(by.pk if by else None, str(by)[:40] if by else "", origin[:ORIGIN])


@contextmanager
def acting(who: Callable[[], Acting]) -> Iterator[None]:
    """Inside, writes are `who()`'s; asked at each write, because a login changes the answer."""
    before = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(before)


def acts_from_here_on(who: Callable[[], Acting]) -> None:
    """As `acting`, to the end of the process: for commands."""
    _acting.set(who)


def origin() -> str:
    """From where it is done; "" when nobody said."""
    who = _acting.get()
    return who().origin if who else ""


def noted(sql: str) -> str:
    """The statement with who acts in front: in hexadecimal, so that no name can end the comment."""
    who = _acting.get()
    if who is None:
        return sql
    told = who()
    note = json.dumps([told.actor_id, told.actor, told.origin], ensure_ascii=False)
    return f"/*wuhao {note.encode().hex()}*/ {sql}"


def tell(execute, sql, params, many, context):
    """Django's hook around each statement (see wuhao.apps)."""
    if isinstance(sql, str) and _WRITE.match(sql):
        sql = noted(sql)
    return execute(sql, params, many, context)
