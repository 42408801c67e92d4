"""Background jobs: SECURITY 3.4, the row is the truth and the broker rings the bell."""

import threading

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection, connections, transaction
from django.db.models.functions import Now
from django.urls import reverse

from creation.models import Job, LogEntry
from creation.services import jobs
from tests.creation.job_rows import expire, fail, submit
from wuhao.errors import Refused

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


def race(attempt, threads=8):
    """How many of the threads `attempt()` with success when all start at once."""
    barrier, won = threading.Barrier(threads), []

    def one():
        try:
            barrier.wait()
            won.append(bool(attempt(barrier)))
        finally:
            connections.close_all()

    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return sum(won)


@pytest.mark.django_db(transaction=True)
def test_exactly_one_of_eight_claims(kind, ann):
    for _ in range(20):
        job = submit(ann)
        assert race(lambda _: jobs._claim(job.pk, f"me-{threading.get_ident()}")) == 1  # noqa: B023


@pytest.mark.django_db(transaction=True)
def test_control_read_then_save_lets_several_claim(job):
    def naive(barrier):
        row = Job.objects.get(pk=job.pk)
        barrier.wait()  # the worst moment: everybody has read, nobody has written
        if row.state == "queued":
            row.state = "running"
            row.save()
            return True
        return False

    assert race(naive) > 1


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


# --- failing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(Refused("本轮还没有评价结果。"), "本轮还没有评价结果。", id="refused"),
        pytest.param(SoftTimeLimitExceeded(), "超过 14 分钟没有做完", id="too-long"),
        pytest.param(ZeroDivisionError("secret"), "系统出错，没有做完", id="a-bug"),
    ],
)
def test_failing_handler_leaves_one_chinese_sentence(job, kind, error, words):
    def bad(job, progress):
        raise error

    kind(bad)
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error.startswith(words)
    assert "secret" not in job.error
    assert LogEntry.objects.get(action="任务失败").note == job.error


def test_kind_that_this_version_does_not_know_fails(job, monkeypatch):
    monkeypatch.setattr(jobs, "_handlers", {})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "这一版系统不会做这种任务，请联系管理员。")


def test_product_that_cannot_be_published_is_discarded(job, kind):
    gone = []
    kind(lambda job, progress: jobs.Product(fail_to_publish, discard=lambda: gone.append(1)))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, gone) == ("failed", [1])


def fail_to_publish():
    raise Refused("磁盘已满。")


def test_third_failure_is_the_last_and_retry_of_a_dead_job_starts_anew(job, kind, ann):
    kind(fail)
    seen = []
    for _ in range(4):
        jobs.run(job.pk)
        job.refresh_from_db()
        seen.append((job.state, job.attempts))
        jobs.retry(job=job, by=ann)
    assert seen == [("failed", 1), ("failed", 2), ("dead", 3), ("failed", 1)]


def test_retried_job_is_queued_logged_and_done(job, kind, ann):
    kind(fail)
    jobs.run(job.pk)
    kind(lambda job, progress: None)
    retried = jobs.retry(job=job, by=ann)
    assert (retried.state, retried.error, retried.finished_at) == ("queued", "", None)
    assert LogEntry.objects.filter(action="重试任务", actor_id=ann.pk).count() == 1
    assert jobs.run(job.pk) is True


def test_retry_of_a_queued_job_is_refused(job, ann):
    with pytest.raises(Refused, match="现在是“排队中”，不能重试"):
        jobs.retry(job=job, by=ann)
    assert not LogEntry.objects.filter(action="重试任务").exists()


# --- fencing ------------------------------------------------------------------------------------


def test_result_of_a_lost_lease_is_fenced_off(job, kind):
    made = []

    def overtaken(job, progress):
        expire(job)
        kind(lambda job, progress: jobs.Product(lambda: made.append("second")))
        assert jobs.run(job.pk, owner="other") is True
        return jobs.Product(lambda: made.append("first"), lambda: made.append("first thrown away"))

    kind(overtaken)
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert made == ["second", "first thrown away"]
    assert (job.state, job.attempts) == ("done", 2)


def test_error_of_a_lost_lease_does_not_touch_the_job(job, kind):
    def overtaken(job, progress):
        Job.objects.filter(pk=job.pk).update(lease_owner="other")
        raise ZeroDivisionError

    kind(overtaken)
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.lease_owner, job.error) == ("running", "other", "")


@pytest.mark.django_db(transaction=True)
def test_handler_stops_at_its_next_progress_once_the_lease_is_lost(job, kind):
    steps = []

    def overtaken(job, progress):
        Job.objects.filter(pk=job.pk).update(lease_owner="other")
        while len(steps) < 1000:
            steps.append(1)
            progress(len(steps) % 100)
            threading.Event().wait(0.01)

    kind(overtaken)
    assert jobs.run(job.pk) is False
    assert len(steps) < 1000
