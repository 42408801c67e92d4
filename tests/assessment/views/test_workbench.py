"""The workbench of every role: its figures, its links, and what it costs."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessment.models import Candidacy, Evaluation
from assessment.services.candidacies import open_round, withdraw
from assessment.services.draws import draw, make_team
from assessment.services.evaluate import evaluate
from assessment.services.review import return_sheet
from assessment.services.sheets import Summary, start, submit
from creation.models import Department
from tests.assessment.district import FULL, applied, fill, make_running, reviewed, submitted
from tests.factories import make_district, make_round, make_user

pytestmark = pytest.mark.django_db


def page(client, user, **query):
    client.force_login(user)
    return client.get(reverse("workbench"), query)


def panel(response, number=0):
    return response.context["panels"][number]


def cast(running):
    return {
        "staff": make_user("district_staff", running.district, name="王科长"),
        "reviewer": make_user("committee_reviewer", running.town, name="张初审"),
        "secretary": make_user("secretary", running.branches[0], name="李书记"),
    }


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("staff", 37), ("reviewer", 36), ("secretary", 12)])
def test_the_workbench_costs_the_same_for_one_row_and_three(
    client, django_assert_num_queries, role, queries, rows
):
    running = make_running(rows)
    for candidacy in running.candidacies:
        submitted(candidacy)
    client.force_login(cast(running)[role])
    client.get(reverse("workbench"))  # the session's first request writes
    with django_assert_num_queries(queries):
        assert client.get(reverse("workbench")).status_code == 200


def test_home_leads_to_the_workbench(client, staff):
    client.force_login(staff)
    assert client.get(reverse("home")).url == reverse("workbench")


def test_every_number_of_the_to_do_list_is_the_length_of_the_list_behind_it(client):
    running = make_running(4)
    applied(running.candidacies[1])
    submitted(running.candidacies[2])
    reviewed(running.candidacies[3])
    response = page(client, cast(running)["staff"])
    todos = {one["title"]: one for one in panel(response)["todos"]}
    lists = {title: todo for title, todo in todos.items() if "/candidacies/" in todo["href"]}
    behind = {title: client.get(todo["href"]).context["shown"] for title, todo in lists.items()}
    assert {title: todo["count"] for title, todo in lists.items()} == behind
    assert behind == {"催申报": 1, "催自查": 1}


def test_withdrawn_units_are_not_reminded(client):
    running = make_running(1)
    withdraw(candidacy=applied(running.candidacies[0]), by=None)
    titles = {one["title"] for one in panel(page(client, cast(running)["staff"]))["todos"]}
    assert titles == set()


def test_submitted_sheets_are_counted_over_all_candidacies(client):
    running = make_running(2)
    submitted(running.candidacies[0])
    kpi = panel(page(client, cast(running)["staff"]))["kpis"][0]
    assert (kpi["value"], kpi["unit"], kpi["note"]) == (1, "/ 2", "提交率 50.0%")


def test_a_reviewer_counts_the_own_town_alone(client):
    running = make_running(2, towns=2)
    assert panel(page(client, cast(running)["reviewer"]))["total"] == 2


def test_the_list_is_narrowed_by_stage(client):
    running = make_running(3)
    submitted(running.candidacies[0])
    response = page(client, cast(running)["staff"], stage="submitted")
    names = [row.record.organization for row in panel(response)["table"].rows]
    assert names == [running.candidacies[0].organization]


def test_the_secretary_is_told_the_next_step(client):
    running = make_running(1)
    response = page(client, cast(running)["secretary"])
    (unit,) = panel(response)["units"]
    assert unit["stage"].code == "enrolled"
    assert [step.state for step in unit["steps"]][:2] == ["now", "todo"]
    assert "请先申报" in response.content.decode()


def test_the_secretary_reads_how_many_answers_are_missing(client):
    running = make_running(1)
    Candidacy.objects.update(members=10, people_served=40)
    response = page(client, cast(running)["secretary"])
    assert "群众测评还差 <b>38</b> 份答卷" in response.content.decode()


def test_the_inspector_finds_what_is_to_be_done_first(client):
    running = make_running(2)
    for candidacy in running.candidacies:
        reviewed(candidacy)
    inspector = make_user(name="赵组长")
    make_team(round=running.round, name="一组", home=None, members=[inspector], by=None)
    draw(round=running.round, share="1", seed="1", by=None)
    begun = running.candidacies[1]
    submit(
        sheet=fill(start(candidacy=begun, stage="spot", by=inspector), FULL),
        signed_by="赵组长",
        summary=Summary(),
        by=inspector,
    )
    shown = panel(page(client, inspector))
    assert [visit.is_done for visit in shown["visits"]] == [False, True]
    assert shown["visits"][1].candidacy == begun
    assert shown["open"] == 1


def test_the_secretary_reads_why_the_sheet_came_back(client):
    running = make_running(1)
    sheet = submitted(running.candidacies[0])
    due = timezone.localdate()
    return_sheet(sheet=sheet, reason="次数对不上", due=due, items={}, by=None)
    response = page(client, cast(running)["secretary"])
    assert panel(response)["units"][0]["next"]["label"] == "去修改"
    assert "次数对不上" in response.content.decode()


def test_the_department_sees_only_its_own_red_lines(client, running, police):
    response = page(client, police)
    rows = panel(response)["red_lines"]
    assert {row["department__name"] for row in rows} == {str(Department.objects.get(code="police"))}
    assert sum(row["pending"] for row in rows) == len(rows)


@pytest.mark.parametrize("role", ["auditor", "system_admin"])
def test_who_takes_no_part_in_the_round_still_has_a_workbench(client, role):
    response = page(client, make_user(role))
    assert len(response.context["panels"]) == 1


def test_without_a_round_staff_see_the_first_steps(client):
    staff = make_user("district_staff", make_district())
    response = page(client, staff)
    assert [step["done"] for step in panel(response)["beginning"]] == [True, False, False]


def test_somebody_without_appointment_is_told_so(client):
    assert "没有任职" in page(client, make_user()).content.decode()


def test_the_stepper_follows_the_calendar(client):
    stages = {
        "apply": ["2026-01-01", "2026-01-31"],
        "self": ["2026-02-01", "2026-02-28"],
        "review": ["2026-03-01", "2026-03-31"],
    }
    running = make_running(1, stages=stages)
    with time_machine.travel("2026-02-10"):
        steps = panel(page(client, cast(running)["staff"]))["steps"]
    assert [(step.state, step.note) for step in steps] == [
        ("done", "01-01"),
        ("now", "截至 02-28"),
        ("todo", "03-01"),
    ]


def test_the_average_is_set_beside_the_round_before(client):
    earlier = make_running(1, code="r0", starts_on="2024-01-01", ends_on="2024-12-31")
    reviewed(earlier.candidacies[0])
    evaluate(round=earlier.round, by=None)
    Evaluation.objects.update(decision="five_good", composite="91.25")
    now = open_round(round=make_round("r1"), by=None)
    evaluate(round=now, by=None)
    Evaluation.objects.filter(candidacy__round=now).update(decision="five_good", composite="90")
    kpi = panel(page(client, cast(earlier)["staff"]))["kpis"][2]
    assert (kpi["value"], kpi["note"], kpi["change"]) == ("90.0", "上一轮 91.3，", Decimal("-1.3"))
