"""The sweep: rings again, buries what died three times, works when the broker is gone."""

import pytest
from django.core.management import call_command

from creation.services import jobs
from tests.creation.job_rows import age, expire, submit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seconds", "rung"), [pytest.param(59, 0, id="59s"), pytest.param(61, 1, id="61s")]
)
def test_sweep_rings_again_for_what_waits_over_a_minute(job, broker, seconds, rung):
    broker.flushdb()
    age(job, seconds)
    assert jobs.sweep() == jobs.Swept(rung=rung)
    assert broker.llen("default") == rung
    assert jobs.sweep() == jobs.Swept()


def test_sweep_rings_for_an_expired_lease(job, broker):
    jobs._claim(job.pk, "gone")
    age(job, 61)
    assert jobs.sweep() == jobs.Swept()
    expire(job)
    assert jobs.sweep() == jobs.Swept(rung=1)


def test_sweep_buries_what_died_three_times(job, broker):
    for _ in range(3):
        jobs._claim(job.pk, "killed")
        expire(job)
    assert jobs.sweep() == jobs.Swept(buried=1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("dead", 3)
    assert job.error.startswith("做了 3 次都中途断掉")


@pytest.mark.parametrize(
    ("seconds", "state"),
    [pytest.param(119, "queued", id="119s"), pytest.param(121, "done", id="121s")],
)
def test_sweep_runs_the_job_itself_when_the_broker_is_gone_for_long(
    job, dead_broker, seconds, state
):
    age(job, seconds)
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == state


def test_sweep_asks_a_dead_broker_only_once(kind, ann, dead_broker, caplog):
    for _ in range(3):
        age(submit(ann), 121)
    assert jobs.sweep() == jobs.Swept(ran=3)
    assert len([line for line in caplog.messages if "broker unreachable" in line]) == 1


def test_sweep_command_says_what_it_did(job, broker, capsys):
    call_command("sweep_jobs")
    assert capsys.readouterr().out == ""
    age(job, 61)
    call_command("sweep_jobs")
    assert capsys.readouterr().out == "重新通知 1 个，就地完成 0 个，停止 0 个，清理残留文件 0 个\n"
