"""Good practice: an organization's own brand, and who took it up."""

from django.core.exceptions import ValidationError
from django.db import models

from creation.models.guarantees.base import ALL, Registered
from creation.models.organizations import Organization, Sector


class Practice(Registered):
    seen = ALL  # it is collected to be spread

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="practices", verbose_name="首创单位"
    )
    name = models.CharField("品牌名称", max_length=60)
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name="适用领域",
    )
    started_on = models.DateField("开始日期", null=True, blank=True)
    summary = models.TextField("主要做法", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "好做法"
        ordering = ["name", "organization__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="practice_once",
                violation_error_message="这个党组织已经登记了同名的好做法。",
            ),
        ]

    def __str__(self):
        return self.name


class PracticeAdoption(Registered):
    """Kept by who keeps the adopting organization; the practice itself may be another's."""

    parent, seen = "practice", ALL

    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="adoptions", verbose_name="好做法"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="adoptions", verbose_name="推广单位"
    )
    adopted_on = models.DateField("推广日期")
    effect = models.CharField("效果", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "好做法推广"
        ordering = ["-adopted_on", "organization__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "organization"],
                name="practice_adoption_once",
                violation_error_message="这个单位已经登记推广了这个好做法。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} 推广 {self.practice}"

    def clean(self):
        if self.organization_id == self.practice.organization_id:
            raise ValidationError({"organization": "首创单位自己不用登记推广。"})
