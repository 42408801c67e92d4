"""What the departments answer in the joint vetting."""

from django.db import models
from django.db.models import Q

from assessment.models.candidacy import Candidacy
from creation.models import Department, RedLine, User
from wuhao.lifecycle import Lifecycle, Move

CLEARANCE_LIFECYCLE = Lifecycle(
    name="联审结果",
    states={"pending": "未答复", "clear": "无", "hit": "有"},
    moves=(
        Move("clear", "答复无", ("pending", "hit"), "clear"),
        Move("hit", "答复有", ("pending", "clear"), "hit"),
    ),
)


class Clearance(models.Model):
    """One red line, one department, one candidacy. Not answered is not "none"."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="clearances")
    red_line = models.ForeignKey(
        RedLine, on_delete=models.PROTECT, related_name="+", verbose_name="高压线"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    state = models.CharField(
        "结果", max_length=8, choices=CLEARANCE_LIFECYCLE.choices, default="pending"
    )
    reference = models.CharField("文号", max_length=60, blank=True)
    signed_by = models.CharField("签发人", max_length=40, blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联审结果"
        ordering = ["candidacy", "red_line", "department"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "red_line", "department"], name="clearance_once"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", answered_at__isnull=True)
                | (~Q(state="pending") & Q(answered_at__isnull=False)),
                name="clearance_answer_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="hit") | (~Q(reference="") & Q(signed_on__isnull=False)),
                name="clearance_hit_has_reference",
                violation_error_message="结果为“有”时要填文号和日期。",
            ),
        ]

    def __str__(self):
        return f"{self.candidacy} {self.red_line} {self.department}"
