"""Files of answers, and the answers."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from creation.models import Job, Organization, User
from surveys.models.questionnaires import STRATA, Questionnaire
from wuhao.lifecycle import Lifecycle, Move

UPLOAD_LIFECYCLE = Lifecycle(
    name="数据文件",
    states={
        "reading": "正在读取",
        "refused": "读不了",
        "uploaded": "待确认",
        "committing": "正在入库",
        "committed": "已入库",
        "replaced": "已被替换",
        "undone": "已撤销",
    },
    moves=(
        Move("read", "读完", ("reading",), "uploaded"),
        Move("refuse", "拒收", ("reading",), "refused"),
        Move("check", "重新校验", ("uploaded",), "reading"),
        Move("order", "开始入库", ("uploaded",), "committing"),
        Move("return", "停止入库", ("committing",), "uploaded"),
        Move("commit", "确认入库", ("uploaded", "committing"), "committed"),
        Move("replace", "替换", ("committed",), "replaced"),
        Move("restore", "恢复", ("replaced",), "committed"),
        Move("undo", "撤销", ("reading", "refused", "uploaded", "committed"), "undone"),
    ),
)
WAITING = ("reading", "uploaded", "committing")  # the file itself is still kept


class Upload(models.Model):
    """A file that somebody sent in: kept by its hash, with how its columns were understood."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="uploads", verbose_name="问卷"
    )
    name = models.CharField("文件名", max_length=200)
    archive = models.CharField("所在压缩包", max_length=200, blank=True)
    file = models.FileField("文件", upload_to="uploads/")
    size = models.PositiveBigIntegerField("字节数", default=0)
    sha256 = models.CharField("摘要", max_length=64)
    layout = models.CharField("来源格式", max_length=20, blank=True)
    mapping = models.JSONField("对应关系", default=dict)
    carried = models.JSONField(
        "沿用的对应", default=dict, help_text="取自以前的文件、还没有人核对的那部分"
    )
    counts = models.JSONField("统计", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=UPLOAD_LIFECYCLE.choices, default="reading"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="后台任务"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="替换的文件"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    committed_at = models.DateTimeField("入库时间", null=True, blank=True)
    committed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="入库人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "数据文件"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "sha256"],
                condition=models.Q(state="committed"),
                name="upload_same_file_once",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        if self.layout == "online":  # no file: what was answered on phones
            return reverse("online_list", args=[self.questionnaire_id])
        return reverse("upload_detail", args=[self.pk])

    @property
    def rests_on_carried(self):
        """Understood by what earlier files meant, and nobody has looked whether this one does."""
        return bool(self.carried and self.counts.get("carried"))

    @property
    def is_at_work(self):
        """Read or taken in by a background job."""
        return self.state in ("reading", "committing")


def chance_number():
    """Tells nothing of when a sheet came; among those of one organization no two are alike."""
    return secrets.randbits(63)


class Response(models.Model):
    """One sheet of answers, nothing personal: the ticked option orders in question order.

    `answers[i]` belongs to the question of order i+1: an option's order, a sum of 2^(order-1)
    for a multiple choice, 0 blank, -1 skipped, -2 void, -3 not asked on this paper. Without foreign
    keys in the database: checking them is two fifths of COPY, and uploads check codes as a set.
    Each further index is a fifth, so the primary key is the one that finds the sheets of a file.
    """

    pk = models.CompositePrimaryKey("upload", "organization", "number")
    number = models.BigIntegerField(
        "编号",
        default=chance_number,
        help_text="文件里是排序的位置，手机上答的是随机数，看不出先后",
    )
    upload = models.ForeignKey(
        Upload,
        on_delete=models.CASCADE,
        related_name="responses",
        db_constraint=False,
        db_index=False,  # the primary key begins with it
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,  # asked for only beside an upload
    )
    stratum = models.CharField("身份", max_length=10, choices=STRATA)
    answers = ArrayField(models.SmallIntegerField(), verbose_name="答案")
    weight = models.PositiveIntegerField("份数", default=1, help_text="计票表一行代表多份")
    flags = models.CharField("疑点", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        indexes = [
            models.Index(
                fields=["upload", "organization"],
                condition=~models.Q(flags=""),
                name="response_flagged",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_stratum_display()}"
