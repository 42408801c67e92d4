"""What `migrate` looks at before it begins."""

from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@register(Tags.database)
def no_half_of_what_was_squashed(*, databases=None, **kwargs):
    """A squashed migration stands for all that it replaces or for none of it; with a half Django
    would leave the app out, without a word."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return [
        Error(f"数据库停在较早的版本（{name}）：请先用上一版程序运行 manage.py migrate，再升级。")
        for alias in databases or ()
        for name in _halves(loader.disk_migrations, _applied(alias))
    ]


def _applied(alias) -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def _halves(migrations, applied) -> list[str]:
    return [
        max(done)[1]
        for migration in migrations.values()
        if (done := applied & set(migration.replaces)) and done < set(migration.replaces)
    ]
