"""The servers out of wheels: start, share, stop, survive."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest
import redis

from wuhao import embedded

HOLD = """
import sys
from pathlib import Path
from wuhao import embedded
embedded.{kind}(Path(sys.argv[1])).join()
print("joined", flush=True)
sys.stdin.read()
"""


@pytest.fixture(
    scope="module", params=[embedded.Postgres, embedded.Valkey], ids=["postgres", "valkey"]
)
def made(request, tmp_path_factory):
    """One data folder for all: the first start makes it, the others are of a second or less."""
    return request.param(tmp_path_factory.mktemp("servers"))


@pytest.fixture
def server(made):
    """Stopped before and after each test."""
    server = type(made)(made.folder.parent)
    yield server
    server.join()
    server.leave()


@pytest.fixture
def neighbour(server, settings):
    """Another process that joins the same server and stays until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(kind=server.name), server.folder.parent],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.stdin.close()
    process.wait(timeout=30)


def test_server_runs_between_join_and_leave(server):
    assert not server.is_running()
    server.join()
    assert server.is_running()
    server.leave()
    assert not server.is_running()


def test_second_join_and_second_leave_change_nothing(server):
    server.join()
    server.join()
    server.leave()
    server.leave()
    assert not server.is_running()


def test_server_outlives_its_starter_while_another_process_uses_it(server, neighbour):
    server.join()
    assert neighbour.stdout.readline() == "joined\n"
    server.leave()
    assert server.is_running()


def test_last_process_to_leave_stops_the_server(server, neighbour):
    neighbour.stdout.readline()
    server.join()
    server.leave()
    neighbour.stdin.close()
    neighbour.wait(timeout=30)
    assert not server.is_running()


def test_killed_process_is_not_counted_as_a_user(server, neighbour):
    neighbour.stdout.readline()
    neighbour.kill()
    neighbour.wait()
    assert server.is_running()
    server.join()
    server.leave()
    assert not server.is_running()


def test_join_starts_a_server_that_died(server):
    server.join()
    os.kill(_server_pid(server), signal.SIGKILL)
    while server.is_running():
        pass
    server.join()
    assert server.is_running()


def test_data_of_postgres_outlives_the_server(tmp_path):
    server = embedded.Postgres(tmp_path)
    server.join()
    with _connection(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.leave()
    server.join()
    with _connection(server) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    server.leave()


def test_broker_keeps_its_queue_and_evicts_nothing(tmp_path):
    server = embedded.Valkey(tmp_path)
    server.join()
    client = redis.Redis(unix_socket_path=str(server.socket))
    client.set("bell", "rings")
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    server.leave()
    server.join()
    assert client.get("bell") == b"rings"
    server.leave()


def test_long_data_folder_gets_a_short_socket(tmp_path):
    deep = tmp_path / ("很深的文件夹" * 5)
    server = embedded.Valkey(deep)
    assert len(os.fsencode(server.socket)) <= embedded.SOCKET_PATH_LIMIT
    server.join()
    assert server.is_running()
    server.leave()
    assert not server.socket_folder.exists()


def test_folders_are_closed_to_other_users(server):
    server.join()
    modes = {oct(folder.stat().st_mode & 0o777) for folder in (server.data, server.socket_folder)}
    assert modes == {"0o700"}


def test_start_that_fails_says_why(tmp_path):
    server = embedded.Postgres(tmp_path)
    server.settings = {"no_such_setting": "1"}
    with pytest.raises(embedded.EmbeddedError, match="no_such_setting"):
        server.join()
    server.settings = embedded.Postgres.settings
    server.join()
    server.leave()


def test_missing_wheel_is_named():
    with pytest.raises(embedded.EmbeddedError, match="缺少 no_such_wheel：请先运行 make install"):
        embedded.package_folder("no_such_wheel")


def _server_pid(server) -> int:
    name = "postmaster.pid" if server.name == "postgres" else "pid"
    return int((server.data / name).read_text().split()[0])


def _connection(server):
    return psycopg.connect(host=str(server.socket_folder), user="wuhao", dbname="wuhao")
