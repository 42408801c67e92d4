"""manage.py load_standards FILE… [--publish]"""

import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from creation.services.standards import publish, save_standard
from creation.standards import StandardError, parse_standard
from wuhao.errors import Refused


class Command(BaseCommand):
    help = "读入创建标准文件（standards/*.toml）；有一处错误就一个也不写入。"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--publish", action="store_true", dest="publishing", help="读入后发布，发布后不能再改"
        )

    def handle(self, *, files, publishing, **options):
        errors, lines = [], []
        with transaction.atomic():
            for file in files:
                try:
                    lines.append(_load(file, publishing))
                except StandardError as error:
                    errors += [f"{file.name} {sentence}" for sentence in error.errors]
                except (Refused, OSError, ValueError) as error:
                    errors.append(f"{file.name} {_in_words(error)}")
            if errors:
                transaction.set_rollback(True)
        if errors:
            raise CommandError("\n".join([*errors, f"共 {len(errors)} 处错误，什么都没有写入。"]))
        self.stdout.write("\n".join(lines))


def _load(file, publishing) -> str:
    with file.open("rb") as stream:
        spec = parse_standard(tomllib.load(stream))
    standard = save_standard(spec=spec, by=None)
    if publishing and standard.state == "draft":
        publish(standard=standard, by=None)
    return f"{standard.code} {standard} {len(spec.items)} 个要点 {standard.get_state_display()}"


def _in_words(error) -> str:
    if isinstance(error, OSError):
        return f"文件打不开：{error.strerror}"
    if isinstance(error, tomllib.TOMLDecodeError | UnicodeDecodeError):
        return f"不是正确的 TOML 文件：{error}"
    return str(error)
