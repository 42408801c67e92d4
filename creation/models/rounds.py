"""A round of the campaign: its stages, its policy, the editions and red lines in force."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from creation.models.organizations import Sector
from creation.models.people import User
from creation.models.red_lines import RedLine
from creation.models.standards import StandardSet
from creation.round_files import REMIND_DAYS
from wuhao.lifecycle import Lifecycle, Move

ROUND_LIFECYCLE = Lifecycle(
    name="创建轮次",
    states={"draft": "筹备中", "open": "进行中", "closed": "已结束"},
    moves=(
        Move("open", "开启", ("draft",), "open"),
        Move("close", "结束", ("open",), "closed"),
    ),
)

STAGES = [
    ("apply", "申报"),
    ("self", "自查"),
    ("review", "初审"),
    ("clearance", "联审"),
    ("spot", "抽查"),
    ("survey", "测评"),
    ("evaluate", "综合评价"),
    ("publicity", "公示"),
    ("naming", "命名"),
]


class Round(models.Model):
    """One round. Once open, its editions and red lines are frozen and its policy is versioned."""

    code = models.SlugField("轮次代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=60)
    state = models.CharField(
        "状态", max_length=10, choices=ROUND_LIFECYCLE.choices, default="draft"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    reference_on = models.DateField(
        "基准日",
        null=True,
        blank=True,
        help_text="按这一天存续的党组织确定参评名单和人数；不填就是开启的那一天",
    )
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "创建轮次"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="round_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def counted_on(self):
        """The day on which an organization has to be open to take part and to be counted.

        Unless it was chosen it is today until the round opens, which writes it down; for a round
        entered before or after its time, its first or last day.
        """
        return self.reference_on or min(max(timezone.localdate(), self.starts_on), self.ends_on)


def remind_days():
    return list(REMIND_DAYS)


class RoundStage(models.Model):
    """The dates of one stage; they guide and remind, the state of the papers decides.

    `remind_days` counts before the deadline: 7 is a week before it, -1 the day after it.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField("阶段", max_length=12, choices=STAGES)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    remind_days = ArrayField(models.SmallIntegerField(), verbose_name="提醒", default=remind_days)

    class Meta:
        verbose_name = verbose_name_plural = "轮次阶段"
        ordering = ["round", "starts_on", "ends_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "stage"], name="round_stage_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="round_stage_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.round} {self.get_stage_display()}"


class StageChange(models.Model):
    """A deadline that was moved while the round was running, with the reason; shown with it."""

    stage = models.ForeignKey(RoundStage, on_delete=models.CASCADE, related_name="changes")
    ends_before = models.DateField("原截止日期")
    ends_after = models.DateField("新截止日期")
    reason = models.CharField("理由", max_length=200)
    changed_at = models.DateTimeField("调整时间", auto_now_add=True)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "阶段调整"
        ordering = ["stage", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="stage_change_needs_reason"),
            models.CheckConstraint(
                condition=~Q(ends_before=F("ends_after")), name="stage_change_changes"
            ),
        ]

    def __str__(self):
        return f"{self.stage} {self.ends_before} → {self.ends_after}"


class RoundStandard(models.Model):
    """The edition by which one sector is judged in this round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="round_standards")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(StandardSet, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "轮次所用标准"
        ordering = ["round", "sector"]
        constraints = [
            models.UniqueConstraint(fields=["round", "sector"], name="round_standard_once"),
        ]

    def __str__(self):
        return f"{self.round} {self.standard}"


class RoundRedLine(models.Model):
    """A red line in this round; switched off only with a reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="round_red_lines")
    red_line = models.ForeignKey(RedLine, on_delete=models.PROTECT, related_name="+")
    in_force = models.BooleanField("启用", default=True)
    reason = models.CharField("停用理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "轮次高压线"
        ordering = ["round", "red_line"]
        constraints = [
            models.UniqueConstraint(fields=["round", "red_line"], name="round_red_line_once"),
            models.CheckConstraint(
                condition=Q(in_force=True) | ~Q(reason=""),
                name="round_red_line_off_needs_reason",
                violation_error_message="停用高压线要写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.round} {self.red_line}"


class RoundPolicy(models.Model):
    """A dated version of the round's policy; `values` is read by creation.policy."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="policies")
    version = models.PositiveSmallIntegerField("版本")
    values = models.JSONField("政策参数", default=dict)
    digest = models.CharField("摘要", max_length=64)
    reason = models.CharField("修改理由", max_length=200, blank=True)
    adopted_at = models.DateTimeField("通过时间", auto_now_add=True)
    adopted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "评价政策"
        ordering = ["round", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="round_policy_version"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="round_policy_change_needs_reason"
            ),
        ]

    def __str__(self):
        return f"{self.round} 第 {self.version} 版政策"
