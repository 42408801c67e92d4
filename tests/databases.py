"""A database per test process, cloned from one migrated template."""

import fcntl
import os

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

TEMPLATE = "test_template"
NAME = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def make_template() -> None:
    """Migrate once; the other processes of the run wait and find it done."""
    ready = settings.DATA / "template.ready"
    with open(settings.DATA / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ready.exists():
            return
        _create(TEMPLATE, like="template1")
        _use(TEMPLATE)
        call_command("migrate", verbosity=0)
        connections.close_all()
        ready.touch()


def fresh() -> None:
    """This process's database as migrations leave it."""
    _create(NAME, like=TEMPLATE)
    _use(NAME)


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
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {like}")


def _use(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name
