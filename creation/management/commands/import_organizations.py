"""manage.py import_organizations FILE [--dry-run]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in


class Command(BaseCommand):
    help = "导入党组织名册（xlsx、xls、csv）；有一处错误就什么都不写入。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *, file, dry_run, **options):
        if not file.is_file():
            raise CommandError(f"文件打不开：{file}")
        report = bring_in(register=ORGANIZATIONS, path=file, by=None, dry_run=dry_run)
        self.stdout.write("，".join(f"{word} {count}" for word, count in report.counts.items()))
        for problem in report.problems:
            self.stdout.write(str(problem))
        if report.problems:
            raise CommandError(f"有 {len(report.problems)} 处错误，什么都没有写入。")
        self.stdout.write("只检查，没有写入。" if dry_run else "已写入。")
