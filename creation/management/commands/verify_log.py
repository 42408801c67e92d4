"""`manage.py verify_log`: is the log as it was sealed? Exit 1 and the first difference when not."""

from django.core.management.base import BaseCommand, CommandError

from creation.queries.triggers import silent_tables
from creation.services.seals import verify


class Command(BaseCommand):
    help = "沿封存链核对操作日志：被改、被删、被插入的第一条会指名道姓，退出码 1。"

    def add_arguments(self, parser):
        parser.add_argument("--expect", default="", metavar="摘要", help="以前记下的封存摘要")

    def handle(self, *args, expect="", **options):
        verdict = verify(by=None, expect=expect)
        if verdict.broken:
            raise CommandError(verdict.broken)
        if silent := silent_tables():
            raise CommandError(f"这些表的日志触发器缺失或被停用：{'、'.join(silent)}")
        self.stdout.write(
            f"核对 {verdict.seals} 批 {verdict.rows} 条，全部与封存时一致；"
            f"尚未封存 {verdict.unsealed} 条。\n最后一批的摘要：{verdict.head}"
        )
