"""What came in as files and what went out: batches to undo, exports to compare with."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ImportBatch(models.Model):
    """One file that was imported into a register (its key in creation.registers)."""

    register = models.CharField("名册", max_length=60)
    label = models.CharField("名册名称", max_length=40)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    at = models.DateTimeField("导入时间", default=timezone.now)
    by = models.ForeignKey(
        "creation.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name="导入人",
    )
    new = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        "creation.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤销人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["register", "-at"], name="import_batch_of_register")]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
                name="import_batch_undone_at_and_by",
            ),
        ]

    def __str__(self):
        return f"{self.label} {self.file_name}"

    @property
    def counts(self):
        return {"新增": self.new, "更新": self.updated, "未变": self.unchanged}


class ImportedRow(models.Model):
    """What a batch did to one row: stored values before and after, by attribute."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", verbose_name="导入批次"
    )
    number = models.PositiveIntegerField("Excel 行号")
    object_id = models.BigIntegerField("对象编号")
    label = models.CharField("对象", max_length=200)
    is_new = models.BooleanField("新增")
    before = models.JSONField("之前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("之后", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "导入的行"
        ordering = ["number"]

    def __str__(self):
        return f"第 {self.number} 行 {self.label}"


class ColumnMemory(models.Model):
    """Which headers somebody's files use for our columns: title → header, for the next file."""

    user = models.ForeignKey(
        "creation.User", on_delete=models.CASCADE, related_name="+", verbose_name="用户"
    )
    register = models.CharField("名册", max_length=60)
    headers = models.JSONField("列对应", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "列对应记忆"
        constraints = [
            models.UniqueConstraint(fields=["user", "register"], name="one_column_memory"),
        ]

    def __str__(self):
        return f"{self.user} {self.register}"


class RegisterExport(models.Model):
    """What a list was when it went out: its rows' cells, so that a file that comes back can be
    told from what others changed meanwhile. `cells`: {row's id: texts}, JSON, deflated."""

    register = models.CharField("名册", max_length=60)
    label = models.CharField("名册名称", max_length=40)
    at = models.DateTimeField("导出时间", default=timezone.now)
    by = models.ForeignKey(
        "creation.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导出人",
    )
    titles = models.JSONField("列名")
    cells = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "导出记录"
        ordering = ["-at"]

    def __str__(self):
        return f"{self.label} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
