"""manage.py demo [--towns N] [--organizations N]"""

import time

from django.core.management.base import BaseCommand, CommandError

from assessment.demo.build import build, is_built, why_not_build
from assessment.demo.material import PASSWORD, material
from assessment.demo.roster import Plan
from creation.roles import ROLES


class Command(BaseCommand):
    help = "在空数据库里生成演示区：虚构的党组织、账号和两轮创建；已有演示区就不再生成。"

    def add_arguments(self, parser):
        parser.add_argument("--towns", type=int, default=len(material()["towns"]))
        parser.add_argument("--organizations", type=int, default=material()["organizations"])

    def handle(self, *, towns, organizations, **options):
        if sentence := why_not_build():
            raise CommandError(sentence)
        if is_built():
            self.stdout.write("演示区已经生成。")
        else:
            self.began = time.monotonic()
            build(Plan(towns, organizations), self._tell)
            self._tell("演示区已生成。")
        self._accounts()

    def _tell(self, line):
        self.stdout.write(f"{time.monotonic() - self.began:5.1f} 秒  {line}")
        self.stdout.flush()

    def _accounts(self):
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}，登录页上也可以一键进入）：")
        for one in material()["people"]:
            self.stdout.write(f"  {one['username']:<12}{one['name']}  {ROLES[one['role']].name}")
