"""The tree of Party organizations and the sectors they belong to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Sector(models.Model):
    """A row, not an enum: a district adds one without a programmer."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("领域", max_length=20, unique=True)
    joined_on = models.DateField("纳入创建日期", null=True, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "领域"
        ordering = ["order", "code"]

    def __str__(self):
        return self.name


class Kind(models.TextChoices):
    DISTRICT = "district", "区委"
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "总支"
    BRANCH = "branch", "支部"
    JOINT_BRANCH = "joint_branch", "联合支部"


class OrganizationQuerySet(models.QuerySet):
    def open_on(self, on=None):
        """Organizations that exist on that day (today by default)."""
        on = on or timezone.localdate()
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=on),
            Q(closed_on__isnull=True) | Q(closed_on__gt=on),
        )

    def under(self, organization):
        """The organization itself and everything below it."""
        return self.filter(path__startswith=organization.path)


class Organization(models.Model):
    """One node of the tree; `path` is the ids from the root down ("1/15/203/"), kept by services.

    `town` is the committee right below the root that it belongs to, itself included.
    """

    name = models.CharField("党组织名称", max_length=80)
    code = models.CharField("党组织代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级",
    )
    path = models.CharField("路径", max_length=200, editable=False, default="")
    town = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="town_organizations",
        verbose_name="所在街镇",
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="领域",
    )
    is_rated = models.BooleanField("参评单位", default=False)
    opened_on = models.DateField("建立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    full_members = models.PositiveIntegerField("正式党员数", default=0)
    probationary_members = models.PositiveIntegerField("预备党员数", default=0)
    masses = models.PositiveIntegerField("群众数", default=0)
    secretary_name = models.CharField("书记", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    elected_on = models.DateField("换届日期", null=True, blank=True)
    term_ends_on = models.DateField("届满日期", null=True, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党组织"
        ordering = ["code"]
        indexes = [
            models.Index(
                fields=["path"], opclasses=["text_pattern_ops"], name="organization_path_prefix"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=models.F("opened_on")),
                name="organization_closes_after_it_opens",
                violation_error_message="撤销日期不能早于建立日期。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def members(self):
        """Full and probationary members of this organization itself, not of its subtree."""
        return self.full_members + self.probationary_members
