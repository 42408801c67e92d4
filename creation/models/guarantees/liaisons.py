"""制度保证: the leader linked to an organization, and the visits; what is required of a year."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from creation.models.guarantees.base import ALL, Registered, ends_after, in_order
from creation.models.organizations import Organization

ENDS = "结束日期不能早于开始日期。"
SOLVED = "写了问题才填解决日期，解决日期不能早于走访日期。"


class Liaison(Registered):
    """A leader and one of the organizations that he is linked to, for a period."""

    personal = frozenset({"leader_name"})

    leader_name = models.CharField("联系领导", max_length=40)
    leader_post = models.CharField("领导职务", max_length=60, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="liaisons", verbose_name="联系点"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系点"
        ordering = ["leader_name", "organization__code", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["leader_name", "organization", "starts_on"],
                name="liaison_once",
                violation_error_message="这位领导从这一天起联系这个党组织，已经登记过。",
            ),
            ends_after("starts_on", "ends_on", "liaison_ends_after_it_starts", ENDS),
        ]

    def __str__(self):
        return f"{self.organization}的联系领导"

    @property
    def reference(self):
        """How a file names it."""
        return f"{self.organization.code} {self.leader_name} {self.starts_on}"

    def clean(self):
        in_order(self, "starts_on", "ends_on", ENDS)


class LiaisonVisit(Registered):
    keeper, parent = "liaison__organization", "liaison"

    liaison = models.ForeignKey(
        Liaison, on_delete=models.PROTECT, related_name="visits", verbose_name="联系点"
    )
    visited_on = models.DateField("走访日期")
    seen_there = models.TextField("看到的情况", max_length=1000)
    problem = models.TextField("发现的问题", max_length=1000, blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    solution = models.TextField("解决情况", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系点走访"
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["liaison", "visited_on"],
                name="liaison_visit_once",
                violation_error_message="这一天的走访已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(solved_on__isnull=True)
                | (~Q(problem="") & Q(solved_on__gte=F("visited_on"))),
                name="liaison_visit_solved_after_a_problem",
                violation_error_message=SOLVED,
            ),
        ]

    def __str__(self):
        return f"{self.visited_on} {self.organization}"

    @property
    def organization(self):
        return self.liaison.organization

    def clean(self):
        liaison, day = self.liaison, self.visited_on
        if day and (day < liaison.starts_on or (liaison.ends_on and day > liaison.ends_on)):
            period = f"{liaison.starts_on} 至 {liaison.ends_on or '今'}"
            raise ValidationError({"visited_on": f"不在联系的时间（{period}）之内。"})
        if self.solved_on and (not self.problem or (day and self.solved_on < day)):
            raise ValidationError({"solved_on": SOLVED})


class GuaranteeRequirement(Registered):
    """What a year asks for, from that year on; a row without a year has always held."""

    keeper, seen = "", ALL

    from_year = models.PositiveSmallIntegerField(
        "从哪一年起",
        null=True,
        blank=True,
        validators=[MinValueValidator(1949), MaxValueValidator(2999)],
        help_text="留空表示一直有效",
    )
    visits_per_year = models.PositiveSmallIntegerField("每个联系点每年走访次数")
    trainings_per_sector = models.PositiveSmallIntegerField("每个领域每年培训次数")
    seminars_per_sector = models.PositiveSmallIntegerField("每个领域每年交流研讨次数")
    city_part = models.PositiveSmallIntegerField(
        "党群服务中心市级投入份数", validators=[MinValueValidator(1)]
    )
    district_part = models.PositiveSmallIntegerField(
        "党群服务中心区级投入份数", validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "保证要求"
        ordering = [F("from_year").desc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["from_year"],
                name="guarantee_requirement_once",
                nulls_distinct=False,
                violation_error_message="这一年的要求已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(city_part__gt=0, district_part__gt=0),
                name="guarantee_requirement_parts_are_not_zero",
                violation_error_message="投入份数至少是 1。",
            ),
        ]

    def __str__(self):
        return f"{self.from_year} 年起的要求" if self.from_year else "一直有效的要求"

    def kept_at(self):
        return []
