"""What a person decided about sheets that carry a sign of doubt."""

from django.db import models
from django.db.models import Q

from creation.models import Organization, User
from surveys.integrity import FLAGS
from surveys.models.uploads import Upload


class FlagDecision(models.Model):
    """The sheets of one file, organization and flag, left out of the rates until that is lifted.

    Later files need a decision of their own: nobody has looked at them yet.
    """

    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="flag_decisions", verbose_name="数据文件"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党组织"
    )
    flag = models.CharField("疑点", max_length=10, choices=FLAGS.items())
    sheets = models.PositiveIntegerField("份数")
    reason = models.CharField("剔除理由", max_length=200)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", auto_now_add=True)
    lifted_reason = models.CharField("恢复理由", max_length=200, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="恢复人"
    )
    lifted_at = models.DateTimeField("恢复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "疑点处理"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "organization", "flag"],
                condition=Q(lifted_at=None),
                name="flag_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_reason="")
                | Q(lifted_at__isnull=False) & ~Q(lifted_reason=""),
                name="flag_lifted_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_flag_display()} {self.sheets} 份"
