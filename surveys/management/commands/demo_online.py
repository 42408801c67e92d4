"""manage.py demo_online --round R: a few people of the demonstration district answer online."""

import secrets

from django.core.management.base import BaseCommand, CommandError

from surveys.models import OnlineLink
from surveys.queries import form_of
from surveys.queries.sampling import plans_of
from surveys.services.answers import count_answers, take_answer
from surveys.services.rates import enough_of, policy_of
from surveys.walk import asked

PEOPLE = (2, 1, 2, 2, 1)  # which option of the identity: 群众, 党员 …
SECONDS = 75


class Command(BaseCommand):
    help = "演示区：样本最少的一个党组织收到几份在线答卷"

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, help="轮次代码")

    def handle(self, *, round, **options):
        links = OnlineLink.objects.filter(
            questionnaire__round__code=round, mode="open", organization__is_demo=True
        ).select_related("organization", "upload", "questionnaire__round")
        by_organization = {link.organization_id: link for link in links}
        if not by_organization:
            raise CommandError("这个轮次没有演示区的公开链接。")
        questionnaire = links[0].questionnaire
        enough = enough_of(policy_of(questionnaire.round))
        plans = plans_of(questionnaire, by_organization, enough)
        shortest = max(plans, key=lambda pk: sum(need.missing for need in plans[pk]))
        form = asked(form_of(questionnaire))
        for who, identity in enumerate(PEOPLE):
            take_answer(
                link=by_organization[shortest],
                answers=[identity, *(1 + (who + n) % 2 for n in range(1, len(form)))],
                nonce=secrets.token_hex(16),
                seconds=SECONDS,
            )
        count_answers(questionnaire)
        self.stdout.write(f"在线答卷 {len(PEOPLE)} 份。")
