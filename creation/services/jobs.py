"""Background jobs: the row is the truth, the broker only rings the bell.

A handler is `handler(job, progress)`. It may return a Product: `publish` runs in the transaction
that finishes the job, after the fence, so that a worker that lost its lease leaves nothing behind.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, Now
from kombu.exceptions import OperationalError

from creation.models import JOB_LIFECYCLE, Job
from creation.services.log import record
from wuhao.acting import acting, acting_for
from wuhao.celery import app
from wuhao.errors import Refused

log = logging.getLogger(__name__)

TASK = "creation.run_job"
MAX_ATTEMPTS = 3
LEASE = timedelta(seconds=120)
RING_AGAIN_AFTER = timedelta(seconds=60)
RUN_INLINE_AFTER = timedelta(seconds=120)
BEAT_SECONDS = 30
WRITE_PAUSE_SECONDS = 0.25  # however often a handler tells its progress

_handlers: dict[str, Callable] = {}
_tidiers: dict[str, Callable[[], int]] = {}


class LeaseLost(Exception):
    """Another worker has the job now; whatever this one made is thrown away."""


@dataclass(frozen=True)
class Product:
    """What a handler made: `publish()` puts it in its place, `discard()` removes it again."""

    publish: Callable[[], None]
    discard: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Swept:
    rung: int = 0
    ran: int = 0
    buried: int = 0
    tidied: int = 0


def register(kind, handler, tidy=None):
    """Say what does jobs of this kind; called when an app is ready.

    `tidy()` removes what workers that were killed left behind, and says how much.
    """
    _handlers[kind] = handler
    if tidy:
        _tidiers[kind] = tidy


@transaction.atomic
def submit(*, kind, title, params, round=None, by):
    """Queue a job and ring for it on commit. The page says 排队中 whatever the broker does."""
    if kind not in _handlers:
        raise LookupError(f"no handler for jobs of kind {kind}")
    job = Job.objects.create(kind=kind, title=title, params=params, round=round, requested_by=by)
    record(by=by, action="提交任务", on=job, after={"kind": kind, "params": params})
    _ring_on_commit(job.pk)
    return job


def why_not_retry(job):
    return JOB_LIFECYCLE.why_not("retry", job.state)


@transaction.atomic
def retry(*, job, by):
    """Queue a failed job again; one that had used up its attempts gets three new ones."""
    move = JOB_LIFECYCLE.move("retry")
    fresh = Job.objects.filter(pk=job.pk, state__in=move.frm).update(
        attempts=F("attempts") % MAX_ATTEMPTS,
        state=move.to,
        progress=0,
        message="",
        error="",
        queued_at=Now(),
        rung_at=None,
        finished_at=None,
    )
    job.refresh_from_db()
    if not fresh:
        raise Refused(why_not_retry(job))
    record(by=by, action="重试任务", on=job)
    _ring_on_commit(job.pk)
    return job


def _ring_on_commit(job_id):
    # A lambda: robust=True asks the callback for __qualname__, which functools.partial lacks.
    transaction.on_commit(lambda: ring(job_id), robust=True)


def ring(job_id):
    """Tell the workers; False when the broker cannot be reached, the sweep rings again then."""
    try:
        app.send_task(TASK, args=[str(job_id)], task_id=str(job_id))
    except (OperationalError, OSError) as error:
        log.warning("broker unreachable, job %s stays queued: %s", job_id, error)
        return False
    Job.objects.filter(pk=job_id).update(rung_at=Now())
    return True


def run(job_id, owner="worker"):
    """Do the job unless it is taken, done or dead; whether this call finished it.

    Delivering the same id twice is harmless: one UPDATE decides who has it.
    """
    token = f"{owner[:40]}#{uuid.uuid4().hex}"
    if not _claim(job_id, token):
        return False
    job = Job.objects.select_related("round", "requested_by").get(pk=job_id)
    who = acting_for(job.requested_by, f"后台任务 {job.title}")
    with acting(lambda: who):
        with _Heartbeat(job.pk, token) as beat:
            product, error = _work(job, beat.tell)
        error = error or _finish(job, token, product)
    if error is None:
        return True
    if product is not None:
        product.discard()
    if isinstance(error, LeaseLost):
        log.warning("job %s: lease of %s lost, its result is thrown away", job.pk, token)
    else:
        _fail(job, token, error)
    return False


def _claim(job_id, token):
    free = Q(state="queued") | Q(state="running", lease_until__lt=Now())
    return Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=JOB_LIFECYCLE.move("claim").to,
        lease_owner=token,
        lease_until=Now() + LEASE,
        attempts=F("attempts") + 1,
        started_at=Now(),
        progress=0,
        message="",
        error="",
    )


def _work(job, progress):
    """(product, None) or (None, error): whatever a handler raises ends in the job's row."""
    try:
        if job.kind not in _handlers:
            raise Refused("这一版系统不会做这种任务，请联系管理员。")
        return _handlers[job.kind](job, progress), None
    except Exception as error:
        return None, error


def _finish(job, token, product):
    """None when the job is done and its product published, else the error."""
    try:
        with transaction.atomic():
            if not _close(job, token, "finish", progress=100):
                raise LeaseLost
            if product is not None:
                product.publish()
            record(by=job.requested_by, action="任务完成", on=job)
    except Exception as error:
        return error
    return None


@transaction.atomic
def _fail(job, token, error):
    """Failed, or dead at the last attempt; the page shows one sentence, the server's log all."""
    log.error("job %s (%s) failed", job.pk, job.kind, exc_info=error)
    verb = "bury" if job.attempts >= MAX_ATTEMPTS else "fail"
    if _close(job, token, verb, error=_sentence(error)):
        record(by=job.requested_by, action="任务失败", on=job, note=_sentence(error))


def _close(job, token, verb, **fields):
    move = JOB_LIFECYCLE.move(verb)
    return Job.objects.filter(pk=job.pk, lease_owner=token, state="running").update(
        state=move.to, lease_owner="", lease_until=None, finished_at=Now(), **fields
    )


def _sentence(error):
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, SoftTimeLimitExceeded):
        minutes = settings.CELERY_TASK_SOFT_TIME_LIMIT // 60
        return f"超过 {minutes} 分钟没有做完，已停止；请缩小范围再试，或联系管理员。"
    return "系统出错，没有做完；请再试一次，仍不成功请把任务名称和时间告诉管理员。"


def sweep():
    """Ring again for what waits, bury what died three times; do it here when the broker is gone.

    Run by a timer every 30 s, not by the broker that may be the thing that is down.
    """
    buried = _bury_expired()
    rung = ran = 0
    broker_answers = True
    for job in list(_overdue()):
        broker_answers = broker_answers and ring(job.pk)
        if broker_answers:
            rung += 1
        elif job.is_long_overdue:
            ran += run(job.pk, owner="sweep")
    return Swept(rung, ran, buried, tidied=sum(tidy() for tidy in _tidiers.values()))


def _overdue():
    """Queued and not rung for a minute, or running under a lease that ran out."""
    since = Greatest("queued_at", Coalesce("rung_at", "queued_at"))
    long_ago = Q(waiting_since__lt=Now() - RUN_INLINE_AFTER)
    return (
        Job.objects.annotate(waiting_since=since, is_long_overdue=long_ago)
        .filter(
            Q(state="queued") | Q(state="running", lease_until__lt=Now()),
            waiting_since__lt=Now() - RING_AGAIN_AFTER,
            attempts__lt=MAX_ATTEMPTS,
        )
        .order_by("queued_at")
    )


def _bury_expired():
    move = JOB_LIFECYCLE.move("bury")
    return Job.objects.filter(
        state="running", lease_until__lt=Now(), attempts__gte=MAX_ATTEMPTS
    ).update(
        state=move.to,
        lease_owner="",
        lease_until=None,
        finished_at=Now(),
        error=f"做了 {MAX_ATTEMPTS} 次都中途断掉，已停止；请联系管理员查看服务器日志。",
    )


class _Heartbeat(threading.Thread):
    """Keeps the lease and writes the progress over a connection of its own.

    So that progress shows while the handler's transaction is open. It stops at the soft time
    limit: a handler that hangs loses its lease.
    """

    def __init__(self, job_id, token):
        super().__init__(daemon=True, name=f"lease of {job_id}")
        self.job_id, self.token = job_id, token
        self.until = time.monotonic() + settings.CELERY_TASK_SOFT_TIME_LIMIT
        self.news, self.lost = {}, False
        self.wake, self.over = threading.Event(), threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.wake.set()
        self.join()

    def tell(self, percent, message=""):
        """The handler's `progress`; raises LeaseLost when somebody else has the job now."""
        if self.lost:
            raise LeaseLost
        self.news = {"progress": max(0, min(99, int(percent))), "message": message[:200]}
        self.wake.set()

    def run(self):
        try:
            while not self.over.is_set() and not self.lost and time.monotonic() < self.until:
                self.wake.wait(BEAT_SECONDS)
                self.wake.clear()
                if not self.over.is_set():
                    self._beat()
                    self.over.wait(WRITE_PAUSE_SECONDS)
        finally:
            connections.close_all()

    def _beat(self):
        row = Job.objects.filter(pk=self.job_id)
        try:
            mine = row.filter(lease_owner=self.token, state="running")
            if not mine.update(lease_until=Now() + LEASE, **self.news):
                self.lost = row.exists()
        except DatabaseError as error:
            log.warning("job %s: lease not renewed this time: %s", self.job_id, error)
            connections.close_all()
