"""The named cast of the papers' tests, around one running round."""

import socket
from threading import Thread

import pytest

from creation.models import Department
from tests.assessment.clamd import by_content, scanner
from tests.assessment.district import make_running
from tests.creation.conftest import dead_broker  # noqa: F401  a fixture
from tests.factories import make_user


@pytest.fixture
def running(db):
    return make_running()


@pytest.fixture
def candidacy(running):
    return running.candidacies[0]


@pytest.fixture
def secretary(running):
    return make_user("secretary", running.branches[0], name="李书记")


@pytest.fixture
def reviewer(running):
    return make_user("committee_reviewer", running.town, name="张初审")


@pytest.fixture
def staff(running):
    return make_user("district_staff", running.district, name="王科长")


@pytest.fixture
def police(db):
    return make_user("department", department=Department.objects.get(code="police"), name="陈警官")


@pytest.fixture
def clamd(settings, tmp_path):
    """clamd(answers) runs one; settings point to it."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    settings.CLAMD = str(tmp_path / "clamd.sock")
    server.bind(settings.CLAMD)
    server.listen(1)

    def run(answers=by_content, serving=None):
        what, args = (serving, (server,)) if serving else (scanner, (server, answers))
        Thread(target=what, args=args, daemon=True).start()

    yield run
    server.close()
