"""Reminders of deadlines: to whom something waits for, once per person, stage and step."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from assessment.models import Candidacy, Title
from assessment.queries.reminders import waiting_people
from assessment.services.draws import make_team
from assessment.services.evaluate import evaluate
from assessment.services.reminders import remind_by_day, reschedule, send_reminders
from assessment.services.review import return_sheet
from creation.models import Appointment, Department, LogEntry, Notice, RoundStage, StageChange
from tests.assessment.district import applied, cleared, make_running, reviewed, submitted
from tests.factories import make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db

NOON = "2026-03-02 12:00+08:00"
TODAY = date(2026, 3, 2)


def running_with(stage, *, ends_in=3, branches=1, **fields):
    """A round in which that stage alone has dates, on Monday the second of March at noon."""
    dates = [str(TODAY - timedelta(days=40)), str(TODAY + timedelta(days=ends_in))]
    return make_running(branches, stages={stage: dates}, **fields)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def said():
    return list(Notice.objects.order_by("pk").values_list("to", "about"))


def test_secretary_is_reminded_once_for_each_step(clock):
    running = running_with("apply", ends_in=7)
    secretary = make_user("secretary", running.branches[0])
    assert [send_reminders(), send_reminders()] == [1, 0]
    clock.shift(timedelta(days=1))
    assert send_reminders() == 0
    clock.shift(timedelta(days=3))
    assert send_reminders() == 1
    assert said() == [
        (secretary.pk, "第一轮创建：您的组织还没有申报，申报 03-09 截止，还有 7 天。"),
        (secretary.pk, "第一轮创建：您的组织还没有申报，申报 03-09 截止，还有 3 天。"),
    ]
    assert Notice.objects.first().link == f"/candidacies/{running.candidacies[0].pk}/"
    assert LogEntry.objects.filter(action="发出提醒", object_type="轮次阶段").count() == 2


@pytest.mark.parametrize(
    ("ends_in", "words"),
    [(0, "申报今天截止"), (-1, "申报 03-01 已截止，逾期 1 天"), (1, "申报 03-03 截止，还有 1 天")],
)
def test_words_tell_how_long_it_is(ends_in, words):
    running = running_with("apply", ends_in=ends_in)
    make_user("secretary", running.branches[0])
    send_reminders()
    assert words in said()[0][1]


@pytest.mark.parametrize("ends_in", [8, -31])
def test_nothing_is_said_long_before_or_long_after(ends_in):
    running = running_with("apply", ends_in=ends_in)
    make_user("secretary", running.branches[0])
    assert send_reminders() == 0


def test_nothing_is_said_before_the_stage_begins():
    running = running_with("apply")
    make_user("secretary", running.branches[0])
    RoundStage.objects.update(starts_on=TODAY + timedelta(days=1))
    assert send_reminders() == 0


def test_who_has_two_units_hears_of_both_in_one_sentence():
    running = running_with("apply", branches=2)
    secretary = make_user("secretary", running.branches[0])
    Appointment.objects.create(
        user=secretary, role="secretary", organization=running.branches[1], starts_on="2020-01-01"
    )
    assert send_reminders() == 1
    (notice,) = Notice.objects.all()
    assert "有 2 个组织还没有申报" in notice.about
    assert notice.link == "/candidacies/?stage=unapplied"


def test_who_has_done_it_hears_nothing_until_it_comes_back():
    running = running_with("self")
    sheet = submitted(running.candidacies[0])
    secretary = make_user("secretary", running.branches[0])
    assert send_reminders() == 0
    return_sheet(sheet=sheet, reason="不符", due=TODAY + timedelta(days=9), items={}, by=None)
    assert send_reminders() == 1
    assert said()[0][0] == secretary.pk


def test_nearest_reviewer_is_reminded_else_the_district(clock):
    running = running_with("review")
    submitted(running.candidacies[0])
    staff = make_user("district_staff", running.district)
    assert list(waiting_people(running.round, "review")) == [staff.pk]
    reviewer = make_user("committee_reviewer", running.town)
    assert dict(waiting_people(running.round, "review")) == {
        reviewer.pk: [running.candidacies[0].pk]
    }
    assert send_reminders() == 1


def test_departments_are_reminded_of_their_own_answers():
    running = running_with("clearance")
    police = make_user("department", department=Department.objects.get(code="police"))
    make_user("secretary", running.branches[0])
    assert send_reminders() == 1
    assert said() == [
        (police.pk, "第一轮创建：有 1 条高压线还没有答复，联审 03-05 截止，还有 3 天。")
    ]
    cleared(running.candidacies)
    assert waiting_people(running.round, "clearance") == {}


def test_inspectors_are_reminded_of_what_their_team_has_not_handed_in():
    running = running_with("spot")
    inspector = make_user("inspector", running.town)
    candidacy = running.candidacies[0]
    team = make_team(round=running.round, name="甲组", home=None, members=[inspector], by=None)
    reviewed(candidacy)
    candidacy.visits.create(team=team)
    assert send_reminders() == 1
    assert said()[0] == (
        inspector.pk,
        "第一轮创建：有 1 个组织还没有查完，抽查 03-05 截止，还有 3 天。",
    )


@pytest.mark.parametrize("stage", ["survey", "evaluate"])
def test_staff_of_the_district_is_reminded_of_its_own_stages(stage):
    running = running_with(stage)
    staff = make_user("district_staff", running.district)
    make_user("district_staff", running.town)
    assert list(waiting_people(running.round, stage)) == [staff.pk]


@pytest.mark.parametrize(("stage", "state"), [("publicity", "proposed"), ("naming", "publicity")])
def test_staff_is_reminded_of_titles_while_there_are_some(stage, state):
    running = running_with(stage)
    staff = make_user("district_staff", running.district)
    assert waiting_people(running.round, stage) == {}
    evaluate(round=running.round, by=None)
    evaluation = running.candidacies[0].evaluations.get()
    Title.objects.create(candidacy=running.candidacies[0], evaluation=evaluation, state=state)
    assert list(waiting_people(running.round, stage)) == [staff.pk]


def test_closed_round_and_units_that_left_keep_nobody_waiting():
    running = running_with("apply")
    make_user("secretary", running.branches[0])
    Candidacy.objects.update(state="withdrawn")
    assert send_reminders() == 0


def test_sweep_is_silent_at_night_and_the_command_puts_off(clock, capsys):
    running = running_with("apply")
    make_user("secretary", running.branches[0])
    assert remind_by_day() == 1
    Notice.objects.all().delete()
    clock.move_to("2026-03-02 22:00+08:00")
    assert remind_by_day() == 0
    call_command("send_reminders")
    assert "新提醒 1 条，发出邮件 0 封" in capsys.readouterr().out
    assert "还有 2 天" in said()[0][1]
    assert not Notice.objects.unread().exists()


def test_moved_deadline_is_kept_with_its_reason_and_told_to_whom_it_concerns():
    running = running_with("apply")
    secretary = make_user("secretary", running.branches[0])
    staff = make_user("district_staff", running.district)
    send_reminders()
    stage = RoundStage.objects.get()
    assert reschedule(stage=stage, ends_on=date(2026, 3, 9), reason="汛期", by=staff) == 1
    change = StageChange.objects.get()
    assert (change.ends_before, change.ends_after, change.reason) == (
        date(2026, 3, 5),
        date(2026, 3, 9),
        "汛期",
    )
    assert said()[-1] == (
        secretary.pk,
        "第一轮创建：您的组织还没有申报，申报截止日期由 03-05 改为 03-09，汛期。",
    )
    assert LogEntry.objects.get(action="延长阶段").note == "汛期"
    assert send_reminders() == 1  # of the new deadline, a week before


def test_stage_ends_early_today_but_not_before():
    running = running_with("apply")
    stage = RoundStage.objects.get()
    for day, why in (
        (date(2026, 3, 5), "申报的截止日期已经是 2026-03-05，没有改动。"),
        (date(2026, 3, 1), "截止日期不能改到今天以前；要提前结束，请填今天。"),
        (date(2025, 3, 1), f"截止日期不能早于开始日期 {stage.starts_on}。"),
    ):
        with pytest.raises(Refused, match=why):
            reschedule(stage=stage, ends_on=day, reason="提前完成", by=None)
    with pytest.raises(Refused, match="请写明调整的理由"):
        reschedule(stage=stage, ends_on=TODAY, reason=" ", by=None)
    reschedule(stage=stage, ends_on=TODAY, reason="提前完成", by=None)
    assert RoundStage.objects.get().ends_on == TODAY
    assert LogEntry.objects.filter(action="提前结束阶段").exists()
    applied(running.candidacies[0])


@pytest.mark.parametrize("branches", [1, 3])
def test_reminding_takes_the_same_queries_for_any_number_of_units(
    branches, django_assert_num_queries
):
    running = running_with("apply", branches=branches)
    for branch in running.branches:
        make_user("secretary", branch)
    with django_assert_num_queries(13):
        assert send_reminders() == branches
