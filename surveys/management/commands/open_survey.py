"""manage.py open_survey --round R --closes 2026-12-20T20:00 [--questionnaire Q] [--codes]."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from creation.models import Organization
from surveys.models import Questionnaire
from surveys.services.online import open_links
from surveys.views.qr_sheets import address_of
from wuhao.errors import Refused


class Command(BaseCommand):
    help = "给一个轮次的全部参评单位开放在线问卷，逐行列出代码和网址"

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, help="轮次代码")
        parser.add_argument("--questionnaire", help="问卷代码；只有一份已发布的问卷时可以不写")
        parser.add_argument("--closes", required=True, help="截止时间，如 2026-12-20T20:00")
        parser.add_argument("--codes", action="store_true", help="一人一个答题码")
        parser.add_argument("--quiet", action="store_true", help="不列网址")

    def handle(self, *, round, questionnaire, closes, codes, quiet, **options):
        asked = self.questionnaire(round, questionnaire)
        try:
            number = open_links(
                questionnaire=asked,
                organizations=Organization.objects.filter(is_rated=True).open_on(),
                mode="codes" if codes else "open",
                opens_at=timezone.now(),
                closes_at=self.moment(closes),
                by=None,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for link in asked.links.select_related("organization").order_by("organization__code"):
            if not quiet:
                self.stdout.write(f"{link.organization.code},{address_of(link)}")
        self.stdout.write(f"新开放 {number} 个链接。")

    def questionnaire(self, round, code):
        found = Questionnaire.objects.filter(round__code=round, state="published")
        found = list(found.filter(code=code) if code else found)
        if len(found) != 1:
            raise CommandError("没有这份已发布的问卷，或者不止一份；请用 --questionnaire 指定。")
        return found[0]

    def moment(self, text):
        try:
            return timezone.make_aware(datetime.fromisoformat(text))
        except ValueError as error:
            raise CommandError(f"截止时间“{text}”不对，要像 2026-12-20T20:00 这样写。") from error
