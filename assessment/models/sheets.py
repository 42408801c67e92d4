"""The three sheets of a candidacy, their marks and what proves them."""

from django.db import models
from django.db.models import Q

from assessment.filetypes import PICTURES
from assessment.models.candidacy import Candidacy
from creation.models import Item, Organization, User
from wuhao.lifecycle import Lifecycle, Move

STAGES = [("self", "自查"), ("review", "初审"), ("spot", "抽查")]

SHEET_LIFECYCLE = Lifecycle(
    name="评分表",
    states={
        "draft": "填写中",
        "submitted": "已提交",
        "returned": "已退回",
        "accepted": "已通过",
    },
    moves=(
        Move("submit", "提交", ("draft", "returned"), "submitted"),
        Move("return", "退回", ("submitted",), "returned"),
        Move("accept", "通过", ("submitted",), "accepted"),
        Move("unlock", "解锁", ("accepted",), "returned"),
        Move("withdraw", "撤回", ("submitted",), "draft"),
    ),
)

NOT_APPLICABLE = [("", "适用"), ("claimed", "申请不适用"), ("confirmed", "确认不适用")]


class Sheet(models.Model):
    """One party's sheet for a candidacy. A review starts as a copy of the self sheet."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="sheets")
    stage = models.CharField("阶段", max_length=8, choices=STAGES)
    state = models.CharField(
        "状态", max_length=10, choices=SHEET_LIFECYCLE.choices, default="draft"
    )
    results = models.TextField("主要成效", blank=True)
    shortcomings = models.TextField("存在不足", blank=True)
    next_effort = models.TextField("下步努力", blank=True)
    # Code of each red line in force → whether it is touched, as declared with the signature.
    declaration = models.JSONField("高压线承诺", default=dict, db_default={}, blank=True)
    signed_by = models.CharField("签字人", max_length=40, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_reason = models.CharField("退回理由", max_length=300, blank=True)
    returned_due = models.DateField("重报期限", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["candidacy", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "stage"], name="sheet_stage_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"]) | Q(submitted_at__isnull=False),
                name="sheet_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                name="sheet_returned_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.candidacy}{self.get_stage_display()}"


class Mark(models.Model):
    """One item's finding on one sheet; points are computed by the pure rule when it is entered.

    `finding` is JSON: true/false, a number as text, a list of texts, a grade. Unanswered: both
    `finding` and `points` are None and 不适用 is not claimed.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="marks")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    finding = models.JSONField("评价依据", null=True, blank=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    why = models.CharField("得分说明", max_length=300, blank=True)
    not_applicable = models.CharField(
        "不适用", max_length=10, choices=NOT_APPLICABLE, blank=True, default=""
    )
    reason = models.CharField("不适用理由", max_length=200, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    returned = models.CharField("退回意见", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    # Who sends again what was already taken is known by it; with the version that it made.
    entry_key = models.CharField(
        "填报编号", max_length=60, blank=True, db_default="", editable=False
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ManyToManyField("assessment.Evidence", blank=True, related_name="marks")

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["sheet", "item__order"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="mark_item_once"),
            models.CheckConstraint(
                condition=Q(not_applicable="") | ~Q(reason=""),
                name="mark_not_applicable_needs_reason",
                violation_error_message="不适用要写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0), name="mark_points_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.sheet} {self.item}"

    @property
    def is_answered(self):
        return self.points is not None or bool(self.not_applicable)


class MarkVersion(models.Model):
    """What a mark said before it was changed."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField("版本")
    finding = models.JSONField("评价依据", null=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    not_applicable = models.CharField("不适用", max_length=10, blank=True)
    reason = models.CharField("不适用理由", max_length=200, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    why = models.CharField("得分说明", max_length=300, blank=True, db_default="")
    written_at = models.DateTimeField("填写时间", null=True, blank=True)
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField("替换时间", auto_now_add=True)
    replaced_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "得分历史"
        ordering = ["mark", "version"]
        constraints = [
            models.UniqueConstraint(fields=["mark", "version"], name="mark_version_once"),
        ]

    def __str__(self):
        return f"{self.mark} 第 {self.version} 版"


class Evidence(models.Model):
    """A private file of an organization; one file may serve several items and rounds."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="evidence", verbose_name="党组织"
    )
    title = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to="evidence/")
    sha256 = models.CharField("摘要", max_length=64)
    size = models.PositiveIntegerField("大小", default=0)
    dated = models.DateField("材料日期", null=True, blank=True)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.title

    @property
    def is_picture(self):
        return self.file.name.endswith(PICTURES)
