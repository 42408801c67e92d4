"""A fresh checkout has no tables yet: our own commands make them before they need them.

While `manage.py run` makes the demonstration, the login page says how far it is.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection

OURS = ("assessment", "surveys", "creation")
MAKING = "demonstration.making"  # its lines, locked as long as somebody writes them
LOCK = 5_050  # any number of ours: two first commands at once migrate one after the other


def make_tables(command):
    """Migrate the embedded database when `command` is ours and nothing was ever migrated.

    A database of the operator's own (DATABASE_URL) is migrated by him alone.
    """
    if get_commands().get(command) not in OURS:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if "django_migrations" not in connection.introspection.table_names(cursor):
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class _Both:
    """What is written goes to the terminal and to the page."""

    def __init__(self, *files):
        self.files = files

    def write(self, text):
        for file in self.files:
            file.write(text)

    def flush(self):
        for file in self.files:
            file.flush()


@contextmanager
def making(terminal) -> Iterator[_Both]:
    """As long as it lasts, `made_so_far` gives the lines written to what this yields."""
    place = settings.DATA / MAKING
    with place.open("w", encoding="utf-8") as page:
        fcntl.flock(page, fcntl.LOCK_EX)
        try:
            yield _Both(terminal, page)
        finally:
            place.unlink()


def made_so_far() -> list[str] | None:
    """None when nobody is at it: with a killed process its lock is gone."""
    with suppress(FileNotFoundError), (settings.DATA / MAKING).open(encoding="utf-8") as page:
        try:
            fcntl.flock(page, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return page.read().splitlines()
    return None
