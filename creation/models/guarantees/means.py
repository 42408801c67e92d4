"""人力物力保证: training and exchange by sector and year; service centres and whom they serve."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from creation.models.guarantees.base import DOWN, Registered, ends_after, in_order
from creation.models.organizations import Organization, Sector

NOT_HELD = "还没有举办（没有举办日期），不能填参加人数。"
CLOSES = "关闭日期不能早于启用日期。"


class TrainingKind(models.TextChoices):
    TRAINING = "training", "培训"
    SEMINAR = "seminar", "交流研讨"


class Training(Registered):
    """Planned for a day, held on another or not yet; without a sector it is for all of them.

    People are counted by the organizations that sent them, else by the number typed here.
    """

    seen = DOWN

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="trainings", verbose_name="主办党组织"
    )
    kind = models.CharField(
        "类型", max_length=10, choices=TrainingKind.choices, default=TrainingKind.TRAINING
    )
    title = models.CharField("主题", max_length=100)
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trainings",
        verbose_name="领域",
    )
    planned_on = models.DateField("计划日期")
    held_on = models.DateField("举办日期", null=True, blank=True)
    hours = models.DecimalField(
        "学时",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    audience = models.CharField("对象", max_length=80)
    planned_people = models.PositiveIntegerField("计划人数", null=True, blank=True)
    attended_people = models.PositiveIntegerField(
        "参加人数",
        null=True,
        blank=True,
        help_text="登记了各单位参加人数的，以各单位之和为准",
    )
    summary = models.TextField("内容和效果", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-planned_on", "organization__code", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "title", "planned_on"],
                name="training_once",
                violation_error_message="这个党组织这一天的同一主题已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | Q(attended_people__isnull=True),
                name="training_attended_only_when_held",
                violation_error_message=NOT_HELD,
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=0), name="training_hours"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def reference(self):
        """How a file names it."""
        return f"{self.organization.code} {self.get_kind_display()} {self.planned_on} {self.title}"

    def clean(self):
        if self.attended_people is not None and not self.held_on:
            raise ValidationError({"attended_people": NOT_HELD})


class TrainingAttendance(Registered):
    keeper, parent, seen = "training__organization", "training", DOWN

    training = models.ForeignKey(
        Training, on_delete=models.PROTECT, related_name="attendances", verbose_name="培训"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="attendances", verbose_name="参加单位"
    )
    planned = models.PositiveIntegerField("应到人数", null=True, blank=True)
    attended = models.PositiveIntegerField("实到人数")

    class Meta:
        verbose_name = verbose_name_plural = "培训参加情况"
        ordering = ["training", "organization__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "organization"],
                name="training_attendance_once",
                violation_error_message="这个单位的参加情况已经登记过。",
            ),
        ]

    def __str__(self):
        return f"{self.training} {self.organization}"

    def kept_at(self):
        return [self.training.organization, self.organization]

    def clean(self):
        if not self.training.held_on:
            raise ValidationError({"attended": NOT_HELD})


class ServiceCentre(Registered):
    """Its means come from city and district; None is not registered, never 0."""

    seen = DOWN

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="service_centres",
        verbose_name="所属党组织",
    )
    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("关闭日期", null=True, blank=True)
    city_funds = models.DecimalField(
        "市级投入（万元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    district_funds = models.DecimalField(
        "区级投入（万元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    weekly_hours = models.DecimalField(
        "每周开放小时数",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = verbose_name_plural = "党群服务中心"
        ordering = ["organization__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="service_centre_once",
                violation_error_message="这个党组织已经登记了同名的中心。",
            ),
            ends_after("opened_on", "closed_on", "service_centre_closes_after_it_opens", CLOSES),
            models.CheckConstraint(
                condition=(Q(city_funds__isnull=True) | Q(city_funds__gte=0))
                & (Q(district_funds__isnull=True) | Q(district_funds__gte=0))
                & (Q(weekly_hours__isnull=True) | Q(weekly_hours__gte=0)),
                name="service_centre_funds_are_not_negative",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        in_order(self, "opened_on", "closed_on", CLOSES)


class CentreCoverage(Registered):
    """The centre serves this organization and everything below it."""

    keeper, parent, seen = "centre__organization", "centre", DOWN

    centre = models.ForeignKey(
        ServiceCentre, on_delete=models.PROTECT, related_name="coverages", verbose_name="中心"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="centre_coverages",
        verbose_name="服务的党组织",
        help_text="含它的全部下级",
    )

    class Meta:
        verbose_name = verbose_name_plural = "中心服务范围"
        ordering = ["centre", "organization__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "organization"],
                name="centre_coverage_once",
                violation_error_message="这个党组织已经在服务范围里。",
            ),
        ]

    def __str__(self):
        return f"{self.centre} {self.organization}"

    def kept_at(self):
        return [self.centre.organization, self.organization]
