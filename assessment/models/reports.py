"""Reports: what a job made, kept with its hash."""

from django.db import models

from creation.models import Job, Organization, Round


class Report(models.Model):
    """A district's or a town's report on a round; `job` says who asked, when and how far it is."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="report")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    scope = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="范围"
    )

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.scope}{self.round}报告"


class ReportFile(models.Model):
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField("格式", max_length=5, choices=[("docx", "Word"), ("xlsx", "Excel")])
    name = models.CharField("文件名", max_length=120)
    file = models.FileField("文件", upload_to="reports/")
    sha256 = models.CharField("摘要", max_length=64)
    size = models.PositiveIntegerField("大小", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "报告文件"
        ordering = ["report", "format"]

    def __str__(self):
        return self.name
