"""The people behind a rate: those that the round copied, else the roster's."""

import datetime

import pytest

from creation.queries.organizations import subtree_populations
from surveys.queries import people
from surveys.queries.people import people_of
from tests import factories
from tests.assessment.district import make_running

pytestmark = pytest.mark.django_db


def test_the_round_s_own_figures_stay_when_the_roster_moves():
    running = make_running()
    branch = running.branches[0]
    copied = running.round.candidacies.get(organization=branch)
    branch.masses += 1_000
    branch.save()
    assert people_of(running.round, [branch]) == {branch.pk: (copied.members, copied.people_served)}


@pytest.mark.parametrize("few", [100, 0], ids=["by-the-index", "as-a-whole"])
def test_subtrees_count_who_is_open_on_the_round_s_day(monkeypatch, few):
    monkeypatch.setattr(people, "FEW", few)
    district = factories.make_district()
    towns = [factories.make_town(district, f"第{n}镇党委") for n in range(11)]
    past = datetime.date(2020, 1, 1)
    for town in towns:
        factories.make_organization(town, full_members=3, masses=50)
        factories.make_organization(town, full_members=9, masses=900, closed_on=past)
    round = factories.make_round()
    found = people_of(round, [district, towns[0], towns[10]])
    assert (found[district.pk], found[towns[0].pk]) == ((33, 550), (3, 50))
    assert found == subtree_populations([district, towns[0], towns[10]], round.counted_on)
