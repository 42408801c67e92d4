"""What of a round keeps an organization from being closed, merged or moved."""

from datetime import date

import pytest

from assessment.services.candidacies import close_round, withdraw
from creation.models import Organization
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from creation.services.organization_changes import Ground, close, move
from creation.services.organization_joins import merge
from tests.assessment.district import applied, make_running
from tests.creation.rosters import TITLES, write_csv
from tests.factories import make_organization, make_town
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db

GROUND = Ground(date(2026, 3, 1), "区划调整")


@pytest.fixture
def running():
    return make_running(2)


def test_unit_of_a_running_round_is_not_closed_or_merged(running):
    branch, other = running.branches
    refusals = [
        lambda: close(organization=branch, ground=GROUND, by=None),
        lambda: merge(organizations=[branch], into=other, ground=GROUND, add_counts=False, by=None),
    ]
    sentence = f"“{branch}”正在“第一轮创建”中参评（未申报），这一轮结束以前不能撤销或合并。"
    for refusal in refusals:
        with pytest.raises(Refused) as refused:
            refusal()
        assert str(refused.value) == sentence
    assert not Organization.objects.filter(closed_on__isnull=False).exists()


@pytest.mark.parametrize("end", ["round", "withdrawn"])
def test_it_is_closed_once_the_round_is_over_for_it(running, end):
    branch, candidacy = running.branches[0], running.candidacies[0]
    applied(candidacy)
    if end == "round":
        close_round(round=running.round, by=None)
    else:
        withdraw(candidacy=candidacy, by=None)
    assert close(organization=branch, ground=GROUND, by=None).closed_on == GROUND.on


def test_superior_stays_the_same_from_applying_on(running):
    """Also when it is the unit's superior that would move."""
    branch, town = running.branches[0], running.town
    below = make_organization(branch, is_rated=False)
    move(organization=branch, parent=make_town(running.district), ground=GROUND, by=None)
    move(organization=branch, parent=town, ground=GROUND, by=None)
    for candidacy in running.candidacies:
        applied(candidacy)
    below.refresh_from_db()
    with pytest.raises(Refused, match=r" 等 2 个正在“第一轮创建”中参评（已申报），.*调整隶属"):
        move(organization=town, parent=below, ground=GROUND, by=None)


def test_roster_moves_no_unit_under_way(running, tmp_path):
    """Its row is named; the others of the file are not."""
    branch, other = running.branches
    applied(running.candidacies[0])
    elsewhere = make_town(running.district)
    rows = [[one.name, one.code, "支部", elsewhere.code, "农村"] for one in (branch, other)]
    path = write_csv(tmp_path / "名册.csv", [TITLES, *rows])
    report = bring_in(register=ORGANIZATIONS, path=path, by=None)
    (problem,) = report.problems
    assert (problem.row, problem.column) == (2, "上级代码")
    assert str(problem).endswith("这一轮结束以前不能调整隶属。请改回原来的上级代码")
    branch.refresh_from_db()
    assert branch.parent == running.town
