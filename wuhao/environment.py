"""Reading settings from the environment: odd values are refused in one clear sentence."""

import os
import secrets
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
DATABASE_OPTIONS = {
    "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs", "application_name",
}  # fmt: skip
SECRET_LENGTH = 50


class SettingError(Exception):
    """An environment variable has a value that cannot be meant."""


class Environment:
    """Typed access to the variables of one process."""

    def __init__(self, values: Mapping[str, str] = os.environ):
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        word = self.text(name).lower()
        if word in YES:
            return True
        if word in NO:
            return False
        if word:
            raise SettingError(f"{name}={word}：请写 1（是）或 0（否）。")
        return default

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        word = self.text(name)
        if not word:
            return default
        if not word.isascii() or not word.isdigit() or not low <= int(word) <= high:
            raise SettingError(f"{name}={word}：请写 {low} 到 {high} 之间的整数。")
        return int(word)

    def names(self, name: str, default: tuple[str, ...]) -> list[str]:
        """Comma-separated, without blanks; a star would accept any host and is refused."""
        found = [part.strip() for part in self.text(name).split(",") if part.strip()]
        if "*" in found:
            raise SettingError(f"{name}=*：请逐个写出允许的域名或地址，用逗号隔开。")
        return found or list(default)

    def networks(self, name: str, default: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
        """Addresses or networks, comma-separated: 10.0.0.5, 10.1.0.0/16."""
        try:
            return [ip_network(part) for part in self.names(name, default)]
        except ValueError as error:
            raise SettingError(
                f"{name}：{error}。请写 IP 地址或网段，用逗号隔开，例如 10.0.0.5,10.1.0.0/16。"
            ) from error

    def folder(self, name: str, default: Path) -> Path:
        """An absolute folder, made when missing."""
        place = Path(self.text(name) or default).expanduser().resolve()
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError(
                f"{name}={place}：不能建立这个文件夹（{error.strerror}）。"
            ) from None
        return place

    def secret_key(self, name: str, keep_in: Path) -> str:
        """The variable, or a key made once and kept for this installation's owner only."""
        key = self.text(name)
        if not key:
            return _kept_secret(keep_in)
        if len(key) < SECRET_LENGTH or len(set(key)) < 5:
            raise SettingError(f"{name} 太短或太简单：至少 {SECRET_LENGTH} 个随机字符。")
        return key


def _kept_secret(place: Path) -> str:
    """Written under another name and linked, so that two first processes agree on one key."""
    draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not place.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = place.read_text().strip()
    if len(key) < SECRET_LENGTH:
        raise SettingError(f"{place} 内容不完整：请删除该文件后重新启动。")
    return key


def database_url(url: str) -> dict:
    """Django's settings for postgresql://user:password@host:port/name?sslmode=…

    `?host=/folder` names a folder with a Unix socket.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise SettingError("DATABASE_URL 的端口不是数字。") from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingError("DATABASE_URL 必须以 postgresql:// 开头：本系统只使用 PostgreSQL。")
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise SettingError("DATABASE_URL 缺少数据库名：postgresql://用户:密码@主机:5432/数据库。")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", "") or parts.hostname or ""
    if unknown := sorted(set(options) - DATABASE_OPTIONS):
        raise SettingError(f"DATABASE_URL 有不认识的参数：{'、'.join(unknown)}。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def redis_url(url: str) -> str:
    """The broker's address, checked: redis://, rediss:// or redis+socket://."""
    parts = urlsplit(url)
    try:
        parts.port  # noqa: B018  reading it checks it
    except ValueError:
        raise SettingError("REDIS_URL 的端口不是数字。") from None
    if parts.scheme not in ("redis", "rediss", "redis+socket"):
        raise SettingError("REDIS_URL 必须以 redis://、rediss:// 或 redis+socket:// 开头。")
    if not (parts.path if parts.scheme == "redis+socket" else parts.hostname):
        raise SettingError("REDIS_URL 缺少主机：redis://用户:密码@主机:6379/0。")
    return url
