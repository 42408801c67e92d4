"""Naming: proposed, shown to the public, named, revoked."""

from django.db import models
from django.db.models import Q

from assessment.models.candidacy import Candidacy
from assessment.models.evaluation import Evaluation
from creation.models import User
from wuhao.lifecycle import Lifecycle, Move

TITLE_LIFECYCLE = Lifecycle(
    name="命名",
    states={
        "proposed": "拟命名",
        "publicity": "公示中",
        "named": "已命名",
        "dropped": "未命名",
        "revoked": "已摘牌",
    },
    moves=(
        Move("publicize", "公示", ("proposed",), "publicity"),
        Move("name", "命名", ("publicity",), "named"),
        Move("drop", "取消拟命名", ("proposed", "publicity"), "dropped"),
        Move("revoke", "摘牌", ("named",), "revoked"),
        Move("propose", "重新列入拟命名", ("dropped",), "proposed"),
    ),
)


class Title(models.Model):
    """The title that a candidacy earns; revoked with a reason, applied for anew next round."""

    candidacy = models.OneToOneField(Candidacy, on_delete=models.PROTECT, related_name="title")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=TITLE_LIFECYCLE.choices, default="proposed"
    )
    publicity_from = models.DateField("公示开始", null=True, blank=True)
    publicity_to = models.DateField("公示截止", null=True, blank=True)
    named_on = models.DateField("命名日期", null=True, blank=True)
    ended_on = models.DateField("摘牌日期", null=True, blank=True)
    reason = models.CharField("取消或摘牌理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "命名"
        ordering = ["candidacy"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["dropped", "revoked"]) | ~Q(reason=""),
                name="title_end_needs_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="named") | Q(named_on__isnull=False),
                name="title_named_has_date",
            ),
        ]

    def __str__(self):
        return f"{self.candidacy}{self.get_state_display()}"


class Objection(models.Model):
    """What somebody brought forward during publicity, and the answer."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="objections")
    text = models.TextField("异议内容")
    received_on = models.DateField("收到日期")
    answer = models.TextField("处理结果", blank=True)
    answered_on = models.DateField("处理日期", null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["title", "id"]

    def __str__(self):
        return f"{self.title} 异议"
