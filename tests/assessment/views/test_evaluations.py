"""综合评价: what is missing, the run as a job, results by sector."""

import pytest
from django.urls import reverse

from assessment.models import Evaluation
from assessment.services.evaluate import evaluate
from creation.models import Job, Sector
from creation.services import jobs
from tests.assessment.district import make_running, reviewed, submitted
from tests.factories import make_district, make_user

pytestmark = pytest.mark.django_db


def look(client, user, **query):
    client.force_login(user)
    return client.get(reverse("evaluation_list"), query)


def run(client, user, round):
    client.force_login(user)
    return client.post(reverse("evaluation_run", args=[round.code]))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_three(client, django_assert_num_queries, rows):
    running = make_running(rows)
    for candidacy in running.candidacies:
        reviewed(candidacy)
    evaluate(round=running.round, by=None)
    client.force_login(make_user("district_staff", running.district))
    client.get(reverse("evaluation_list"))
    with django_assert_num_queries(17):
        assert client.get(reverse("evaluation_list")).status_code == 200


def test_what_is_missing_leads_to_the_list_of_who_lacks_it(client):
    running = make_running(3)
    submitted(running.candidacies[0])
    response = look(client, make_user("district_staff", running.district))
    counts = {one["name"]: one["count"] for one in response.context["missing"]}
    assert counts == {"没有申报": 2, "初审没有通过": 1, "联审没有答复完": 3}
    behind = {
        one["name"]: client.get(one["href"]).context["shown"] for one in response.context["missing"]
    }
    assert behind == counts


def test_the_button_queues_a_job_that_evaluates_once(client, staff, running, candidacy):
    reviewed(candidacy)
    response = run(client, staff, running.round)
    job = Job.objects.get(kind="evaluate")
    assert response.url == reverse("job_detail", args=[job.pk])
    assert jobs.run(job.pk)
    assert not jobs.run(job.pk)
    assert Evaluation.objects.filter(candidacy=candidacy).count() == 1


def test_a_second_run_while_one_waits_is_refused_in_a_sentence(client, staff, running):
    run(client, staff, running.round)
    response = run(client, staff, running.round)
    assert response.status_code == 409
    assert "综合评价已经在进行，请等它完成。" in response.content.decode()
    assert Job.objects.count() == 1


def test_a_round_that_is_closed_is_not_evaluated(client, staff, running):
    running.round.state = "closed"
    running.round.save()
    assert run(client, staff, running.round).status_code == 409
    assert Job.objects.count() == 0


@pytest.mark.parametrize("role", ["committee_reviewer", "secretary"])
def test_only_the_district_evaluates(client, running, role):
    assert run(client, make_user(role, running.town), running.round).status_code == 404
    assert Job.objects.count() == 0


def test_every_sector_has_its_row_and_its_own_list(client, staff, running, candidacy):
    reviewed(candidacy)
    evaluate(round=running.round, by=None)
    response = look(client, staff)
    (row,) = response.context["summary"]
    assert (row["name"], row["candidacies"], row["pending"]) == ("农村", 1, 1)
    assert response.context["chosen"] == Sector.objects.get(code="village")
    assert [one.record.decision for one in response.context["table"].rows] == ["pending"]


def test_a_unit_finds_its_result_there_only_with_a_decision(client, secretary, running, candidacy):
    reviewed(candidacy)
    evaluate(round=running.round, by=None)
    assert look(client, secretary).context["summary"] == []
    Evaluation.objects.update(decision="not_reached")
    assert look(client, secretary).context["summary"][0]["candidacies"] == 1


def test_a_deviation_above_the_limit_is_said_in_words(client, staff, running, candidacy):
    reviewed(candidacy)
    evaluate(round=running.round, by=None)
    Evaluation.objects.update(deviation=5)
    assert "超限</span>" not in look(client, staff).content.decode()
    Evaluation.objects.update(deviation="5.01")
    assert "超限</span>" in look(client, staff).content.decode()


def test_without_a_round_the_page_says_so(client):
    staff = make_user("district_staff", make_district())
    assert "还没有创建轮次" in look(client, staff).content.decode()
