"""The rollup from which every rate is read."""

from django.db import models

from creation.models import Organization
from surveys.models.questionnaires import STRATA, Question


class Rate(models.Model):
    """Counts of one question for one organization and stratum, refreshed by each upload.

    Without foreign keys in the database, as the responses that it is counted from.
    """

    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        related_name="rates",
        db_constraint=False,
        db_index=False,
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,  # the unique constraint begins with it
    )
    stratum = models.CharField("身份", max_length=10, choices=STRATA)
    numerator = models.PositiveIntegerField("分子", default=0)
    denominator = models.PositiveIntegerField("分母", default=0)
    dont_know = models.PositiveIntegerField("不了解", default=0)
    blank = models.PositiveIntegerField("空白", default=0)
    skipped = models.PositiveIntegerField("跳过", default=0)
    void = models.PositiveIntegerField("无效", default=0)
    classes = models.JSONField("各类份数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "三率"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "question", "stratum"], name="rate_cell_once"
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__lte=models.F("denominator")),
                name="rate_numerator_within_denominator",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.question} {self.numerator}/{self.denominator}"

    @property
    def excluded(self):
        """Answers left out of the denominator beside 不了解: blank, skipped and void."""
        return self.blank + self.skipped + self.void
