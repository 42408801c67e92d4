"""Jobs for tests, and time that passes over them."""

from datetime import timedelta

from django.db.models.functions import Now

from creation.models import Job
from creation.services import jobs
from wuhao.errors import Refused


def submit(by):
    return jobs.submit(kind="test", title="全区报告", params={"format": "docx"}, by=by)


def expire(job):
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def age(job, seconds):
    ago = Now() - timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(queued_at=ago, rung_at=ago)


def fail(job, progress):
    raise Refused("本轮还没有评价结果。")
