"""What has to be put right, by whom and by when."""

from django.db import models
from django.db.models import Q

from assessment.models.candidacy import Candidacy
from creation.models import Item, User
from wuhao.lifecycle import Lifecycle, Move

RECTIFICATION_LIFECYCLE = Lifecycle(
    name="整改",
    states={"open": "整改中", "reported": "待复核", "done": "已销号"},
    moves=(
        Move("report", "报送整改", ("open",), "reported"),
        Move("confirm", "复核通过", ("reported",), "done"),
        Move("reopen", "退回整改", ("reported", "done"), "open"),
    ),
)


class Rectification(models.Model):
    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.CASCADE, related_name="rectifications"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True)
    problem = models.CharField("问题", max_length=300)
    advice = models.CharField("整改意见", max_length=300)
    due_on = models.DateField("期限")
    owner = models.CharField("责任人", max_length=40, blank=True)
    measure = models.CharField("整改措施", max_length=300, blank=True)
    proof = models.CharField("完成情况", max_length=300, blank=True)
    recheck = models.CharField("复核意见", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=RECTIFICATION_LIFECYCLE.choices, default="open"
    )
    reported_at = models.DateTimeField("报送时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["candidacy", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(reported_at__isnull=False),
                name="rectification_reported_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(closed_at__isnull=False),
                name="rectification_done_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.candidacy} {self.problem}"
