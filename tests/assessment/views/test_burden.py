"""填报负担: medians and most by sector and town, each organization below."""

import pytest
from django.urls import reverse

from assessment.models import Submission
from assessment.queries.burden import burden_figures, burden_of, figures_by
from tests.assessment.district import make_running, submitted
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    running = make_running(3)
    for minutes, candidacy in zip((10, 20, 60), running.candidacies, strict=True):
        sheet = submitted(candidacy)
        Submission.objects.filter(sheet=sheet).update(minutes=minutes)
    return running


def test_only_the_newest_submission_of_a_sheet_counts(running):
    first = Submission.objects.first()
    Submission.objects.create(sheet=first.sheet, number=2, at=first.at, minutes=30, items=5)
    found = burden_figures(burden_of(running.round.candidacies.all()))
    assert (found["sheets"], found["minutes_median"], found["minutes_most"]) == (3, 30, 60)
    assert found["items_median"] == 5


def test_figures_stand_by_town(running):
    (row,) = figures_by(burden_of(running.round.candidacies.all()), "town")
    assert (row["name"], row["minutes_median"], row["minutes_most"]) == (running.town.name, 20, 60)


def test_page_states_the_rule_and_costs_the_same_for_any_number(
    client, running, django_assert_num_queries
):
    client.force_login(make_user("district_staff", running.district))
    url = reverse("burden_list")
    client.get(url)
    with django_assert_num_queries(9):
        page = client.get(url).content.decode()
    assert "相隔不超过 10 分钟" in page
    assert "20 分钟、5 项、0 个文件" in client.get(reverse("workbench")).content.decode()
