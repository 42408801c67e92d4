"""The workbench and the result page in a real browser: no CSP violation, nothing for axe."""

import pytest
from django.urls import reverse

from assessment.services.evaluate import evaluate
from tests.assessment.district import cleared, make_running, reviewed, submitted, surveyed
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def judged():
    """Two towns of two units: two decided, one in review, one not begun."""
    running = make_running(2, towns=2)
    for candidacy in running.candidacies[:2]:
        reviewed(candidacy)
    submitted(running.candidacies[2])
    cleared(running.candidacies[:2])
    surveyed(running.round, running.candidacies[:2])
    evaluate(round=running.round, by=None)
    return running


def test_the_workbench_of_staff_is_clean_at_every_width(page_at, axe, judged):
    staff = make_user("district_staff", judged.district)
    page = page_at(390, user=staff, path=reverse("workbench"))
    axe(page)
    assert page.locator(".kpi").count() == 8  # four of the round, four of the guarantees
    assert page.locator("svg.chart").count() == 1


def test_the_workbench_of_a_secretary_is_clean_at_every_width(page_at, axe, judged):
    secretary = make_user("secretary", judged.candidacies[0].organization)
    page = page_at(390, user=secretary, path=reverse("workbench"))
    axe(page)
    page.get_by_role("link", name="怎么算的").click()
    assert "怎么算的" in page.locator("main").inner_text()


def test_the_result_page_is_clean_at_every_width(page_at, axe, judged):
    staff = make_user("district_staff", judged.district)
    pk = judged.candidacies[0].pk
    page = page_at(390, user=staff, path=reverse("candidacy_detail", args=[pk]))
    axe(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "plain"])
def test_the_list_is_filtered_with_and_without_javascript(page_at, judged, javascript):
    staff = make_user("district_staff", judged.district)
    page = page_at(1280, user=staff, path=reverse("workbench"), javascript=javascript)
    page.get_by_label("状态").select_option("submitted")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**stage=submitted**")
    rows = page.locator("#candidacies tbody tr")
    assert rows.count() == 1
    assert judged.candidacies[2].organization.name in rows.first.inner_text()
