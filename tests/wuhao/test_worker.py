"""The whole bell: a row, the real broker, a real worker process, the row again."""

import os
import signal
import time

import pytest

from creation.models import Job
from creation.services import jobs
from wuhao import embedded
from wuhao.celery import app


def ended(job, within=30):
    end = time.monotonic() + within
    while job.state in ("queued", "running") and time.monotonic() < end:
        time.sleep(0.1)
        job.refresh_from_db()
    return job


def test_worker_answers_the_bell_on_this_tests_database(worker):
    job = Job.objects.create(kind="nobody does this", title="试铃")
    jobs.ring(job.pk)
    assert (ended(job).state, job.attempts) == ("failed", 1)


def test_worker_finds_the_next_test_on_a_new_clone(worker):
    assert Job.objects.count() == 0
    job = Job.objects.create(kind="nobody does this", title="试铃")
    jobs.ring(job.pk)
    assert ended(job).state == "failed"


@pytest.fixture
def own_broker(tmp_path, monkeypatch):
    """Another broker than that of the run, whose other processes must not suffer."""
    server = embedded.Valkey(tmp_path)
    server.join()
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{server.socket}")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)  # it remembers the other address
    yield int((server.data / "pid").read_text())
    server.leave()


def test_frozen_broker_costs_a_page_three_seconds(transactional_db, own_broker):
    job = Job.objects.create(kind="nobody does this", title="试铃")
    os.kill(own_broker, signal.SIGSTOP)
    try:
        start = time.monotonic()
        rung = jobs.ring(job.pk)
        seconds = time.monotonic() - start
    finally:
        os.kill(own_broker, signal.SIGCONT)
    assert (rung, 2 < seconds < 6) == (False, True)
