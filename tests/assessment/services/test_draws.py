from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.access import candidacies_for, visits_for
from assessment.models import Draw, Visit
from assessment.services.candidacies import close_round, withdraw
from assessment.services.draws import (
    assign,
    draw,
    eligible,
    finish_visit,
    make_team,
    places,
    plan_midterm,
    why_not_assign,
    why_not_draw,
    why_not_finish,
    why_not_make_team,
    why_not_plan_midterm,
)
from creation.models import Appointment, LogEntry, Round
from tests.assessment.district import make_running, reviewed, submitted
from tests.factories import make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(db):
    """Two towns of two branches, all accepted."""
    running = make_running(2, towns=2)
    for candidacy in running.candidacies:
        reviewed(candidacy)
    return running


@pytest.fixture
def towns(running):
    return [one.parent for one in running.branches[::2]]


@pytest.fixture
def teams(running, towns):
    """One team from each town."""
    return [
        make_team(
            round=running.round,
            name=f"第{n}组",
            home=town,
            members=[make_user(name=f"组长{n}"), make_user(name=f"组员{n}")],
            by=None,
        )
        for n, town in enumerate(towns, start=1)
    ]


def drawn(running, share="0.5", **fields):
    return draw(round=running.round, share=share, seed="2026-11-23 开奖号码", by=None, **fields)


def test_a_draw_takes_the_share_of_each_town_and_keeps_its_seed(running, teams, staff):
    made = draw(round=running.round, share="0.5", seed="07", by=staff)
    made = Draw.objects.get(pk=made.pk)
    assert (made.seed, str(made.share), made.drawn_by) == ("07", "0.500", staff)
    assert [(one["units"], one["places"]) for one in made.strata] == [(2, 1), (2, 1)]
    towns = made.visits.values_list("candidacy__town", flat=True)
    assert len(set(towns)) == made.visits.count() == 2
    assert LogEntry.objects.get(action="抽签").after["without_team"] == 0
    assert LogEntry.objects.filter(action="列入抽查").count() == 2


def test_the_same_seed_draws_the_same_units(running):
    with transaction.atomic():
        first = set(drawn(running).visits.values_list("candidacy", flat=True))
        transaction.set_rollback(True)
    assert set(drawn(running).visits.values_list("candidacy", flat=True)) == first


def test_teams_go_to_the_other_town(running, teams):
    drawn(running, "1")
    for visit in Visit.objects.select_related("candidacy", "team"):
        assert visit.team.home_id != visit.candidacy.town_id


def test_a_member_who_answers_for_a_town_keeps_the_team_away(running, towns):
    reviewer = make_user("committee_reviewer", towns[0])
    make_team(round=running.round, name="甲组", home=None, members=[reviewer], by=None)
    drawn(running, "1")
    teams = {visit.candidacy.town: visit.team for visit in Visit.objects.all()}
    assert teams[towns[0]] is None
    assert teams[towns[1]].name == "甲组"


def test_members_reach_the_drawn_units_of_their_team_alone(running, teams):
    drawn(running, "1")
    user = teams[0].members.get(is_leader=True).user
    reached = candidacies_for(user, "spot_check")
    assert {one.town_id for one in reached} == {teams[1].home_id}
    assert visits_for(user).count() == 2
    dated = Appointment.objects.filter(user=user)
    assert {(one.role, one.source) for one in dated} == {("inspector", str(Draw.objects.get().pk))}
    assert {(one.starts_on, one.ends_on) for one in dated} == {
        (timezone.localdate(), max(running.round.ends_on, timezone.localdate()))
    }


def test_who_was_drawn_is_not_drawn_again(running, teams):
    drawn(running)
    assert eligible(running.round).count() == 2
    drawn(running, "1")
    assert Visit.objects.count() == 4
    assert why_not_draw(running.round).startswith("没有已申报并通过初审")


def test_only_applied_and_accepted_units_can_be_drawn():
    running = make_running(3)
    one, two, three = running.candidacies
    reviewed(one)
    submitted(two)
    withdraw(candidacy=reviewed(three).candidacy, by=None)
    assert [one.pk] == list(eligible(running.round).values_list("pk", flat=True))


def test_named_additions_and_exclusions_carry_their_reasons(running, teams):
    one, two, *_ = running.branches
    made = drawn(
        running, "0.5", exclusions={one.code: "正在换届"}, additions={two.code: "群众有反映"}
    )
    assert made.exclusions == [{"code": one.code, "reason": "正在换届"}]
    visited = {visit.candidacy.organization: visit.reason for visit in made.visits.all()}
    assert one not in visited
    assert visited[two] in ("", "指定抽查：群众有反映")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"share": "1.5"}, "抽查比例应在 0 到 1 之间，最多三位小数。"),
        ({"share": "0.3333"}, "抽查比例应在 0 到 1 之间，最多三位小数。"),
        ({"share": "0"}, "按这个比例一个也抽不到，请提高抽查比例或指定抽查。"),
        ({"exclusions": {"X": "正在换届"}}, "排除：X 不在参评单位之中。"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(running, fields, sentence):
    with pytest.raises(Refused) as refusal:
        drawn(running, **fields)
    assert str(refusal.value) == sentence
    assert not Draw.objects.exists()


@pytest.mark.parametrize("branches", [1, 3, 10])
def test_drawing_takes_the_same_queries_for_any_number_of_units(branches):
    running = make_running(branches)
    for candidacy in running.candidacies:
        reviewed(candidacy)
    make_team(round=running.round, name="甲组", home=None, members=[make_user()], by=None)
    with CaptureQueriesContext(connection) as queries:
        made = drawn(running, "1")
    assert made.visits.count() == branches
    assert len(queries) == 15


def test_a_failing_log_takes_the_draw_back(running, broken_log):
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        drawn(running)
    assert not Visit.objects.exists()


def test_a_team_needs_a_name_of_its_own_and_members(running, teams):
    user = make_user()
    assert why_not_make_team(running.round, " ", [user]) == "请填写检查组名称。"
    assert why_not_make_team(running.round, "丙组", []) == "检查组至少要有一名成员。"
    with pytest.raises(Refused, match="本轮已有检查组“第1组”"):
        make_team(round=running.round, name="第1组", home=None, members=[user], by=None)


def test_a_visit_without_a_team_is_given_one(running, teams):
    visit = Visit.objects.create(candidacy=running.candidacies[0])
    own, other = teams
    assert "须回避" in why_not_assign(visit, own)
    assign(visit=visit, team=other, by=None)
    assert candidacies_for(other.members.first().user, "spot_check").get() == visit.candidacy


def test_another_team_ends_the_reach_of_the_first(running, towns, teams):
    drawn(running, "1")
    visit = Visit.objects.filter(team=teams[0]).first()
    third = make_team(round=running.round, name="丙组", home=None, members=[make_user()], by=None)
    visit = assign(visit=visit, team=third, by=None)
    former = teams[0].members.first().user
    assert visit.candidacy not in candidacies_for(former, "spot_check")
    assert visit.candidacy in candidacies_for(third.members.get().user, "spot_check")
    assert LogEntry.objects.get(action="指派检查组").before == {"team": "第1组"}


def test_assigning_is_refused_for_done_visits_and_other_rounds_teams(running, teams):
    visit = Visit.objects.create(candidacy=running.candidacies[0], visited_on=date(2026, 6, 1))
    with pytest.raises(Refused, match="检查已经完成，不能再换检查组"):
        assign(visit=visit, team=teams[1], by=None)
    visit.visited_on = None
    teams[1].round_id = 0
    assert why_not_assign(visit, teams[1]) == "检查组第2组不属于本轮。"


def test_assigning_sees_that_the_visit_was_finished_meanwhile(running, teams):
    stale = Visit.objects.create(candidacy=running.candidacies[0], team=teams[1])
    Visit.objects.update(visited_on=date(2026, 6, 1))
    done = pytest.raises(Refused, match="检查已经完成，不能再换检查组")
    with CaptureQueriesContext(connection) as queries, done:
        assign(visit=stale, team=teams[1], by=None)
    assert any("FOR NO KEY UPDATE" in one["sql"] for one in queries)


def test_a_midterm_check_has_its_reason_and_reach(running, teams):
    candidacy, team = running.candidacies[0], teams[1]
    visit = plan_midterm(candidacy=candidacy, team=team, reason="看进度", by=None)
    user = team.members.first().user
    assert (visit.kind, list(visits_for(user))) == ("midterm", [visit])
    assert not candidacies_for(user, "spot_check").exists()
    assert why_not_plan_midterm(candidacy, " ") == "请写明中途检查的理由。"
    with pytest.raises(Refused, match="须回避"):
        plan_midterm(candidacy=candidacy, team=teams[0], reason="看进度", by=None)
    with pytest.raises(Refused, match="请写明"):
        plan_midterm(candidacy=candidacy, team=team, reason="", by=None)


NOTES = {"heard": "汇报属实", "inspected": "台账齐全", "appraised": "较好"}


def test_a_visit_is_finished_with_what_was_heard_inspected_and_appraised(running):
    visit = Visit.objects.create(candidacy=running.candidacies[0])
    with pytest.raises(Refused, match="三项都填写"):
        finish_visit(visit=visit, by=None, **(NOTES | {"heard": " "}))
    finish_visit(visit=visit, by=None, **NOTES)
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.appraised) == (timezone.localdate(), "较好")
    assert why_not_finish(visit) == "这次检查已经完成。"


def test_finishing_twice_has_one_effect(running):
    visit = Visit.objects.create(candidacy=running.candidacies[0])
    stale = Visit.objects.get()
    finish_visit(visit=visit, by=None, **NOTES)
    with pytest.raises(Refused, match="这次检查已经完成"):
        finish_visit(visit=stale, by=None, **(NOTES | {"heard": "另一说法"}))
    with pytest.raises(Refused, match="这次检查已经完成"):
        finish_visit(visit=Visit.objects.get(), by=None, **NOTES)
    assert Visit.objects.get().heard == "汇报属实"


def test_a_closed_round_takes_no_draw_team_or_visit(running, teams):
    visit = Visit.objects.create(candidacy=running.candidacies[0])
    close_round(round=running.round, by=None)
    visit = Visit.objects.select_related("candidacy__round").get()
    round = visit.candidacy.round
    for sentence in (
        why_not_draw(round),
        why_not_make_team(round, "丙组", [1]),
        why_not_assign(visit, teams[1]),
        why_not_plan_midterm(visit.candidacy, "看进度"),
        why_not_finish(visit),
    ):
        assert sentence == "第一轮创建已结束，不能再办理。"
    with pytest.raises(Refused):
        drawn(running)


def test_places_are_known_before_the_draw_without_anything_written(running):
    strata = places(round=running.round, share="0.5")
    assert sum(one.places for one in strata) > 0
    assert not Visit.objects.exists()


def test_places_of_a_closed_round_are_refused(running):
    close_round(round=running.round, by=None)
    with pytest.raises(Refused, match="不能再办理"):
        places(round=Round.objects.get(), share="0.5")
