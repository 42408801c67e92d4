"""The words of clamd, over a socket as the real one has it; a real one too where it runs."""

import io
import os

import pytest

from assessment.virus_scan import ScannerDown, virus_in
from tests.assessment.clamd import EICAR, received


def test_nobody_is_asked_when_none_is_configured():
    assert virus_in(io.BytesIO(EICAR)) == ""


@pytest.mark.parametrize(
    ("content", "virus"), [(EICAR, "Eicar-Test-Signature"), (b"minutes" * 20_000, "")]
)
def test_the_scanner_names_what_it_found(clamd, content, virus):
    clamd()
    stream = io.BytesIO(content)
    assert virus_in(stream) == virus
    assert stream.tell() == 0


def test_an_answer_that_is_none_counts_as_no_scanner(clamd):
    clamd(lambda link, content: link.sendall(b"INSTREAM size limit exceeded. ERROR\0"))
    with pytest.raises(ScannerDown, match="size limit"):
        virus_in(io.BytesIO(b"x"))


def test_a_scanner_that_hangs_up_over_a_large_file_is_heard_out(clamd, settings):
    """As the manual says of StreamMaxLength: it answers and closes, whatever is still to come."""

    def too_much(server):
        link, _ = server.accept()
        with link:
            received(link, 10 + 4 + 1000)
            link.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    clamd(serving=too_much)
    with pytest.raises(ScannerDown, match="size limit"):
        virus_in(io.BytesIO(b"x" * 2**22))


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1"])
def test_a_scanner_that_is_not_there_is_told(settings, address):
    settings.CLAMD = address
    with pytest.raises(ScannerDown):
        virus_in(io.BytesIO(b"x"))


@pytest.mark.skipif("WUHAO_CLAMD" not in os.environ, reason="no real clamd is configured")
def test_a_real_scanner_knows_the_test_virus():
    assert "eicar" in virus_in(io.BytesIO(EICAR)).lower()
