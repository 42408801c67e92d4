"""The first command on a fresh checkout, as its user types it."""

import os
import subprocess
import sys

from django.conf import settings


def test_a_command_on_a_fresh_checkout_makes_its_own_tables(tmp_path):
    outside = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    done = subprocess.run(
        [sys.executable, "manage.py", "load_standards", "standards/village-2026.toml"],
        cwd=settings.BASE_DIR,
        env=environment | {"WUHAO_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "village-2026" in done.stdout
