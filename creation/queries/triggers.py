"""Which tables the database should log by itself, and which of them it does not."""

from contextlib import suppress

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from creation.triggers import NAMES, TRUNCATED, LogChanges

_ALIVE = """
SELECT tgrelid::regclass::text, array_agg(tgname::text) FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') GROUP BY 1
"""


def logged_tables() -> set[str]:
    """The tables that migrations gave the log's triggers, by their names of today."""
    loader = MigrationLoader(None)
    now = loader.project_state().apps
    tables = set()
    for migration in loader.graph.nodes:
        for one in loader.get_migration(*migration).operations:
            if isinstance(one, LogChanges):
                with suppress(LookupError):  # the model is gone since
                    tables.add(now.get_model(one.model)._meta.db_table)
    return tables


def silent_tables() -> list[str]:
    """Tables that should be logged and whose triggers are missing or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIVE)
        alive = dict(cursor.fetchall())
    wanted = {*NAMES.values(), TRUNCATED}
    return sorted(table for table in logged_tables() if not wanted <= set(alive.get(table, ())))
