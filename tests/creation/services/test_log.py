from types import SimpleNamespace

import pytest

from creation.models import LogEntry, Round
from creation.services.log import record
from tests.factories import make_organization, make_round

pytestmark = pytest.mark.django_db


class Paper:
    """A row of another app: it hangs on its organization and round through a sheet."""

    _meta = SimpleNamespace(model_name="paper", verbose_name="纸")
    pk = 7

    def __init__(self, **holders):
        vars(self).update(holders)

    def __str__(self):
        return "一张纸"


@pytest.fixture
def organization():
    return make_organization()


def test_entry_names_the_system_when_nobody_acts(organization):
    entry = record(by=None, action="试", on=organization)
    assert (entry.actor_id, entry.actor) == (None, "系统")
    assert "试" in str(LogEntry.objects.get(pk=entry.pk))


def test_round_and_organization_are_found_through_the_holders(organization):
    round = make_round()
    candidacy = SimpleNamespace(organization=organization, round=round)
    sheet = SimpleNamespace(candidacy=candidacy)
    for paper in (Paper(sheet=sheet), Paper(candidacy=candidacy), Paper(questionnaire=candidacy)):
        entry = record(by=None, action="试", on=paper)
        assert (entry.organization_id, entry.round_code) == (organization.pk, "r1")


def test_row_without_either_is_logged_without(db):
    entry = record(by=None, action="试", on=Paper())
    assert (entry.organization_id, entry.round_code) == (None, "")


def test_round_is_its_own(db):
    make_round()
    assert record(by=None, action="试", on=Round.objects.get()).round_code == "r1"


def test_long_labels_and_notes_are_cut(organization):
    organization.name = "长" * 200
    entry = record(by=None, action="试", on=organization, note="注" * 400)
    assert (len(entry.object_label), len(entry.note)) == (120, 300)
