"""A set-up put back as it was is what the services made, and nothing else stands in for it."""

from itertools import count

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from assessment.models import Candidacy, Mark
from creation.models import LogChange, LogEntry, User
from tests.assessment.district import make_running, reviewed
from tests.factories import make_user
from tests.replay import replayed
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db

_calls = count(1)
_before = {}


@replayed
def counted():
    make_user()
    return next(_calls)


@pytest.mark.parametrize("run", [1, 2])
def test_rows_and_log_are_those_of_the_first_time(run):
    running = make_running()
    make_user("secretary", running.branches[0])
    sheet = reviewed(running.candidacies[0])
    people = ("creation_user", "creation_appointment")
    made = [
        list(LogChange.objects.exclude(table_name__in=people).values()),
        *(list(model.objects.order_by("pk").values()) for model in (LogEntry, Mark)),
        (sheet.pk, sheet.state, running.candidacies[0].state),
    ]
    assert _before.setdefault("made", made) == made


@pytest.mark.parametrize("run", [1, 2])
def test_services_do_it_where_something_else_was_written(run):
    candidacy = make_running().candidacies[0]
    Candidacy.objects.update(state="withdrawn")
    candidacy.refresh_from_db()
    with pytest.raises(Refused):
        reviewed(candidacy)


@pytest.mark.parametrize("run", [1, 2])
def test_services_do_it_where_something_was_taken_back(run):
    candidacy = make_running().candidacies[0]
    with transaction.atomic():
        reviewed(candidacy)
        transaction.set_rollback(True)
    candidacy.refresh_from_db()
    assert reviewed(candidacy).stage == "review"
    assert candidacy.sheets.count() == 2


def test_another_clock_is_another_time():
    with time_machine.travel("2026-03-02 19:00+08:00", tick=False):
        assert reviewed(make_running().candidacies[0]).submitted_at == timezone.now()


@pytest.mark.parametrize("run", [1, 2])
def test_services_do_it_once(run):
    assert counted() == 1
    assert User.objects.count() == 1
