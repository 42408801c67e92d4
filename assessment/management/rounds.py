"""What the commands of a round share."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from creation.models import Round

PATIENCE = "900s"  # as a worker has; a page gives up after half a minute


class RoundCommand(BaseCommand):
    """A command that may keep the database busy for longer than a page."""

    def execute(self, *args, **options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [PATIENCE])
        return super().execute(*args, **options)


def round_or_error(code) -> Round:
    round = Round.objects.filter(code=code).first()
    if round is None:
        known = "、".join(Round.objects.values_list("code", flat=True)) or "还没有轮次"
        raise CommandError(f"没有代码为“{code}”的轮次（现有：{known}）。")
    return round


def fail_on(command, problems) -> None:
    """Every problem on its own line, then exit 1."""
    for problem in problems:
        command.stdout.write(str(problem))
    if problems:
        raise CommandError(f"有 {len(problems)} 处错误，什么都没有写入。")
