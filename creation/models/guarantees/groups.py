"""组织保证: leading groups and working bodies, who is in them, when they met."""

from django.db import models

from creation.models.guarantees.base import DOWN, Registered, ends_after, in_order
from creation.models.organizations import Organization

ENDS = "撤销日期不能早于成立日期。"


class GroupKind(models.TextChoices):
    LEADING = "leading", "领导小组"
    JOINT = "joint", "联席会议"
    WORKING = "working", "工作机构"


class LeadingGroup(Registered):
    """Its level is that of the organization that set it up."""

    seen = DOWN

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="leading_groups",
        verbose_name="党组织",
    )
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=10, choices=GroupKind.choices)
    set_up_on = models.DateField("成立日期", null=True, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    duties = models.TextField("职责", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导小组与工作机构"
        ordering = ["organization__code", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="leading_group_once",
                violation_error_message="这个党组织已经登记了同名的机构。",
            ),
            ends_after("set_up_on", "ended_on", "leading_group_ends_after_it_starts", ENDS),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        in_order(self, "set_up_on", "ended_on", ENDS)


class OfGroup(Registered):
    keeper, parent, seen = "group__organization", "group", DOWN

    class Meta:
        abstract = True

    @property
    def organization(self):
        return self.group.organization


class GroupMember(OfGroup):
    personal = frozenset({"name"})

    group = models.ForeignKey(
        LeadingGroup, on_delete=models.PROTECT, related_name="members", verbose_name="机构"
    )
    # not "name": what a column of that name holds labels the row in the log
    name = models.CharField("姓名", max_length=40, db_column="person_name")
    post = models.CharField("组内职务", max_length=20)
    office = models.CharField("单位和职务", max_length=80, blank=True)
    duties = models.CharField("分工", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "机构成员"
        ordering = ["group", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"],
                name="group_member_once",
                violation_error_message="这个机构已经有这名成员。",
            ),
        ]

    def __str__(self):
        return f"{self.group} {self.post}"


class GroupMeeting(OfGroup):
    group = models.ForeignKey(
        LeadingGroup, on_delete=models.PROTECT, related_name="meetings", verbose_name="机构"
    )
    held_on = models.DateField("召开日期")
    topic = models.CharField("议题", max_length=100)
    attended = models.PositiveIntegerField("到会人数", null=True, blank=True)
    decided = models.TextField("议定事项", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构会议"
        ordering = ["-held_on", "group", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on", "topic"],
                name="group_meeting_once",
                violation_error_message="这次会议已经登记过。",
            ),
        ]

    def __str__(self):
        return f"{self.held_on} {self.topic}"
