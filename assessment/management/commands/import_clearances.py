"""manage.py import_clearances FILE --round R"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessment.management.rounds import fail_on, round_or_error
from assessment.services.clearance_files import import_clearances


class Command(BaseCommand):
    help = (
        "导入联审答复（xlsx、xls、csv）：党组织代码、高压线、部门、结果（无/有）、文号、日期；"
        "有一处错误就什么都不写入。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--round", required=True, dest="code", help="轮次代码")

    def handle(self, *, file, code, **options):
        if not file.is_file():
            raise CommandError(f"文件打不开：{file}")
        report = import_clearances(path=file, round=round_or_error(code), by=None)
        fail_on(self, report.problems)
        self.stdout.write(
            f"联审答复 {report.answered} 条（其中“有” {report.hits} 条），已写入；"
            f"与原答复相同 {report.unchanged} 条。"
        )
