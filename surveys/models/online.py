"""The questionnaire on people's own phones: links, codes, and nothing about them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from creation.models import Organization
from surveys.models.questionnaires import Questionnaire
from surveys.models.uploads import Upload

MODES = [("open", "公开链接，谁都可以填"), ("codes", "一人一个答题码，只能用一次")]


class OnlineLink(models.Model):
    """Where the people of one organization answer. What they say hangs on the batch's `upload`."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="links", verbose_name="问卷"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="survey_links", verbose_name="党组织"
    )
    upload = models.ForeignKey(
        Upload, on_delete=models.PROTECT, related_name="links", verbose_name="答卷"
    )
    token = models.CharField("地址", max_length=32, unique=True)
    mode = models.CharField("方式", max_length=5, choices=MODES, default="open")
    opens_at = models.DateTimeField("开放时间")
    closes_at = models.DateTimeField("截止时间")

    class Meta:
        verbose_name = verbose_name_plural = "在线链接"
        ordering = ["questionnaire", "organization"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "organization"], name="online_link_once"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gte=F("opens_at")), name="online_closes_after_opening"
            ),
        ]

    def __str__(self):
        return f"{self.organization}的{self.questionnaire}"

    def get_absolute_url(self):
        return reverse("online_detail", args=[self.pk])


class AnswerCode(models.Model):
    """A one-time code that is still good, as a keyed digest. Used, the row goes: nothing is left
    that could be laid beside an answer."""

    link = models.ForeignKey(
        OnlineLink, on_delete=models.CASCADE, related_name="codes", verbose_name="在线链接"
    )
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "答题码"
        constraints = [models.UniqueConstraint(fields=["link", "digest"], name="answer_code_once")]

    def __str__(self):
        return f"{self.link}的答题码"


class SentForm(models.Model):
    """A form that was sent, so that sending it twice counts once; forgotten after two days."""

    digest = models.CharField("摘要", max_length=64, primary_key=True)
    day = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "已交标记"

    def __str__(self):
        return self.digest


class Uncounted(models.Model):
    """An organization with an answer that the rates don't hold yet; mostly for milliseconds."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "待计答卷"

    def __str__(self):
        return f"{self.questionnaire} {self.organization}"
