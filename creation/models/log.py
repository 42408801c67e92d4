"""The log of what was done, by whom; all of it append-only (triggers refuse the rest)."""

from django.db import models
from django.db.models.functions import Now


class LogEntry(models.Model):
    """What somebody did, in words; without foreign keys, so that it outlives all.

    The rows that it changed are the LogChanges of the same transaction.
    """

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
    origin = models.CharField("来自", max_length=120, blank=True)
    transaction = models.UUIDField("事务", null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.object_label}"


class LogChange(models.Model):
    """One row that was added, changed or removed; written by triggers alone (creation.triggers).

    Its number comes from the entries' sequence: both together are one row of numbers.
    """

    INSERT, UPDATE, DELETE, TRUNCATE = "I", "U", "D", "T"
    OPERATIONS = [(INSERT, "新增"), (UPDATE, "修改"), (DELETE, "删除"), (TRUNCATE, "清空")]

    id = models.BigIntegerField(primary_key=True, editable=False)
    at = models.DateTimeField("时间")
    transaction = models.UUIDField("事务")
    actor_id = models.BigIntegerField("用户编号", null=True)
    actor = models.CharField("用户", max_length=80)
    origin = models.CharField("来自", max_length=120)
    operation = models.CharField("操作", max_length=1, choices=OPERATIONS)
    table_name = models.CharField("表", max_length=63)
    row_id = models.CharField("行", max_length=40)
    label = models.CharField("名称", max_length=120)
    organization_id = models.BigIntegerField("党组织编号", null=True)
    before = models.JSONField("之前", null=True)
    after = models.JSONField("之后", null=True)
    opens = models.BooleanField("事务的第一处")

    class Meta:
        verbose_name = verbose_name_plural = "改动明细"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["transaction", "id"], name="log_change_transaction"),
            models.Index(fields=["table_name", "row_id", "transaction"], name="log_change_row"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.get_operation_display()} {self.label}"


class LogSeal(models.Model):
    """A batch of the log under one digest, chained to the batch before (creation.sealing)."""

    at = models.DateTimeField("时间", db_default=Now())
    first = models.BigIntegerField("最小编号")
    last = models.BigIntegerField("最大编号")
    upto = models.BigIntegerField("已看到的编号")
    rows = models.PositiveIntegerField("条数")
    ranges = models.JSONField("编号范围")
    open = models.JSONField("尚未提交的编号")
    marks = models.BinaryField("逐条校验")
    previous = models.CharField("上一批摘要", max_length=64, unique=True)
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "日志封存"
        ordering = ["-id"]
        indexes = [models.Index(fields=["last"], name="log_seal_last")]

    def __str__(self):
        return f"第 {self.pk} 批"
