"""Asking a clamd for viruses (INSTREAM); without one configured nothing is asked."""

import logging
import socket
import struct
from contextlib import suppress

from django.conf import settings

CHUNK = 64 * 1024
TIMEOUT = 20
logger = logging.getLogger(__name__)


class ScannerDown(Exception):
    """The configured scanner gives no answer."""


def virus_in(stream) -> str:
    """The name of what was found, "" when clean or when no scanner is configured."""
    if not settings.CLAMD:
        return ""
    stream.seek(0)
    try:
        with _connected(settings.CLAMD) as link:
            answer = _asked(link, stream)
    except OSError as error:
        raise ScannerDown(str(error)) from error
    finally:
        stream.seek(0)
    if answer.endswith("OK"):
        return ""
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip()
    raise ScannerDown(answer)


def _connected(address: str) -> socket.socket:
    """A unix socket by its path, else host:port."""
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(TIMEOUT)
        link.connect(address)
        return link
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def _asked(link: socket.socket, stream) -> str:
    link.sendall(b"zINSTREAM\0")
    with suppress(BrokenPipeError, ConnectionResetError):
        # Beyond its StreamMaxLength clamd says so and hangs up while we still send: hear it out.
        while chunk := stream.read(CHUNK):
            link.sendall(struct.pack("!I", len(chunk)) + chunk)
        link.sendall(struct.pack("!I", 0))
    answer = b""
    while not answer.endswith(b"\0") and (part := link.recv(4096)):
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
