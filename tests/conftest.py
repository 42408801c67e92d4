"""What every test can ask for: databases, a broker, a worker, a browser."""

import gc
import os
import shutil
import subprocess
import sys
import time

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from slipcover import pytest_plugin as slipcover

from tests import databases
from tests.browser import axe, browser, page_at, shot  # noqa: F401  fixtures
from tests.clients import Client
from wuhao import embedded

hypothesis_settings.register_profile(
    "run",
    deadline=None,  # a busy machine is no reason to fail
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("run")

# A line that was passed so often makes slipcover look through every module for what it may stop
# counting; its workers take 50 and can't be told, and that was a twentieth of the whole run.
if slipcover._slipcover_instance:
    slipcover._slipcover_instance.d_miss_threshold = 50_000

# Django empties every table after a test with real transactions; migrated rows (sectors, red
# lines) and the append-only log forbid that, so such a test leaves and a new clone comes.
TransactionTestCase._fixture_teardown = lambda self: databases.fresh()


LONG = ("tests/test_pages.py", "tests/test_story", "tests/wuhao/test_run.py", "tests/test_bench.py")


def pytest_collection_modifyitems(items):
    """The longest first: at the end of a run there are only short ones to share out."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish():
    """What is there by now stays to the end: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        return
    for server in (embedded.postgres(settings.DATA), embedded.valkey(settings.DATA)):
        if server.is_running():
            server.join()
        server.leave()
    shutil.rmtree(settings.DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    with django_db_blocker.unblock():
        databases.make_template()
        databases.fresh()


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """A transaction around a module's tests, none of them with real ones: what its fixtures write
    is there for each, what a test changes goes back. Objects are handed out as copies."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client():
    return Client()


@pytest.fixture(scope="session")
def broker():
    """The broker's client, on an empty queue."""
    if "REDIS_URL" not in os.environ:
        embedded.valkey(settings.DATA).join()
    client = redis.Redis.from_url(_client_url(settings.CELERY_BROKER_URL))
    client.flushdb()
    return client


def _client_url(url: str) -> str:
    """Celery's address of a queue in the words of redis-py."""
    return url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


@pytest.fixture(scope="module")  # gone afterwards: other tests count what waits in the queue
def _worker_process(broker, django_db_setup, tmp_path_factory):
    log = tmp_path_factory.mktemp("worker") / "log"
    command = ["celery", "-A", "wuhao", "worker", "-Q", "default", "-c", "1", "-l", "info"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": databases.url(),
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_ready(process, log)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_ready(process, log) -> None:
    for _ in range(600):
        if " ready." in log.read_text():
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def worker(transactional_db, _worker_process):
    """A real Celery worker on this test's database; commit, then wait for what it does."""
    return _worker_process


@pytest.fixture
def broken_log(db):
    """From here on the database takes no log entry: what is written with one must go back."""

    def break_it():
        with connection.cursor() as cursor:
            # What was written so far gets its entry as if it were committed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ALTER TABLE creation_logentry ADD CHECK (false) NOT VALID")

    return break_it
