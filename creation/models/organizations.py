"""The tree of Party organizations, the sectors they belong to, and what became of them."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Now
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

    def as_of(self, day):
        """Who was open on that day, with `parent_then`, `name_then` and `sector_then`."""
        return self.open_on(day).annotate(
            parent_then=_then(day, EventKind.MOVE, "parent_id"),
            name_then=_then(day, EventKind.RENAME, "name"),
            sector_then=_then(day, EventKind.SECTOR, "sector_id"),
        )


def _then(day, kind, field):
    """What the first change after that day changed from, else what stands today."""
    later = OrganizationEvent.objects.filter(
        organization=OuterRef("pk"), kind=kind, effective_on__gt=day
    ).order_by("effective_on", "pk")
    before = Subquery(later.values(f"old_{field}")[:1])
    output = models.CharField() if field == "name" else models.BigIntegerField()
    return Case(When(Exists(later), then=before), default=F(field), output_field=output)


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
    unrated_reason = models.CharField("不参评原因", max_length=100, blank=True, db_default="")
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
    version = models.PositiveIntegerField(
        "版本", default=1, db_default=1, editable=False
    )  # a trigger counts

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
                | Q(closed_on__gte=F("opened_on")),
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


class EventKind(models.TextChoices):
    OPEN = "open", "建立"
    MOVE = "move", "隶属调整"
    RENAME = "rename", "更名"
    SECTOR = "sector", "领域调整"
    MERGE = "merge", "合并"
    SPLIT = "split", "分设"
    CLOSE = "close", "撤销"
    REOPEN = "reopen", "恢复"


class OrganizationEvent(models.Model):
    """What became of an organization, and from which day on. Append-only (a trigger).

    Services write it with a reason; for any other door (import, admin, SQL) a trigger on the
    organization does, so that what `as_of` answers never has a gap. `other` is the successor of a
    merged one, the origin of one that was split off.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="events", verbose_name="党组织"
    )
    kind = models.CharField("变动", max_length=10, choices=EventKind.choices)
    effective_on = models.DateField("生效日期")
    reason = models.CharField("原因", max_length=200, blank=True)
    document = models.CharField("文号", max_length=60, blank=True)
    old_parent = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_parent = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    old_name = models.CharField("原名称", max_length=80, blank=True)
    new_name = models.CharField("新名称", max_length=80, blank=True)
    old_sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="other_events",
        verbose_name="对方党组织",
    )
    made_at = models.DateTimeField("登记时间", db_default=Now())
    made_by = models.ForeignKey(
        "creation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "党组织变动"
        ordering = ["-effective_on", "-id"]
        indexes = [
            models.Index(
                fields=["organization", "kind", "effective_on"], name="organization_event_then"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["merge", "split"]) | Q(other__isnull=False),
                name="organization_event_has_the_other",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_kind_display()}"

    def told_on(self, organization) -> str:
        """What happened, in one sentence on the page of one of the two."""
        if self.kind == EventKind.MERGE:
            gone = self.organization_id == organization.pk
            return f"并入“{self.other}”" if gone else f"“{self.organization}”并入本组织"
        if self.kind == EventKind.SPLIT:
            new = self.organization_id == organization.pk
            return f"由“{self.other}”分设" if new else f"分设出“{self.organization}”"
        before, after = {
            EventKind.MOVE: (self.old_parent, self.new_parent),
            EventKind.RENAME: (self.old_name, self.new_name),
            EventKind.SECTOR: (self.old_sector or "没有领域", self.new_sector or "没有领域"),
        }.get(self.kind, (None, None))
        return f"由“{before}”改为“{after}”" if before else self.get_kind_display()
