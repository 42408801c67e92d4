"""A database is migrated as a whole, or it is told how."""

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


@pytest.fixture
def replaced():
    """What a squashed migration replaces; the database is as if that had never been applied."""
    squashed = next(one for one in MigrationLoader(None).disk_migrations.values() if one.replaces)
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(squashed.app_label, squashed.name)
    for name in squashed.replaces:
        recorder.record_unapplied(*name)
    return squashed.replaces


def _errors():
    return [one.msg for one in run_checks(databases=["default"]) if "较早" in one.msg]


@pytest.mark.parametrize("state", ["nothing", "all"])
def test_database_with_nothing_or_all_of_a_squashed_migration_goes_on(replaced, state):
    for name in replaced if state == "all" else ():
        MigrationRecorder(connection).record_applied(*name)
    assert _errors() == []


def test_database_with_half_of_a_squashed_migration_is_told_to_finish_it_first(replaced):
    MigrationRecorder(connection).record_applied(*replaced[0])
    name = replaced[0][1]
    said = f"数据库停在较早的版本（{name}）：请先用上一版程序运行 manage.py migrate，再升级。"
    assert _errors() == [said]
