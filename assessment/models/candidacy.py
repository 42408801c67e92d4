"""One organization's way through one round."""

from django.db import models
from django.db.models import Q

from creation.models import Organization, Round, Sector, StandardSet, User
from wuhao.lifecycle import Lifecycle, Move

CANDIDACY_LIFECYCLE = Lifecycle(
    name="参评",
    states={
        "enrolled": "未申报",
        "applied": "已申报",
        "barred": "触碰高压线",
        "withdrawn": "已撤回",
        "closed": "已结束",
    },
    moves=(
        Move("apply", "申报", ("enrolled", "withdrawn"), "applied"),
        Move("withdraw", "撤回申报", ("applied",), "withdrawn"),
        Move("bar", "一票否决", ("enrolled", "applied", "withdrawn"), "barred"),
        Move("lift", "解除否决", ("barred",), "applied"),
        Move("release", "解除否决（尚未申报）", ("barred",), "enrolled"),
        Move("close", "结束", ("enrolled", "applied", "barred", "withdrawn"), "closed"),
    ),
)


class Candidacy(models.Model):
    """Organization × round. Sector, town, superior and populations are copied when it enrols."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="candidacies", verbose_name="轮次"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="candidacies", verbose_name="党组织"
    )
    standard = models.ForeignKey(
        StandardSet, on_delete=models.PROTECT, related_name="+", verbose_name="创建标准"
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, related_name="+", verbose_name="领域"
    )
    town = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在街镇",
    )
    superior = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上级党组织",
    )
    members = models.PositiveIntegerField("党员数", default=0)
    people_served = models.PositiveIntegerField("群众数", default=0)
    months = models.PositiveSmallIntegerField("本轮存续月数")
    founded_in_round = models.BooleanField("本轮新建", default=False)
    reason = models.CharField("补充列入理由", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=CANDIDACY_LIFECYCLE.choices, default="enrolled"
    )
    declaration = models.JSONField("高压线承诺", default=dict, blank=True)
    applied_at = models.DateTimeField("申报时间", null=True, blank=True)
    applied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "参评"
        ordering = ["round", "organization"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organization"], name="candidacy_once"),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
                name="candidacy_applied_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.organization}（{self.round}）"

    @classmethod
    def why_not_close_organizations(cls, organizations) -> str:
        """A unit of a running round is not closed or merged away (see queries.organizations)."""
        return cls._why_not(organizations, ("enrolled", "applied", "barred"), "撤销或合并")

    @classmethod
    def why_not_move_organizations(cls, organizations) -> str:
        """Once it has applied, the superior who reviews it stays the same."""
        return cls._why_not(organizations, ("applied",), "调整隶属")

    @classmethod
    def _why_not(cls, organizations, states, deed) -> str:
        running = cls.objects.filter(
            organization__in=organizations, state__in=states, round__state="open"
        ).select_related("organization", "round")
        if not (first := running.first()):
            return ""
        more = f" 等 {number} 个" if (number := running.count()) > 1 else ""
        where = f"“{first.organization}”{more}正在“{first.round}”中参评"
        return f"{where}（{first.get_state_display()}），这一轮结束以前不能{deed}。"
