"""What the superior says of a self-check, item by item, and what was handed in before."""

from django.db import models
from django.db.models import Q

from assessment.models.candidacy import Candidacy
from assessment.models.sheets import Mark, Sheet
from creation.models import User

VERDICTS = [("agreed", "同意"), ("changed", "改分"), ("returned", "待退回")]
ENDS = [("", "现行"), ("withdrawn", "撤回"), ("returned", "退回"), ("unlocked", "解锁")]


class Verdict(models.Model):
    """The reviewer's word on one item: about the unit's mark as it said in `of_version`.

    When the unit changes its mark afterwards the verdict is about something else and counts no
    more. `returned` is noted item by item and goes out with the sheet.
    """

    mark = models.OneToOneField(Mark, on_delete=models.CASCADE, related_name="verdict")
    of_version = models.PositiveIntegerField("所审版本")
    kind = models.CharField("意见", max_length=8, choices=VERDICTS)
    reason = models.CharField("理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    decided_at = models.DateTimeField("审核时间")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="returned") | ~Q(reason=""),
                name="verdict_returned_has_reason",
                violation_error_message="退回要写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.mark} {self.get_kind_display()}"


class Reviewing(models.Model):
    """Somebody has this review open, renewed by the page; it locks nothing."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="reviewing")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "正在审"
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "user"], name="reviewing_once"),
        ]

    def __str__(self):
        return f"{self.user} 正在审 {self.candidacy}"


class Phrase(models.Model):
    """Words that reviewers use again and again; without an owner they are the district's."""

    text = models.CharField("用语", max_length=300)
    owner = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "审核用语"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "text"], name="phrase_once", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return self.text


class Submission(models.Model):
    """One handing-in of a sheet: which version of each mark it was, and what became of it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField("第几次")
    receipt = models.CharField("回执编号", max_length=40)
    signed_by = models.CharField("签字人", max_length=40, blank=True)
    at = models.DateTimeField("提交时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Mark id (as text) → its version when the sheet was handed in.
    versions = models.JSONField("各项版本", default=dict)
    # What the sheet had cost by then: the burden on who fills it in.
    items = models.PositiveIntegerField("填报项数", default=0)
    files = models.PositiveIntegerField("佐证件数", default=0)
    minutes = models.PositiveIntegerField("填报分钟", default=0)
    end = models.CharField("结果", max_length=10, choices=ENDS, blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提交记录"
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(end="") | Q(ended_at__isnull=False), name="submission_end_has_time"
            ),
        ]

    def __str__(self):
        return f"{self.sheet}第 {self.number} 次提交"
