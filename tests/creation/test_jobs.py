"""Background jobs: SECURITY 3.4, the row is the truth and the broker rings the bell."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models.functions import Now
from django.urls import reverse

from creation.models import Job, LogEntry
from creation.services import jobs
from tests.creation.job_rows import expire, fail, submit

pytestmark = pytest.mark.django_db


# --- submitting ---------------------------------------------------------------------------------


def test_submitted_job_is_queued_and_logged(job, ann):
    entry = LogEntry.objects.get(action="提交任务")
    assert (job.state, job.attempts, job.requested_by) == ("queued", 0, ann)
    assert (entry.actor_id, entry.object_id) == (ann.pk, str(job.pk))


def test_submitting_an_unknown_kind_is_a_mistake_in_the_code(ann, kind):
    with pytest.raises(LookupError, match="tset"):
        jobs.submit(kind="tset", title="", params={}, by=ann)


def test_job_is_rung_on_commit_with_its_id_alone(
    kind, ann, broker, django_capture_on_commit_callbacks
):
    broker.flushdb()
    with django_capture_on_commit_callbacks(execute=True):
        job = submit(ann)
        assert broker.llen("default") == 0
    job.refresh_from_db()
    assert broker.llen("default") == 1
    assert str(job.pk).encode() in broker.lindex("default", 0)
    assert job.rung_at is not None


def test_broker_down_leaves_the_job_queued_and_the_page_says_so(
    client, kind, ann, dead_broker, django_capture_on_commit_callbacks
):
    client.force_login(ann)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = submit(ann)
    page = client.get(reverse("job_detail", args=[job.pk]))
    job.refresh_from_db()
    assert len(callbacks) == 1
    assert (job.state, job.rung_at) == ("queued", None)
    assert "排队中" in page.content.decode()


# --- claiming -----------------------------------------------------------------------------------


def race(attempt, waiting, threads=8):
    """How many of the threads `attempt(job)` with success, of each job, when all start at once."""
    barrier, won = threading.Barrier(threads), []

    def one():
        try:
            for job in waiting:
                barrier.wait()
                if attempt(job, barrier):
                    won.append(job.pk)
        finally:
            connections.close_all()

    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return [won.count(job.pk) for job in waiting]


@pytest.mark.django_db(transaction=True)
def test_exactly_one_of_eight_claims(kind, ann):
    waiting = [submit(ann) for _ in range(20)]
    won = race(lambda job, _: jobs._claim(job.pk, f"me-{threading.get_ident()}"), waiting)
    assert won == [1] * 20


@pytest.mark.django_db(transaction=True)
def test_control_read_then_save_lets_several_claim(job):
    def naive(job, barrier):
        row = Job.objects.get(pk=job.pk)
        barrier.wait()  # the worst moment: everybody has read, nobody has written
        if row.state == "queued":
            row.state = "running"
            row.save()
            return True
        return False

    assert race(naive, [job])[0] > 1


@pytest.mark.parametrize("state", ["done", "failed", "dead"])
def test_ended_job_is_not_run_again(job, kind, state):
    kind(fail)
    Job.objects.filter(pk=job.pk).update(state=state)
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, 0)


def test_running_job_is_left_alone_until_its_lease_ends(job):
    assert jobs._claim(job.pk, "first") == 1
    assert jobs._claim(job.pk, "second") == 0
    expire(job)
    assert jobs._claim(job.pk, "second") == 1


def test_lease_lasts_120_seconds_of_the_databases_time(job):
    jobs._claim(job.pk, "me")
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM lease_until - started_at) FROM creation_job")
        assert cursor.fetchone() == (120,)


# --- doing it -----------------------------------------------------------------------------------


def test_handler_gets_the_job_and_its_product_is_published(job, kind):
    made = []
    kind(lambda job, progress: jobs.Product(publish=lambda: made.append(job.params["format"])))
    assert jobs.run(job.pk) is True
    job.refresh_from_db()
    assert made == ["docx"]
    assert (job.state, job.progress, job.lease_owner, job.lease_until) == ("done", 100, "", None)
    assert job.finished_at is not None
    assert LogEntry.objects.filter(action="任务完成").count() == 1


def test_second_delivery_of_the_same_id_does_nothing(job):
    assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]
    job.refresh_from_db()
    assert job.attempts == 1


@pytest.mark.django_db(transaction=True)
def test_progress_shows_while_the_handlers_transaction_is_open(job, kind):
    seen = []

    def slow(job, progress):
        with transaction.atomic():
            progress(40, "第 400 行")
            while not seen or seen[-1] == (0, ""):
                seen.append(Job.objects.values_list("progress", "message").get(pk=job.pk))

    kind(slow)
    jobs.run(job.pk)
    assert seen[-1] == (40, "第 400 行")


@pytest.mark.django_db(transaction=True)
def test_heartbeat_extends_the_lease(job, kind, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.02)
    seen = []

    def slow(job, progress):
        expire(job)
        while not seen or not seen[-1]:
            seen.append(Job.objects.filter(pk=job.pk, lease_until__gt=Now()).exists())

    kind(slow)
    assert jobs.run(job.pk) is True
    assert seen[0] is False


@pytest.mark.django_db(transaction=True)
def test_heartbeat_stops_at_the_soft_time_limit(job, kind, settings, monkeypatch):
    settings.CELERY_TASK_SOFT_TIME_LIMIT = 0
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    alive = []

    def hanging(job, progress):
        threading.Event().wait(0.1)
        alive.extend(thread.name for thread in threading.enumerate() if "lease" in thread.name)

    kind(hanging)
    jobs.run(job.pk)
    assert alive == []


@pytest.mark.django_db(transaction=True)
def test_heartbeat_survives_a_database_error(job, kind, monkeypatch):
    beats, real = [], jobs._Heartbeat._beat

    def stumbling(beat):
        beats.append(beat)
        if len(beats) == 1:
            monkeypatch.setattr(jobs, "Now", lambda: Oops())
        real(beat)
        monkeypatch.setattr(jobs, "Now", Now)

    class Oops:
        def __add__(self, other):
            raise DatabaseError("connection lost")

    def slow(job, progress):
        while len(beats) < 2:
            threading.Event().wait(0.01)

    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(jobs._Heartbeat, "_beat", stumbling)
    kind(slow)
    assert jobs.run(job.pk) is True
