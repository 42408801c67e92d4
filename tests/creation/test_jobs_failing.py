"""Background jobs that fail, are tried again, or have lost their lease (SECURITY 3.4)."""

import threading

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from creation.models import Job, LogEntry
from creation.services import jobs
from tests.creation.job_rows import expire, fail
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


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
