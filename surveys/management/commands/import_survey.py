"""manage.py import_survey FILE --round R [--questionnaire Q] [--mapping M.json] [--dry-run]."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from creation.models import Round
from surveys.integrity import FLAGS
from surveys.layouts import LAYOUTS
from surveys.mapping import Mapping, MappingError
from surveys.models import STRATA
from surveys.queries import questionnaires_in
from surveys.services.questionnaires import install_questionnaire
from surveys.services.reading import inspect
from surveys.services.uploads import import_file
from wuhao.errors import Refused


class Command(BaseCommand):
    help = "把一个测评数据文件（本系统模板、计票表、问卷星、腾讯问卷……）导入一个轮次"

    def add_arguments(self, parser):
        parser.add_argument("file", help="xlsx、xls 或 csv")
        parser.add_argument("--round", required=True, help="轮次代码")
        parser.add_argument("--questionnaire", help="问卷代码；轮次只有一份问卷时可以不写")
        parser.add_argument("--mapping", help="列、说法、党组织的对应关系（JSON 文件）")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args, **options):
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}")
        what = {
            "path": path,
            "name": path.name,
            "questionnaire": self.questionnaire(options["round"], options["questionnaire"]),
            "mapping": self.mapping(options["mapping"]),
            "by": None,
        }
        try:
            reading = inspect(**what)
            self.tell(reading)
            if reading.error_count:
                raise CommandError(f"有 {reading.error_count} 处错误，什么也没有写入。")
            if options["dry_run"]:
                self.stdout.write("检查通过；这次是试运行，没有写入。")
                return
            import_file(**what, reading=reading)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("已入库。")

    def tell(self, reading):
        """Counts, then every error, one a line."""
        counts = reading.counts()
        strata = dict(STRATA)
        shares = "，".join(f"{strata[code]} {n} 份" for code, n in counts["strata"].items())
        self.stdout.write(
            f"格式：{LAYOUTS[reading.layout.kind]}；有效行 {counts['rows']}，"
            f"党组织 {counts['organizations']} 个；{shares or '没有答卷'}"
        )
        if reading.layout.personal:
            self.stdout.write(f"不读取的个人信息列：{'、'.join(reading.layout.personal)}")
        if reading.layout.unused:
            self.stdout.write(f"没有用到的列：{'、'.join(reading.layout.unused)}")
        if counts["left_out"]:
            self.stdout.write(f"按对应关系不导入的行：{counts['left_out']}")
        for flag, number in counts["flags"].items():
            self.stdout.write(f"疑点“{FLAGS[flag]}”：{number} 份（只标记，不剔除）")
        if counts["not_rated"]:
            self.stdout.write(f"不参评的党组织：{'、'.join(counts['not_rated'])}")
        for line in reading.table.errors():
            self.stderr.write(line)

    def questionnaire(self, round_code, code):
        """The one that is named, the only one, or the shipped one where a round has none yet."""
        round_ = Round.objects.filter(code=round_code).first()
        if round_ is None:
            raise CommandError(f"没有代码为“{round_code}”的轮次")
        all_of_them = list(questionnaires_in(round_))
        found = {one.code: one for one in all_of_them if one.state == "published"}
        if not all_of_them and not code:
            return install_questionnaire(round=round_, by=None)
        if code in found:
            return found[code]
        if not code and len(found) == 1:
            return next(iter(found.values()))
        raise CommandError(
            f"请用 --questionnaire 指定问卷：{'、'.join(found) or '还没有已发布的问卷'}"
        )

    def mapping(self, path):
        if not path:
            return Mapping()
        try:
            return Mapping.from_dict(json.loads(Path(path).read_text(encoding="utf-8-sig")))
        except MappingError as error:
            raise CommandError("\n".join(error.errors)) from error
        except (OSError, ValueError) as error:
            raise CommandError(f"读不了对应关系文件 {path}：{error}") from error
