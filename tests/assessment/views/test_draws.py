"""抽签: teams, preview without names, the draw, who checks whom."""

import pytest
from django.urls import reverse

from assessment.models import Draw, Team, Visit
from assessment.services.draws import make_team
from creation.models import Appointment
from tests.assessment.district import make_running, reviewed
from tests.factories import make_district, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_towns():
    """Two units in each of two towns, all reviewed."""
    running = make_running(2, towns=2)
    for candidacy in running.candidacies:
        reviewed(candidacy)
    return running


@pytest.fixture
def head(two_towns):
    return make_user("district_staff", two_towns.district, name="王科长")


def send(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def lots(**more):
    return {"share": "0.5", "seed": "2026-03-01"} | more


def code_of(running, place=0):
    return running.candidacies[place].organization.code


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_three(client, django_assert_num_queries, rows):
    running = make_running(1)
    for number in range(rows):
        members = [make_user(name=f"组员{number}")]
        make_team(round=running.round, name=f"第{number}组", home=None, members=members, by=None)
    client.force_login(make_user("district_staff", running.district))
    client.get(reverse("draw_list"))
    with django_assert_num_queries(12):
        assert client.get(reverse("draw_list")).status_code == 200


def test_a_team_is_made_of_people_known_by_user_name_or_name(client, two_towns, head):
    leader, second = make_user(name="赵组长"), make_user(name="钱组员")
    data = {"team-name": "第一组", "team-members": f"赵组长\n{second.username}"}
    send(client, head, "team_create", two_towns.round.code, **data)
    members = Team.objects.get().members.order_by("-is_leader")
    assert [(one.user, one.is_leader) for one in members] == [(leader, True), (second, False)]


def test_unknown_and_ambiguous_people_are_told_all_at_once(client, two_towns, head):
    for _ in range(2):
        make_user(name="李四")
    data = {"team-name": "第一组", "team-members": "李四\n王五"}
    response = send(client, head, "team_create", two_towns.round.code, **data)
    assert response.status_code == 422
    errors = response.context["team_form"].errors["members"]
    assert ["叫“李四”的有 2 人" in errors[0], "没有“王五”这个用户" in errors[1]] == [True, True]
    assert not Team.objects.exists()


def test_the_preview_shows_places_and_writes_nothing(client, two_towns, head):
    response = send(client, head, "draw_preview", two_towns.round.code, **lots())
    assert [one.places for one in response.context["preview"]["strata"]] == [1, 1]
    assert not any(unit.name in response.content.decode() for unit in two_towns.branches)
    assert not Draw.objects.exists()


def test_a_draw_takes_its_share_of_every_town_under_the_seed(client, two_towns, head):
    response = send(client, head, "draw_run", two_towns.round.code, **lots())
    made = Draw.objects.get()
    assert (made.seed, made.visits.count(), made.drawn_by) == ("2026-03-01", 2, head)
    assert response.url == reverse("draw_detail", args=[made.pk])
    towns = set(made.visits.values_list("candidacy__town", flat=True))
    assert len(towns) == 2


def test_excluded_units_are_not_drawn_and_named_ones_are(client, two_towns, head):
    first, second = code_of(two_towns, 0), code_of(two_towns, 1)
    data = lots(exclusions=f"{first} 刚接受过巡察", additions=f"{second} 群众有反映")
    send(client, head, "draw_run", two_towns.round.code, **data)
    drawn = set(Visit.objects.values_list("candidacy__organization__code", flat=True))
    assert (first in drawn, second in drawn) == (False, True)


def test_lines_without_reason_and_unknown_codes_are_refused(client, two_towns, head):
    code = code_of(two_towns)
    response = send(client, head, "draw_run", two_towns.round.code, **lots(exclusions=code))
    assert response.status_code == 422
    response = send(client, head, "draw_run", two_towns.round.code, **lots(additions="X1 反映"))
    assert response.status_code == 409
    assert "X1 不在参评单位之中" in response.content.decode()
    assert not Draw.objects.exists()


def test_before_anybody_is_reviewed_the_button_says_why_not(client, running, staff):
    client.force_login(staff)
    assert "没有已申报并通过初审" in client.get(reverse("draw_list")).content.decode()
    assert send(client, staff, "draw_run", running.round.code, **lots()).status_code == 409
    assert not Draw.objects.exists()


def test_a_visit_without_team_is_given_to_one_from_elsewhere(client, two_towns, head):
    send(client, head, "draw_run", two_towns.round.code, **lots())
    visit = Visit.objects.first()
    inspector = make_user(name="赵组长")
    team = make_team(round=two_towns.round, name="一组", home=None, members=[inspector], by=None)
    assert "未配对" in client.get(reverse("draw_detail", args=[visit.draw_id])).content.decode()
    send(client, head, "visit_assign", visit.pk, team=team.pk)
    assert Visit.objects.get(pk=visit.pk).team == team
    assert Appointment.objects.get(user=inspector).organization == visit.candidacy.organization


def test_a_team_of_the_same_town_is_refused(client, two_towns, head):
    send(client, head, "draw_run", two_towns.round.code, **lots())
    visit = Visit.objects.first()
    home = visit.candidacy.town
    team = make_team(round=two_towns.round, name="一组", home=home, members=[head], by=None)
    response = send(client, head, "visit_assign", visit.pk, team=team.pk)
    assert response.status_code == 409
    assert Visit.objects.get(pk=visit.pk).team is None


def test_a_midterm_check_needs_its_reason(client, two_towns, head):
    team = make_team(round=two_towns.round, name="一组", home=None, members=[head], by=None)
    pk = two_towns.candidacies[0].pk
    assert send(client, head, "midterm_plan", pk, team=team.pk).status_code == 422
    send(client, head, "midterm_plan", pk, team=team.pk, reason="群众有反映")
    assert Visit.objects.get().kind == "midterm"


@pytest.mark.parametrize("name", ["team_create", "draw_run", "draw_preview"])
def test_only_the_district_draws(client, two_towns, name):
    reviewer = make_user("committee_reviewer", two_towns.town)
    assert send(client, reviewer, name, two_towns.round.code, **lots()).status_code == 404
    assert not Draw.objects.exists()


def test_a_team_of_too_many_is_asked_back(client, two_towns, head):
    names = [make_user(name=f"组员{number}").name for number in range(11)]
    data = {"team-name": "第一组", "team-members": "\n".join(names)}
    response = send(client, head, "team_create", two_towns.round.code, **data)
    assert "一个检查组最多 10 人。" in response.context["team_form"].errors["members"]
    assert not Team.objects.exists()


def test_a_unit_left_out_twice_is_asked_back(client, two_towns, head):
    code = code_of(two_towns)
    wrong = lots(exclusions=f"{code} 刚接受过巡察\n\n{code} 又写一行")
    response = send(client, head, "draw_preview", two_towns.round.code, **wrong)
    errors = response.context["draw_form"].errors["exclusions"]
    assert errors == [f"第 3 行：{code} 重复，请只留一行。"]


def test_a_preview_that_cannot_be_made_says_why(client, two_towns, head):
    wrong = lots(additions="X1 反映")
    response = send(client, head, "draw_preview", two_towns.round.code, **wrong)
    assert response.status_code == 409
    assert "X1 不在参评单位之中" in response.content.decode()


def test_without_a_round_the_page_of_draws_is_empty(client):
    staff = make_user("district_staff", make_district())
    client.force_login(staff)
    assert "还没有创建轮次" in client.get(reverse("draw_list")).content.decode()
