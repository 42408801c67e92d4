"""What was taken out of a draft."""

from django.db import models

from creation.models.people import User


class Removed(models.Model):
    """Kept so that it can be put back where it stood, until the publication."""

    order = models.PositiveSmallIntegerField("排序")
    values = models.JSONField("内容")
    removed_at = models.DateTimeField("删除时间", auto_now_add=True)
    removed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
