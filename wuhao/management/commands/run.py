"""Everything that a working installation on one machine needs, under one command."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from wuhao import embedded
from wuhao.first_run import making

START_WITHIN = 60  # seconds
STOP_WITHIN = 60
RESTART_AFTER = 3


class Child:
    """One process of the installation, started again when it ends by itself."""

    def __init__(self, name: str, *command: str, **environment: str):
        self.name = name
        program = str(Path(sys.executable).with_name(command[0]))
        # Even a killed supervisor leaves nobody on its port.
        watch = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        self.command = [*watch, program, *command[1:]]
        self.environment = os.environ | environment
        self.restart_at = 0.0
        self.start()

    def start(self) -> None:
        # Its own session: Ctrl-C reaches the supervisor alone, which stops the others in order.
        self.process = subprocess.Popen(  # noqa: S603  our own command
            self.command, env=self.environment, cwd=settings.BASE_DIR, start_new_session=True
        )

    def ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        try:
            self.process.wait(timeout=max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()

    def kill(self) -> None:
        """With its own children, which may outlive it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Command(BaseCommand):
    help = "启动整套系统：数据库、消息服务、网页、后台任务；按 Ctrl-C 全部停止。"

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help="空数据库不生成演示区")

    def handle(self, *, port, host, no_demo, **options):
        self._check_port(host, port)
        for ending in (signal.SIGTERM, signal.SIGHUP):  # as Ctrl-C: nobody is left behind
            if signal.getsignal(ending) is not signal.SIG_IGN:  # nohup
                signal.signal(ending, signal.default_int_handler)
        children = []
        try:
            self._prepare()
            children += [self._web(host, port), self._worker(), self._sweep()]
            if not no_demo:
                self._make_demo(host, port)
            self._wait_until_served(children[0], port)
            self._tell(f"\n五好创建管理系统已启动：http://{host}:{port}/    按 Ctrl-C 停止\n")
            self._watch(children)
        except KeyboardInterrupt:
            self._tell("\n正在停止……")
        finally:
            self._stop(children)

    def _prepare(self) -> None:
        if "REDIS_URL" not in os.environ:
            embedded.valkey(settings.DATA).join()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=False)
        connections.close_all()

    def _make_demo(self, host: str, port: int) -> None:
        """While the web server starts, and then in place of its login page."""
        # A real server is somebody's installation: only `manage.py demo` by hand fills it.
        if "DATABASE_URL" in os.environ or "demo" not in get_commands():
            return
        if get_user_model().objects.exists():
            with suppress(CommandError):  # it refuses a database with real data, rightly
                call_command("demo", stdout=self.stdout)
        else:
            self._tell("第一次启动：正在生成演示区，大约半分钟……")
            self._tell(f"几秒钟后可以打开 http://{host}:{port}/ 看进度。")
            with making(self.stdout) as output:
                call_command("demo", stdout=output)
        connections.close_all()

    def _web(self, host: str, port: int) -> Child:
        return Child(
            "网页", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", "2", "--blocking-threads", "2", "--respawn-failed-workers",
            "--workers-kill-timeout", "10",  # or a worker that hangs keeps the port
            "--log-level", "warning", "wuhao.wsgi:application",
            DJANGO_SETTINGS_MODULE=settings.SETTINGS_MODULE, WUHAO_STATEMENT_SECONDS="30",
            WUHAO_URL=os.environ.get("WUHAO_URL", f"http://{host}:{port}"),  # in mails, QR codes
        )  # fmt: skip

    def _worker(self) -> Child:
        return Child(
            "后台任务", "celery", "--app", "wuhao", "--quiet", "worker", "--concurrency", "2",
            "--loglevel", "warning", "--without-gossip", "--without-mingle",
            DJANGO_SETTINGS_MODULE=settings.SETTINGS_MODULE, WUHAO_STATEMENT_SECONDS="900",
            REMAP_SIGTERM="SIGQUIT",  # gives running tasks back to the queue instead of waiting
            C_FORCE_ROOT="1",
        )  # fmt: skip

    def _sweep(self) -> Child:
        return Child("任务巡查", "python", "manage.py", "sweep_jobs", "--every", "30")

    def _check_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                raise CommandError(
                    f"端口 {port} 已被占用，请换一个：make run PORT={port + 1}"
                ) from None

    def _wait_until_served(self, web: Child, port: int) -> None:
        end = time.monotonic() + START_WITHIN
        while time.monotonic() < end and not web.ended():
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
                return
            time.sleep(0.1)
        raise CommandError("网页服务没有启动，原因见上面的输出。")

    def _watch(self, children: list[Child]) -> None:
        while True:
            time.sleep(0.5)
            for child in children:
                self._revive(child)

    def _revive(self, child: Child) -> None:
        if not child.ended():
            return
        if not child.restart_at:
            self._tell(f"{child.name}进程退出（{child.process.returncode}），稍后重新启动。")
            child.restart_at = time.monotonic() + RESTART_AFTER
        elif time.monotonic() >= child.restart_at:
            child.restart_at = 0.0
            child.kill()
            child.start()

    def _stop(self, children: list[Child]) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience must not leave half of them
        for child in children:
            child.ask_to_stop()
        end = time.monotonic() + STOP_WITHIN
        for child in children:
            child.wait(end - time.monotonic())
        if children:
            self._tell("已全部停止。")

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
