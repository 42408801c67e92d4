"""People and what they may act for."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from creation.roles import ROLE_CHOICES


class User(AbstractUser):
    """A person who logs in. Rights come from appointments alone, never from Django's groups."""

    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=40)
    must_change_password = models.BooleanField("首次登录须改密码", default=False)
    password_expires_at = models.DateTimeField("一次性密码有效至", null=True, blank=True)
    disabled_at = models.DateTimeField("停用时间", null=True, blank=True)
    disabled_reason = models.CharField("停用原因", max_length=200, blank=True)
    is_demo = models.BooleanField("演示账号", default=False)

    objects = UserManager()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled_at__isnull=True) | ~Q(disabled_reason=""),
                name="user_is_disabled_for_a_reason",
                violation_error_message="停用账号要写原因。",
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Appointments whose period holds on that day (today by default), both ends included."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Appointment(models.Model):
    """A role at an organization for a period: the only source of what somebody may see and do."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="appointments", verbose_name="用户"
    )
    role = models.CharField("角色", max_length=20, choices=ROLE_CHOICES)
    organization = models.ForeignKey(
        "creation.Organization",
        on_delete=models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        verbose_name="任职组织",
    )
    department = models.ForeignKey(
        "creation.Department",
        on_delete=models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        verbose_name="联审部门",
    )
    starts_on = models.DateField("开始日期", default=timezone.localdate)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    source = models.CharField("来源", max_length=40, blank=True, help_text="由抽签产生时记抽签编号")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["user", "role", "organization"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(role="department", department__isnull=False)
                | (~Q(role="department") & Q(department__isnull=True)),
                name="appointment_department_only_for_departments",
                violation_error_message="只有联审部门的任职要填部门。",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["department", "auditor", "system_admin"])
                | Q(organization__isnull=False),
                name="appointment_has_an_organization",
                violation_error_message="这个角色的任职要填任职组织。",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()} {self.organization or self.department or ''}"

    @classmethod
    def why_not_close_organizations(cls, organizations) -> str:
        """Nobody is left in office at an organization that is gone."""
        held = cls.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate()),
            organization__in=organizations,
        ).select_related("user", "organization")
        if not (first := held.first()):
            return ""
        more = f" 等 {number} 人" if (number := held.values("user").distinct().count()) > 1 else ""
        return f"“{first.organization}”还有任职没有结束（{first.user}{more}），请先结束这些任职。"
