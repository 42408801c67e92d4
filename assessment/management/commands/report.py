"""`manage.py report --round R --out DIR [--scope CODE] [--format docx,xlsx]`"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessment.queries.report import report_data
from assessment.services import reports
from creation.models import Organization, Round
from creation.services.log import record
from wuhao.errors import Refused


class Command(BaseCommand):
    help = "生成全区（或一个街镇）的创建工作报告。"

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, metavar="轮次代码")
        parser.add_argument("--out", required=True, metavar="文件夹", type=Path)
        parser.add_argument("--scope", metavar="党组织代码", help="缺省为全区")
        parser.add_argument("--format", default="docx,xlsx", metavar="docx,xlsx")

    def handle(self, *args, out, **options):
        formats = _formats(options["format"])
        round, scope = _round(options["round"]), _scope(options["scope"])
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"--out {out}：不能建立这个文件夹（{error.strerror}）。") from None
        if sentence := reports.why_not_report(round=round, formats=formats):
            raise CommandError(sentence)
        with transaction.atomic():  # the entry first: without one no file is written
            record(by=None, action="生成报告", on=round, note=f"{scope}：{'、'.join(formats)}")
            data = report_data(round, scope)
            names = {form: reports.file_name(round, scope, form) for form in formats}
            try:
                made = reports.write_together(data, names, out)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            for place in made:
                self.stdout.write(str(place))


def _formats(text):
    formats = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := [form for form in formats if form not in reports.WRITERS]:
        raise CommandError(
            f"--format {'、'.join(unknown)}：没有这种格式，可用 {'、'.join(reports.WRITERS)}。"
        )
    return formats


def _round(code):
    found = Round.objects.filter(code=code).first()
    if found is None:
        known = "、".join(Round.objects.values_list("code", flat=True)) or "（没有）"
        raise CommandError(f"--round {code}：没有这个轮次，现有轮次：{known}。")
    return found


def _scope(code):
    if code is None:
        roots = list(Organization.objects.filter(parent=None)[:2])
        if len(roots) != 1:
            raise CommandError("有多个（或没有）最上级党组织，请用 --scope 指定党组织代码。")
        return roots[0]
    found = Organization.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"--scope {code}：没有这个代码的党组织。")
    return found
