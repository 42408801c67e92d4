"""The log of what was done, by whom."""

from django.db import models


class LogEntry(models.Model):
    """Append-only (a trigger refuses the rest), without foreign keys, so that it outlives all."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField("用户编号", null=True)
    actor = models.CharField("用户", max_length=40, blank=True)
    action = models.CharField("动作", max_length=40, db_index=True)
    object_type = models.CharField("对象类型", max_length=40)
    object_id = models.CharField("对象编号", max_length=40)
    object_label = models.CharField("对象", max_length=120)
    organization_id = models.BigIntegerField("党组织编号", null=True, db_index=True)
    round_code = models.CharField("轮次", max_length=30, blank=True)
    before = models.JSONField("之前", null=True)
    after = models.JSONField("之后", null=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.object_label}"
