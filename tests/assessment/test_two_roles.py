"""Lists decide row by row: Zhang reviews the first town and is secretary in the second."""

import pytest
from django.urls import reverse

from assessment.models import Clearance, Evaluation, Team, TeamMember, Visit
from assessment.services.evaluate import evaluate
from creation.models import Department
from tests.assessment.district import make_running, reviewed, submitted
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(db):
    return make_running(1, towns=2)


@pytest.fixture
def own(running):
    """The unit of the first town."""
    return running.candidacies[0]


@pytest.fixture
def other(running):
    """The unit of the second town."""
    return running.candidacies[1]


@pytest.fixture
def zhang(running, other):
    zhang = make_user("committee_reviewer", running.town, name="张初审")
    return also(zhang, "secretary", organization=other.organization)


def also(user, role, **place):
    user.appointments.create(role=role, starts_on="2020-01-01", **place)
    return user


@pytest.fixture
def evaluated(running):
    """Both are reviewed and evaluated, still 待定."""
    for one in running.candidacies:
        reviewed(one)
    evaluate(round=running.round, by=None)
    Evaluation.objects.update(composite="88", deviation="9", spot_score="80")


def decide(candidacy):
    candidacy.evaluations.update(decision="not_reached")


def look(client, user, name="candidacy_list", **query):
    client.force_login(user)
    return client.get(reverse(name), query)


def column(response, name):
    table = response.context["table"]
    return {row.record.pk: getattr(row.record, name) for row in table.rows}


def test_results_hold_what_one_reviews_and_elsewhere_decisions(
    client, zhang, own, other, evaluated
):
    assert set(column(look(client, zhang, "evaluation_list"), "composite")) == {own.pk}
    decide(other)
    assert set(column(look(client, zhang, "evaluation_list"), "composite")) == {own.pk, other.pk}


def test_what_is_missing_is_the_length_of_the_list_behind_it(client, zhang, evaluated):
    missing = look(client, zhang, "evaluation_list").context["missing"]
    counts = {one["name"]: one["count"] for one in missing}
    assert counts == {"联审没有答复完": 2, "三率样本不足或没有数据": 1}
    assert {one["name"]: client.get(one["href"]).context["shown"] for one in missing} == counts


@pytest.mark.parametrize("name", ["spot_score", "deviation", "composite", "decision"])
def test_the_list_keeps_what_others_found_until_the_decision(
    client, zhang, own, other, evaluated, name
):
    shown = column(look(client, zhang), name)
    assert shown[own.pk] is not None
    assert shown[other.pk] is None
    decide(other)
    assert column(look(client, zhang), name)[other.pk] is not None


def test_a_reviewer_sees_the_decided_result_of_the_own_committee(client, own, other, evaluated):
    """Nobody reviews the own committee; its decision is shown to it as to any unit."""
    li = make_user("committee_reviewer", own.organization, name="李初审")
    also(li, "committee_reviewer", organization=other.organization.town)
    assert column(look(client, li), "composite") == {own.pk: None, other.pk: 88}
    decide(own)
    assert column(look(client, li), "composite") == {own.pk: 88, other.pk: 88}


@pytest.mark.parametrize("stage", ["deviating", "undecided", "insufficient"])
def test_filters_tell_no_more_than_the_list(client, zhang, own, evaluated, stage):
    assert set(column(look(client, zhang, stage=stage), "pk")) == {own.pk}


def test_the_link_to_the_review_is_where_one_reviews(client, zhang, own, other):
    for one in (own, other):
        submitted(one)
    page = look(client, zhang).content.decode()
    assert reverse("review_detail", args=[own.pk]) in page
    assert reverse("review_detail", args=[other.pk]) not in page


def test_a_secretary_has_no_columns_of_what_others_found(client, secretary_alone, evaluated):
    columns = look(client, secretary_alone).context["table"].columns.names()
    assert "self_score" in columns
    assert "composite" not in columns


@pytest.fixture
def secretary_alone(other):
    return make_user("secretary", other.organization)


def test_the_workbench_counts_the_results_that_one_may_see(client, zhang, other, evaluated):
    panel = look(client, zhang, "workbench").context["panels"][0]
    assert panel["kpis"][2]["note"] == "已评价 1 个组织"
    decide(other)
    panel = look(client, zhang, "workbench").context["panels"][0]
    assert panel["kpis"][2]["note"] == "已评价 2 个组织"


def test_the_workbench_asks_to_review_what_one_reviews(client, zhang, running):
    for one in running.candidacies:
        submitted(one)
    todos = look(client, zhang, "workbench").context["panels"][0]["todos"]
    (review,) = [one for one in todos if one["title"] == "初审自查材料"]
    assert review["count"] == 1
    assert len(client.get(review["href"]).context["table"].rows) == 1


def test_who_draws_and_checks_sees_all_visits_and_opens_the_own(client, running, own, other):
    zhao = also(
        make_user("district_staff", running.district), "inspector", organization=running.district
    )
    team = Team.objects.create(round=running.round, name="第 1 组")
    TeamMember.objects.create(team=team, user=zhao)
    mine = Visit.objects.create(candidacy=own, team=team)
    Visit.objects.create(candidacy=other)
    response = look(client, zhao, "visit_list")
    assert {one.candidacy_id: one.is_own for one in response.context["visits"]} == {
        own.pk: True,
        other.pk: False,
    }
    page = response.content.decode()
    assert reverse("visit_detail", args=[mine.pk]) in page
    assert reverse("candidacy_detail", args=[other.pk]) in page


def test_staff_that_answers_for_a_department_sees_every_answer(client, running):
    police = Department.objects.get(code="police")
    chen = also(make_user("department", department=police), "district_staff",
                organization=running.district)  # fmt: skip
    response = look(client, chen, "clearance_list")
    assert response.context["total"] == Clearance.objects.count()
    answered = response.content.decode().count("答复<span")
    assert answered == Clearance.objects.filter(department=police).count()
