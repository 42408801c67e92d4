"""A fresh checkout has no tables yet: our own commands make them before they need them."""

from django.core.management import call_command, get_commands
from django.db import connection

OURS = ("assessment", "surveys", "creation")
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
