"""The red lines and the departments that answer them."""

from django.db import models


class Department(models.Model):
    """A department that answers red lines in the joint vetting."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("部门", max_length=30, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "联审部门"
        ordering = ["order", "code"]

    def __str__(self):
        return self.name


class RedLine(models.Model):
    """A veto, never a deduction. Dated, answered by one or more departments."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("高压线", max_length=40, unique=True)
    about = models.CharField("说明", max_length=200, blank=True)
    departments = models.ManyToManyField(
        Department, related_name="red_lines", verbose_name="联审部门"
    )
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "高压线"
        ordering = ["order", "code"]

    def __str__(self):
        return self.name
