"""Reminders: what somebody is told, where it leads, whether it was read or mailed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from creation.models.people import User

MAIL_ATTEMPTS = 5


class NoticeQuerySet(models.QuerySet):
    def shown(self):
        """Those whose hour has come: nobody is disturbed in the evening or at night."""
        return self.filter(due_at__lte=timezone.now())

    def unread(self):
        return self.shown().filter(read_at__isnull=True)


class Notice(models.Model):
    """One sentence to one person. `key` says what it is about: the same never comes twice."""

    to = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    about = models.CharField("内容", max_length=200)
    link = models.CharField("链接", max_length=200)
    key = models.CharField("事由", max_length=80)
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField("发出时间", auto_now_add=True)
    due_at = models.DateTimeField("送达时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    mailed_at = models.DateTimeField("邮件时间", null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField("邮件次数", default=0)
    mail_next_at = models.DateTimeField("下次发邮件", null=True, blank=True)
    mail_error = models.CharField("邮件错误", max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=~Q(about="") & ~Q(link="") & ~Q(key=""), name="notice_says_something"
            ),
        ]
        indexes = [
            models.Index(fields=["to", "due_at"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["mail_next_at"], condition=Q(mailed_at=None), name="notice_to_mail"
            ),
        ]

    def __str__(self):
        return self.about
