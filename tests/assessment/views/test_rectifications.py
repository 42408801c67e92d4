"""整改: demanded, reported, confirmed or sent back, overdue ones found."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Rectification
from assessment.services.rectifications import Demand, demand, report_done
from tests.assessment.district import make_running
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WORDS = {"problem": "支委会次数不足", "advice": "按月补开"}


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def demanded(candidacy):
    return demand(candidacy=candidacy, demand=Demand(due_on=in_days(9), **WORDS), by=None)


@pytest.fixture
def one(candidacy):
    return demanded(candidacy)


def send(client, user, name, pk, **data):
    client.force_login(user)
    return client.post(reverse(name, args=[pk]), data)


def state():
    return Rectification.objects.get().state


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(client, django_assert_num_queries, rows):
    running = make_running(rows)
    for candidacy in running.candidacies:
        demanded(candidacy)
    client.force_login(make_user("district_staff", running.district))
    client.get(reverse("rectification_list"))
    with django_assert_num_queries(8):
        assert client.get(reverse("rectification_list")).status_code == 200


def test_the_reviewer_demands_by_a_clause_of_the_unit_s_standard(client, reviewer, candidacy):
    item = candidacy.standard.items.get(code="1.1")
    data = WORDS | {"due_on": in_days(9), "owner": "李书记", "item": item.pk}
    send(client, reviewer, "rectification_create", candidacy.pk, **data)
    one = Rectification.objects.get()
    assert (one.item, one.owner, one.problem) == (item, "李书记", WORDS["problem"])


def test_a_date_in_the_past_is_asked_back_and_what_was_typed_is_kept(client, reviewer, candidacy):
    data = WORDS | {"due_on": in_days(-1)}
    response = send(client, reviewer, "rectification_create", candidacy.pk, **data)
    assert response.status_code == 422
    assert response.context["form"]["problem"].value() == WORDS["problem"]
    assert not Rectification.objects.exists()


def test_nobody_demands_of_the_own_unit(client, secretary, candidacy):
    data = WORDS | {"due_on": in_days(9)}
    assert send(client, secretary, "rectification_create", candidacy.pk, **data).status_code == 404


def test_from_report_to_recheck(client, secretary, reviewer, one):
    send(client, secretary, "rectification_report", one.pk, measure="补开四次")
    assert state() == "reported"
    send(client, reviewer, "rectification_recheck", one.pk, verdict="confirm")
    assert state() == "done"


def test_sending_back_needs_a_reason(client, reviewer, one):
    report_done(rectification=one, measure="补开四次", proof="", by=None)
    response = send(client, reviewer, "rectification_recheck", one.pk, verdict="reopen")
    assert response.status_code == 409
    assert state() == "reported"
    send(client, reviewer, "rectification_recheck", one.pk, verdict="reopen", recheck="没有记录")
    assert state() == "open"


def test_confirming_what_was_not_reported_is_refused(client, reviewer, one):
    response = send(client, reviewer, "rectification_recheck", one.pk, verdict="confirm")
    assert response.status_code == 409
    assert state() == "open"


def test_a_report_without_measure_is_asked_back(client, secretary, one):
    assert send(client, secretary, "rectification_report", one.pk).status_code == 422
    assert state() == "open"


@pytest.mark.parametrize("name", ["rectification_report", "rectification_recheck"])
def test_staff_do_not_report_and_units_do_not_recheck(client, secretary, reviewer, one, name):
    wrong = reviewer if name == "rectification_report" else secretary
    assert send(client, wrong, name, one.pk, measure="补开").status_code == 404
    assert state() == "open"


def test_overdue_ones_are_found(client, reviewer, one):
    client.force_login(reviewer)
    url = reverse("rectification_list")
    assert len(client.get(url, {"state": "overdue"}).context["table"].rows) == 0
    Rectification.objects.update(due_on=in_days(-1))
    page = client.get(url, {"state": "overdue"})
    assert len(page.context["table"].rows) == 1
    assert "整改中，已逾期" in page.content.decode()


def test_another_unit_s_rectification_does_not_exist(client):
    running = make_running(2)
    one = demanded(running.candidacies[0])
    client.force_login(make_user("secretary", running.candidacies[1].organization))
    assert client.get(reverse("rectification_detail", args=[one.pk])).status_code == 404
