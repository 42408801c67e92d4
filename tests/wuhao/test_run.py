"""`make run` from nothing: it serves, survives a dead child, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import psutil
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from wuhao import embedded

CHILDREN = ("granian", "celery", "sweep_jobs")


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def start(home, port):
    """The command with its data in a new folder, as a user starts it; all stopped at the end."""
    started = []
    environment = {"PATH": os.environ["PATH"]}  # nothing else of this test run

    def start():
        output = home / f"output{len(started)}"
        with output.open("w") as written:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "run", "--port", str(port), "--no-demo"],
                env=environment | {"WUHAO_DATA": str(home)},
                stdout=written,
                stderr=written,
            )
        started.append(process)
        eventually(lambda: process.poll() is not None or "Ctrl-C" in output.read_text())
        assert process.poll() is None, output.read_text()
        return process

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=90)
    for server in (embedded.postgres(home), embedded.valkey(home)):
        if server.is_running():  # the killed supervisor left it
            server.join()
            server.leave()


@pytest.fixture(scope="module")
def installation(start):
    return start()


def eventually(check, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {check}")


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def alive(processes):
    return [one for one in processes if one.is_running() and one.status() != "zombie"]


def children(process) -> dict[str, psutil.Process]:
    found = {}
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            command = " ".join(child.cmdline())
            found |= {name: child for name in CHILDREN if name in command}
    return found


def test_login_page_is_served_and_everything_ready(installation, home, port):
    assert f"http://127.0.0.1:{port}/" in (home / "output0").read_text()
    assert "登录" in get(port, "/login/")
    assert get(port, "/readyz") == '{"database": "ok", "migrations": "ok", "disk": "ok"}'
    assert set(children(installation)) == {"granian", "celery", "sweep_jobs"}


def test_port_in_use_is_one_sentence(installation, port):
    with pytest.raises(CommandError, match=f"端口 {port} 已被占用"):
        call_command("run", port=port)


def test_killed_worker_is_started_again_without_orphans(installation):
    killed = children(installation)["celery"]
    pool = eventually(killed.children)
    killed.kill()
    eventually(lambda: children(installation).get("celery", killed).pid != killed.pid)
    assert alive(pool) == []


def test_interrupt_stops_everything(installation, home, port):
    everybody = psutil.Process(installation.pid).children(recursive=True)
    assert len(everybody) >= 5
    installation.send_signal(signal.SIGINT)
    assert installation.wait(timeout=90) == 0
    assert "Soft Shutdown" not in (home / "output0").read_text()  # 20 s for a task; there is none
    assert alive(everybody) == []
    assert get(port, "/healthz") == ""
    assert not embedded.Postgres(home).is_running()
    assert not embedded.Valkey(home).is_running()


def test_killed_supervisor_leaves_no_process(start):
    supervisor = start()
    everybody = psutil.Process(supervisor.pid).children(recursive=True)
    assert len(everybody) >= 5
    supervisor.kill()
    eventually(lambda: alive(everybody) == [])
