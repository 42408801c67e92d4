"""A database per test process, cloned from one migrated template; beside it a demonstration."""

import fcntl
import os
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

TEMPLATE = "test_template"
DEMONSTRATION = "test_demonstration"
NAME = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def make_template() -> None:
    _once(TEMPLATE, like="template1", fill=partial(call_command, "migrate", verbosity=0))


def _once(name: str, *, like: str, fill: Callable[[], None]) -> None:
    """Make a template once; the other processes of the run wait and find it done."""
    ready = settings.DATA / f"{name}.ready"
    with open(settings.DATA / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ready.exists():
            return
        _create(name, like=like)
        _use(name)
        fill()
        connections.close_all()
        ready.touch()


def fresh() -> None:
    """This process's database as migrations leave it."""
    _create(NAME, like=TEMPLATE)
    _use(NAME)


def demonstration() -> str:
    """This process's database as a small `manage.py demo` leaves it; what that printed."""
    printed = settings.DATA / f"{DEMONSTRATION}.txt"

    def fill() -> None:
        with printed.open("w") as out:
            call_command("demo", "--towns", "2", "--organizations", "44", stdout=out)

    _once(DEMONSTRATION, like=TEMPLATE, fill=fill)
    _create(NAME, like=DEMONSTRATION)
    _use(NAME)
    return printed.read_text()


def url() -> str:
    """DATABASE_URL of this process's database, for processes that a test starts."""
    own = connection.settings_dict
    host = f"?host={own['HOST']}" if own["HOST"].startswith("/") else ""
    place = "" if host else f"{own['HOST']}:{own['PORT'] or 5432}"
    return f"postgresql://{own['USER']}:{own['PASSWORD']}@{place}/{own['NAME']}{host}"


def _create(name: str, *, like: str) -> None:
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY {settings.CLONE_STRATEGY}")


def _use(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name
