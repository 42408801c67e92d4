"""manage.py open_round FILE"""

import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessment.models import Clearance
from assessment.services.candidacies import open_round
from creation.round_files import RoundError
from creation.services.rounds import define_round
from wuhao.errors import Refused


class Command(BaseCommand):
    help = "按一个小文件（TOML：code、name、起止日期、阶段、标准、政策）开启一轮创建。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as stream:
                data = tomllib.load(stream)
            with transaction.atomic():
                round = open_round(round=define_round(data=data, by=None), by=None)
        except OSError as error:
            raise CommandError(f"文件打不开：{error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"{file.name} 不是正确的 TOML 文件：{error}") from error
        except RoundError as error:
            faults = [*error.errors, f"共 {len(error.errors)} 处错误，什么都没有写入。"]
            raise CommandError("\n".join(faults)) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        asked = Clearance.objects.filter(candidacy__round=round).count()
        self.stdout.write(
            f"{round}（{round.code}）已开启：参评 {round.candidacies.count()} 个，"
            f"联审待答复 {asked} 条。"
        )
