"""What people wrote in their own words."""

from django.db import models

from creation.models import Organization
from surveys.models.questionnaires import STRATA
from surveys.models.uploads import Upload


class Remark(models.Model):
    """One free answer, masked before it was stored; nothing ties it to the sheet it stood on."""

    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="remarks", verbose_name="数据文件"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党组织"
    )
    stratum = models.CharField("身份", max_length=10, choices=STRATA)
    question = models.CharField("题目", max_length=200)
    text = models.TextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["organization", "question", "pk"]

    def __str__(self):
        return self.text
