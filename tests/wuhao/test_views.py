"""The probes of a load balancer."""

import subprocess
import sys

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from wuhao import views


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok"


def test_readyz_is_ready_on_a_migrated_database(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "disk": "ok"}


def test_readyz_counts_missing_migrations(client, db):
    MigrationRecorder(connection).migration_qs.filter(app="axes").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"].endswith(" to apply")


def test_readyz_says_that_the_disk_is_nearly_full(client, db, monkeypatch):
    monkeypatch.setattr(views, "SPARE_BYTES", 2**62)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "nearly full")


def test_readyz_says_that_the_data_folder_is_gone(client, db, settings, tmp_path):
    settings.DATA = tmp_path / "unmounted"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "not writable")


def test_probes_without_a_database_server(settings):
    """In a process of its own, whose database is a port where nobody listens."""
    code = (
        "import django; django.setup();"
        "from django.test import Client;"
        "client = Client(headers={'host': 'localhost'});"
        "print(*(client.get(f'/{probe}').status_code for probe in ('healthz', 'readyz')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "wuhao.settings",
            "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
            "WUHAO_DATA": str(settings.DATA),
        },
        capture_output=True,
        text=True,
    )
    assert done.stdout == "200 503\n"
