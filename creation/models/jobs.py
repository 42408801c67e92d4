"""Background work: the row is the truth, Celery only rings the bell."""

import uuid

from django.db import models
from django.db.models.functions import Now

from creation.models.people import User
from creation.models.rounds import Round
from wuhao.lifecycle import Lifecycle, Move

JOB_LIFECYCLE = Lifecycle(
    name="后台任务",
    states={
        "queued": "排队中",
        "running": "进行中",
        "done": "已完成",
        "failed": "失败",
        "dead": "多次失败，已停止",
    },
    moves=(
        Move("claim", "领取", ("queued", "running"), "running"),
        Move("finish", "完成", ("running",), "done"),
        Move("fail", "失败", ("running",), "failed"),
        Move("bury", "停止", ("queued", "running"), "dead"),
        Move("retry", "重试", ("failed", "dead"), "queued"),
    ),
)


class Job(models.Model):
    """One piece of background work of any app; claimed by one conditional UPDATE with a lease."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=30)
    title = models.CharField("名称", max_length=120)
    params = models.JSONField("参数", default=dict)
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField("状态", max_length=10, choices=JOB_LIFECYCLE.choices, default="queued")
    progress = models.PositiveSmallIntegerField("进度", default=0)
    message = models.CharField("说明", max_length=200, blank=True)
    error = models.TextField("错误", blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    queued_at = models.DateTimeField("排队时间", db_default=Now())
    rung_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state_lease")]

    def __str__(self):
        return self.title
