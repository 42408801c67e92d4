"""The workbench in a real browser; tests/test_pages.py has it read by axe for every role."""

import pytest
from django.urls import reverse

from tests.assessment.district import make_running, submitted
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_list_is_filtered_in_place(page_at):
    running = make_running(2)
    submitted(running.candidacies[1])
    staff = make_user("district_staff", running.district)
    page = page_at(1280, user=staff, path=reverse("workbench"))
    assert page.locator(".kpi").count() == 8  # four of the round, four of the guarantees
    assert page.locator("svg.chart").count() == 1
    page.get_by_label("状态").select_option("submitted")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**stage=submitted**")
    rows = page.locator("#candidacies tbody tr")
    assert rows.count() == 1
    assert running.candidacies[1].organization.name in rows.first.inner_text()
