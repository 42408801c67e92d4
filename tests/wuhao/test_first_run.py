"""The first command on a fresh checkout, as its user types it."""

import os
import subprocess
import sys
from contextlib import suppress
from io import StringIO

import pytest
from django.conf import settings as project

from wuhao.first_run import MAKING, made_so_far, making


def test_a_command_on_a_fresh_checkout_makes_its_own_tables(tmp_path):
    outside = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    done = subprocess.run(
        [sys.executable, "manage.py", "load_standards", "standards/village-2026.toml"],
        cwd=project.BASE_DIR,
        env=environment | {"WUHAO_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "village-2026" in done.stdout


@pytest.fixture
def own_data(settings, tmp_path):
    """A folder that no other worker's login page looks into."""
    settings.DATA = tmp_path


def test_lines_of_the_demonstration_go_to_the_terminal_and_to_the_page_while_it_is_made(own_data):
    terminal = StringIO()
    assert made_so_far() is None
    with making(terminal) as output:
        assert made_so_far() == []
        print("名册", "标准", sep="\n", file=output, flush=True)
        assert made_so_far() == ["名册", "标准"]
    assert (terminal.getvalue(), made_so_far()) == ("名册\n标准\n", None)


def test_a_demonstration_that_was_interrupted_is_not_being_made(own_data, tmp_path):
    with suppress(KeyboardInterrupt), making(StringIO()):
        raise KeyboardInterrupt
    assert (made_so_far(), (tmp_path / MAKING).exists()) == (None, False)


def test_what_a_killed_process_left_is_not_being_made(own_data, tmp_path):
    place = tmp_path / MAKING
    place.write_text("名册\n")
    assert made_so_far() is None


def test_login_page_tells_how_far_the_demonstration_is_and_comes_back_by_itself(
    client, db, own_data
):
    with making(StringIO()) as output:
        print("自查 549 张", file=output, flush=True)
        page = client.get("/login/")
    assert "<li>自查 549 张</li>" in page.content.decode()
    assert (page["Refresh"], client.get("/login/").has_header("Refresh")) == ("2", False)
