"""manage.py import_marks FILE --round R --stage self|review|spot [--submit [--signed-by NAME]]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessment.management.rounds import fail_on, round_or_error
from assessment.models.sheets import STAGES
from assessment.services.mark_files import import_marks
from wuhao.errors import Refused


class Command(BaseCommand):
    help = (
        "导入评分（xlsx、xls、csv），每个党组织的每个要点一行："
        "党组织代码、要点编号、值、不适用、说明；有一处错误就什么都不写入。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--round", required=True, dest="code", help="轮次代码")
        parser.add_argument("--stage", required=True, choices=[code for code, _ in STAGES])
        parser.add_argument(
            "--submit",
            action="store_true",
            dest="submitting",
            help="一并提交；自查：未申报的先申报（承诺未触碰高压线）；初审：通过",
        )

        parser.add_argument(
            "--signed-by",
            default="",
            metavar="NAME",
            help="签字负责人的姓名，与 --submit 一起用；不写就记为未签字",
        )

    def handle(self, *, file, code, stage, submitting, signed_by, **options):
        if not file.is_file():
            raise CommandError(f"文件打不开：{file}")
        if signed_by and not submitting:
            raise CommandError("--signed-by 要和 --submit 一起用：只写入、不提交的评分表没有签字。")
        try:
            report = import_marks(
                path=file,
                round=round_or_error(code),
                stage=stage,
                signed_by=signed_by.strip() if submitting else None,
                by=None,
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        fail_on(self, report.problems)
        self.stdout.write(f"评分表 {report.sheets} 张，得分 {report.marks} 条，已写入。")
        if report.applied:
            self.stdout.write(f"一并申报 {report.applied} 个。")
        if submitting and not signed_by and stage != "review":
            self.stdout.write("提交记为未签字；要记签字人，请加 --signed-by 姓名。")
        if report.kept:
            self.stdout.write(f"初审已确认不适用的 {report.kept} 条没有计入。")
