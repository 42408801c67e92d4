"""`manage.py sweep_jobs`: by a timer every 30 s; `--every 30` keeps on by itself."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from creation.services import jobs, sweeps


class Command(BaseCommand):
    help = "重新通知排队过久或中断的后台任务；消息服务长时间不通时就地执行。"

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="秒", help="每隔若干秒做一次，不退出")

    def handle(self, *args, every=None, **options):
        self._sweep()
        while every:
            time.sleep(every)
            close_old_connections()
            self._sweep()

    def _sweep(self):
        swept = jobs.sweep()
        if swept != jobs.Swept():
            self.stdout.write(
                f"重新通知 {swept.rung} 个，就地完成 {swept.ran} 个，停止 {swept.buried} 个，"
                f"清理残留文件 {swept.tidied} 个"
            )
        sweeps.go_round()
