"""How a unit found out about itself: talks, questionnaires, appraisals."""

from django.db import models

from assessment.models.sheets import Sheet
from creation.models import User

KINDS = [("talk", "座谈会"), ("questionnaire", "问卷"), ("appraisal", "测评")]


class Inquiry(models.Model):
    """One of the methods of a self-check, with who came and what came out of it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="inquiries")
    kind = models.CharField("方式", max_length=14, choices=KINDS)
    held_on = models.DateField("日期")
    attendance = models.PositiveIntegerField("参加人数")
    summary = models.CharField("主要情况", max_length=500)
    results = models.CharField("结果", max_length=500, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "自查方式"
        ordering = ["sheet", "held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attendance__gt=0),
                name="inquiry_somebody_came",
                violation_error_message="参加人数至少为 1。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.held_on}"
