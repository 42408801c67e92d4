"""The rollup from which every rate is read, and the rates themselves."""

from decimal import Decimal

from django.db import models

from creation.models import Organization, Round
from surveys.models.questionnaires import DIMENSIONS, STRATA, Question


class Rate(models.Model):
    """Counts of one question for one organization and stratum, refreshed by each upload.

    Without foreign keys in the database, as the responses that it is counted from.
    """

    pk = models.CompositePrimaryKey("organization", "question", "stratum")
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
        db_index=False,  # the primary key begins with it
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


class OrganizationRate(models.Model):
    """One of the three rates of an organization as the rules have it, kept so that lists need not
    compute: what was counted, by which people and which minimum (`enough`) it was judged.

    `variance` is Σ W² p(1 − p)/n_eff of its strata and `people` stands for the weights: towns and
    sectors are added up from them. A row that no longer fits today's people is computed anew.
    """

    pk = models.CompositePrimaryKey("round", "organization", "dimension")
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,  # asked for only beside a round
    )
    dimension = models.CharField("维度", max_length=14, choices=DIMENSIONS)
    members = models.PositiveIntegerField("党员数")
    masses = models.PositiveIntegerField("群众数")
    enough = models.CharField("样本要求", max_length=40)
    people = models.PositiveIntegerField("应答人数")
    numerator = models.PositiveIntegerField("分子")
    denominator = models.PositiveIntegerField("分母")
    excluded = models.PositiveIntegerField("不计入")
    dont_know = models.PositiveIntegerField("不了解")
    n = models.PositiveIntegerField("样本数")
    value = models.DecimalField("率", max_digits=20, decimal_places=18, null=True)
    variance = models.DecimalField("方差", max_digits=36, decimal_places=34, null=True)
    n_eff = models.DecimalField("有效样本数", max_digits=24, decimal_places=6, null=True)
    low = models.DecimalField("区间下限", max_digits=20, decimal_places=18, null=True)
    high = models.DecimalField("区间上限", max_digits=20, decimal_places=18, null=True)
    is_census = models.BooleanField("各类都答全", default=False)
    sufficient = models.BooleanField("样本足够", default=False)
    missing = models.CharField("缺失原因", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党组织三率"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(missing="", value__isnull=False)
                | models.Q(value__isnull=True) & ~models.Q(missing=""),
                name="organization_rate_or_reason",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_dimension_display()} {self.value}"

    @property
    def dont_know_share(self):
        valid = self.denominator + self.dont_know
        return self.dont_know / Decimal(valid) if valid else None
