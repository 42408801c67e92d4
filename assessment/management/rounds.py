"""What the commands of a round share."""

from django.core.management.base import CommandError

from creation.models import Round


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
