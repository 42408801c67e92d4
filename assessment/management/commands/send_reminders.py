"""manage.py send_reminders: by a timer, as often as wanted; nobody is told the same twice."""

from django.core.management.base import BaseCommand

from assessment.services.reminders import send_reminders
from creation.services.mail import send_due


class Command(BaseCommand):
    help = "提醒各阶段还有事没办的人，并发出到时候的邮件；同一件事不重复。"

    def handle(self, *args, **options):
        told = send_reminders()
        sent, failed = send_due()
        self.stdout.write(f"新提醒 {told} 条，发出邮件 {sent} 封，没有发出 {failed} 封。")
