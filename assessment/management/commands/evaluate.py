"""manage.py evaluate --round R [--json] [--lines]"""

import json

from django.core.management.base import BaseCommand, CommandError

from assessment.management.rounds import round_or_error
from assessment.models import Evaluation
from assessment.services.evaluate import evaluate
from wuhao.errors import Refused

WORDS = {
    "candidacies": "参评",
    "evaluated": "已评定",
    "five_good": "五好",
    "not_reached": "未达标",
    "red_line": "否决",
    "not_rated": "不评定",
    "pending": "待定",
    "average": "平均分",
}
NUMBERS = ("composite", "organization_part", "rates_part", "bonus")


class Command(BaseCommand):
    help = (
        "综合评价一轮；--json 打印汇总（evaluated 是待定以外的个数，average 只算五好和未达标），"
        "再加 --lines 另列每个组织的结果。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, dest="code", help="轮次代码")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument(
            "--lines", action="store_true", help="同 --json 一起用：另有 lines，每个组织一项"
        )

    def handle(self, *, code, as_json, lines, **options):
        if lines and not as_json:
            raise CommandError("--lines 要和 --json 一起用。")
        try:
            run = evaluate(round=round_or_error(code), by=None)
        except Refused as error:
            raise CommandError(str(error)) from error
        if as_json:
            found = run.summary | {"average": _number(run.summary["average"])}
            if lines:
                found["lines"] = [_line(one) for one in _results(run)]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            figures = run.summary | {"average": run.summary["average"] or "暂无"}
            self.stdout.write("，".join(f"{word} {figures[key]}" for key, word in WORDS.items()))


def _results(run):
    rows = Evaluation.objects.filter(run=run).order_by("candidacy__organization__code")
    return rows.select_related("candidacy__organization")


def _line(result) -> dict:
    numbers = {name: _number(getattr(result, name)) for name in NUMBERS}
    return {
        "code": result.candidacy.organization.code,
        "decision": result.decision,
        **numbers,
        "goals": [
            {"code": goal["code"], "name": goal["name"]}
            | {name: _number(goal[name]) for name in ("got", "applicable", "share")}
            for goal in result.goals
        ],
        "rates": {
            name: rate | {key: _number(rate[key]) for key in ("value", "low", "high")}
            for name, rate in result.rates.items()
        },
    }


def _number(value) -> float | None:
    """A stored decimal as a JSON number: repr of the nearest float has no noise."""
    return None if value is None else float(value)
