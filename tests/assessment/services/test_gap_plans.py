"""What cost points becomes a plan, once."""

import pytest

from assessment.models import Rectification
from assessment.services.candidacies import withdraw
from assessment.services.gap_plans import gaps_of, plan_gaps, why_not_plan
from assessment.services.sheets import start
from tests.assessment.district import FULL, HALF, applied, fill, submitted
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(candidacy):
    return fill(start(candidacy=applied(candidacy), stage="self", by=None), HALF)


def codes(shown):
    return [one.mark.item.code for one in shown]


def test_every_answered_item_below_its_points_is_shown(sheet, django_assert_num_queries):
    with django_assert_num_queries(2):
        shown = gaps_of(sheet)
    assert codes(shown) == ["4.1", "3.1", "2.1", "5.1", "1.1"]


def test_one_click_plans_all_of_them_and_the_next_only_what_is_new(sheet, secretary):
    made = plan_gaps(sheet=sheet, by=secretary)
    assert [one.item.code for one in made] == codes(gaps_of(sheet))
    assert made[0].problem == "要点4：没有达到，得 0 分"
    assert why_not_plan(sheet) == "失分的要点都已列入整改。"
    with pytest.raises(Refused):
        plan_gaps(sheet=sheet, by=secretary)
    Rectification.objects.filter(pk=made[0].pk).delete()
    assert [one.item.code for one in plan_gaps(sheet=sheet, by=secretary)] == ["4.1"]


def test_a_full_sheet_has_nothing_to_plan(candidacy):
    sheet = submitted(candidacy, FULL)
    assert why_not_plan(sheet) == "没有失分的要点，不用整改。"


def test_only_the_own_sheet_of_a_running_candidacy_is_planned(sheet):
    sheet.stage = "review"
    assert why_not_plan(sheet) == "整改计划由自查表生成。"
    sheet.stage = "self"
    withdraw(candidacy=sheet.candidacy, by=None)
    sheet.candidacy.refresh_from_db()
    assert "已申报的组织才能" in why_not_plan(sheet)
