"""The list of candidacies, its file, and the page of one result."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from assessment.models import Clearance
from assessment.services.evaluate import evaluate
from assessment.services.sheets import start
from creation.models import Organization
from tests.assessment.district import make_running, reviewed, submitted
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(running, candidacy):
    """The one candidacy reviewed, with every line answered clear but no questionnaires: 待定."""
    reviewed(candidacy)
    evaluate(round=running.round, by=None)
    return candidacy


def see(client, user, candidacy, **query):
    client.force_login(user)
    return client.get(reverse("candidacy_detail", args=[candidacy.pk]), query)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(client, django_assert_num_queries, rows):
    running = make_running(rows)
    for candidacy in running.candidacies:
        submitted(candidacy)
    client.force_login(make_user("district_staff", running.district))
    client.get(reverse("candidacy_list"))
    with django_assert_num_queries(11):
        assert client.get(reverse("candidacy_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_evaluations(
    client, django_assert_num_queries, staff, running, judged, rows
):
    for _ in range(rows - 1):
        evaluate(round=running.round, by=None)
    see(client, staff, judged)
    with django_assert_num_queries(14):
        client.get(reverse("candidacy_detail", args=[judged.pk]))


def test_every_line_says_what_each_party_found_and_why(client, staff, judged):
    (line,) = [one.lines[0] for one in see(client, staff, judged).context["goals"]][:1]
    assert (line.self_points, line.review_points, line.spot_points) == (20, 20, None)
    assert line.why in see(client, staff, judged).content.decode()


def test_an_evaluation_that_was_superseded_can_still_be_read(client, staff, running, judged):
    first = judged.evaluations.get()
    evaluate(round=running.round, by=None)
    response = see(client, staff, judged, evaluation=first.pk)
    assert response.context["evaluation"] == first
    assert "已被取代的一次评价" in response.content.decode()


def test_the_unit_sees_the_evaluation_only_with_a_decision(client, secretary, judged):
    response = see(client, secretary, judged)
    assert judged.evaluations.get().decision == "pending"
    assert response.context["evaluation"] is None


def test_the_unit_sees_every_line_once_it_is_decided(client, secretary, judged):
    judged.evaluations.update(decision="not_reached")
    response = see(client, secretary, judged)
    assert response.context["evaluation"].decision == "not_reached"


def test_the_unit_sees_nothing_of_a_decision_while_the_one_in_force_is_pending(
    client, secretary, staff, running, judged
):
    first = judged.evaluations.get()
    judged.evaluations.update(decision="not_reached")
    evaluate(round=running.round, by=None)
    response = see(client, secretary, judged, evaluation=first.pk)
    assert (response.context["evaluation"], response.context["history"]) == (None, [])
    assert see(client, staff, judged, evaluation=first.pk).context["evaluation"] == first


def test_every_sheet_that_is_linked_can_be_read(client, staff, secretary, candidacy):
    submitted(candidacy)
    start(candidacy=candidacy, stage="review", by=None)
    for user, stages in ((staff, ["self", "review"]), (secretary, ["self"])):
        sheets = see(client, user, candidacy).context["sheets"]
        assert [sheet.stage for sheet in sheets] == stages
        for sheet in sheets:
            assert client.get(reverse("sheet_print", args=[sheet.pk])).status_code == 200


def test_references_of_departments_are_for_staff(client, staff, secretary, judged):
    Clearance.objects.filter(candidacy=judged).update(reference="公函〔7〕号")
    judged.evaluations.update(decision="not_reached")
    assert "公函〔7〕号" in see(client, staff, judged).content.decode()
    assert "公函〔7〕号" not in see(client, secretary, judged).content.decode()


def test_references_are_not_for_staff_of_another_town(client):
    """Li is staff of the first town and secretary in the second."""
    running = make_running(1, towns=2)
    own, other = running.candidacies
    li = make_user("district_staff", running.town, name="李明")
    li.appointments.create(
        role="secretary", organization=other.organization, starts_on="2020-01-01"
    )
    assert "clearances" in see(client, li, own).context
    assert "clearances" not in see(client, li, other).context


@pytest.mark.parametrize("role", ["secretary", "committee_reviewer"])
def test_a_page_of_another_organization_does_not_exist(client, role):
    running = make_running(1, towns=2)
    own, other = running.candidacies
    user = make_user(role, own.organization if role == "secretary" else running.town)
    assert see(client, user, own).status_code == 200
    assert see(client, user, other).status_code == 404


def test_the_file_holds_what_the_filter_leaves(client):
    running = make_running(3)
    submitted(running.candidacies[0])
    client.force_login(make_user("district_staff", running.district))
    response = client.get(reverse("candidacy_export"), {"stage": "submitted"})
    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][:4] == ("党组织代码", "党组织名称", "领域", "所在街镇")
    assert [row[0] for row in rows[1:]] == [running.candidacies[0].organization.code]


def test_the_csv_opens_in_excel_and_runs_no_formula(client):
    running = make_running(1)
    Organization.objects.filter(pk=running.branches[0].pk).update(name='=HYPERLINK("x")')
    client.force_login(make_user("district_staff", running.district))
    response = client.get(reverse("candidacy_export"), {"format": "csv"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in response.content.decode()
