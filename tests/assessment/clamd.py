"""What clamd says over its socket, for tests on machines without one."""

import struct

# The EICAR test file in two halves, or this file itself would be quarantined.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def received(link, count):
    data = b""
    while len(data) < count:
        data += link.recv(count - len(data))
    return data


def scanner(server, answers):
    """Reads one INSTREAM as the protocol says, answers by what is in it."""
    link, _ = server.accept()
    with link:
        assert received(link, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", received(link, 4))[0]:
            content += received(link, size)
        answers(link, content)


def by_content(link, content):
    found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
    link.sendall(b"stream: " + found + b"\0")
