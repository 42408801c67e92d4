"""The draw for spot-checks, the teams and their visits."""

from django.db import models

from assessment.models.candidacy import Candidacy
from creation.models import Organization, Round, User


class Draw(models.Model):
    """One draw of a round: seed and shares, so that anybody can repeat it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField("随机种子", max_length=64)
    share = models.DecimalField("抽查比例", max_digits=4, decimal_places=3)
    strata = models.JSONField("分层", default=list)
    exclusions = models.JSONField("排除", default=list)
    drawn_at = models.DateTimeField("抽签时间", auto_now_add=True)
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "抽签"
        ordering = ["-drawn_at"]

    def __str__(self):
        return f"{self.round}抽签 {self.pk}"


class Team(models.Model):
    """An inspection team; it never goes to its own town (回避)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField("检查组", max_length=40)
    home = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="来自街镇",
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查组"
        ordering = ["round", "name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="team_name_in_round"),
        ]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_leader = models.BooleanField("组长", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "检查组成员"
        ordering = ["team", "-is_leader", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="team_member_once"),
        ]

    def __str__(self):
        return f"{self.team} {self.user}"


class Visit(models.Model):
    """One team at one candidacy: the spot-check, or an unannounced mid-term check."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="visits")
    draw = models.ForeignKey(
        Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="visits"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="visits")
    kind = models.CharField(
        "类别", max_length=8, choices=[("spot", "抽查"), ("midterm", "中途检查")], default="spot"
    )
    reason = models.CharField("点名理由", max_length=200, blank=True)
    visited_on = models.DateField("检查日期", null=True, blank=True)
    heard = models.TextField("听", blank=True)
    inspected = models.TextField("查", blank=True)
    appraised = models.TextField("评", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        ordering = ["candidacy", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"],
                condition=models.Q(kind="spot"),
                name="visit_one_spot_check",
            ),
        ]

    def __str__(self):
        return f"{self.candidacy}{self.get_kind_display()}"
