"""manage.py draw --round R --share 0.2 --seed X"""

from decimal import Decimal, InvalidOperation

from django.core.management.base import BaseCommand, CommandError

from assessment.management.rounds import round_or_error
from assessment.services.draws import draw
from creation.queries.rounds import current_policy
from wuhao.errors import Refused


class Command(BaseCommand):
    help = "抽签：按领域和街镇从已通过初审的组织中抽取，种子公开，可以重算。"

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, dest="code", help="轮次代码")
        parser.add_argument("--share", help="抽查比例，如 0.2；不写用本轮政策的比例")
        parser.add_argument("--seed", required=True, help="种子：抽签前公布的任意文字")

    def handle(self, *, code, share, seed, **options):
        round = round_or_error(code)
        try:
            part = Decimal(share) if share else current_policy(round)[1].sampling_share
        except InvalidOperation as error:
            raise CommandError(f"抽查比例“{share}”不是数字，请写成 0.2 这样。") from error
        try:
            made = draw(round=round, share=part, seed=seed, by=None)
        except Refused as error:
            raise CommandError(str(error)) from error
        visits = made.visits.select_related("candidacy__organization", "team")
        for visit in visits:
            organization = visit.candidacy.organization
            self.stdout.write(f"{organization.code} {organization} {visit.team or '待派检查组'}")
        self.stdout.write(f"种子“{seed}”，比例 {part}，抽中 {len(visits)} 个。")
