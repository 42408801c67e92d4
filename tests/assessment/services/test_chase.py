"""催报: who keeps the self-check waiting, reminded once a day, never at night."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessment.models import Candidacy
from assessment.queries.chase import chased, counts_by, kinds
from assessment.services.chase import chase, why_not_chase
from assessment.services.sheets import start
from creation.models import LogEntry, Notice
from creation.services.notices import due_at
from tests.assessment.district import applied, fill, make_running, submitted
from tests.factories import make_district, make_organization, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
NOON = "2026-03-02 12:00+08:00"
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def running():
    """Two units, the self-check ended yesterday; the first has a secretary."""
    stages = {name: ["2026-01-01", str(TODAY - timedelta(days=1))] for name in ("apply", "self")}
    running = make_running(2, stages=stages)
    running.secretary = make_user("secretary", running.branches[0])
    running.reviewer = make_user("committee_reviewer", running.town)
    return running


def rows(running, **lookups):
    units = Candidacy.objects.filter(round=running.round)
    return chased(units, running.round, day=due_at().date()).filter(**lookups)


def tell(running):
    return chase(round=running.round, rows=rows(running), by=running.reviewer)


def test_all_that_match_are_told_once_with_one_log_entry(running):
    told = tell(running)
    assert (told.people, told.unreachable) == (1, 1)
    notice = Notice.objects.get()
    name = running.branches[0].name
    assert notice.about == f"催报：{name}还没有申报，已逾期 1 天，请尽快办理。"
    assert LogEntry.objects.get(action="发出提醒").after["people"] == 1


def test_nobody_is_told_twice_for_the_same_stage_and_day(running, clock):
    tell(running)
    with pytest.raises(Refused, match="没有要提醒的组织"):
        tell(running)
    assert rows(running, is_told=True).count() == 1
    clock.shift(timedelta(days=1))
    assert tell(running).people == 1


def test_the_next_stage_is_told_on_the_same_day(running):
    tell(running)
    applied(running.candidacies[0])
    assert tell(running).people == 1
    assert "自查表还没有提交" in Notice.objects.order_by("pk").last().about


def test_what_is_said_in_the_evening_arrives_in_the_morning(running, clock):
    clock.move_to("2026-03-02 19:30+08:00")
    tell(running)
    due = timezone.localtime(Notice.objects.get().due_at)
    assert f"{due:%m-%d %H:%M}" == "03-03 08:00"
    clock.move_to("2026-03-03 09:00+08:00")
    with pytest.raises(Refused):  # it is the same day's reminder
        tell(running)


def test_without_a_deadline_or_before_it_the_words_fit():
    running = make_running(stages={"apply": ["2026-01-01", str(TODAY)]})
    make_user("secretary", running.branches[0])
    running.reviewer = None
    tell(running)
    applied(running.candidacies[0])
    tell(running)
    first, second = Notice.objects.order_by("pk")
    assert first.about.endswith("还没有申报，03-02 截止，请尽快办理。")
    assert second.about.endswith("自查表还没有提交，请尽快办理。")


def test_a_closed_round_reminds_nobody(running):
    running.round.state = "closed"
    assert "不能再办理" in why_not_chase(running.round, 3)


def test_kinds_are_counted_by_town(running, clock):
    fill(start(candidacy=applied(running.candidacies[0]), stage="self", by=None), {"1.1": "12"})
    clock.shift(timedelta(days=8))
    found = kinds(now=timezone.localtime(), days=7)
    (row,) = counts_by(rows(running), found, "town")
    assert (row["name"], row["total"]) == (running.town.name, 2)
    assert row["numbers"] == [("unstarted", 1), ("stuck", 1), ("late", 2)]


def test_who_has_handed_in_is_not_chased(running):
    submitted(running.candidacies[0])
    assert [row.pk for row in rows(running)] == [running.candidacies[1].pk]


def test_page_reminds_what_the_filter_shows_within_the_own_town(client, running):
    other = make_organization(running.district, kind="committee", name="别的镇党委")
    client.force_login(make_user("committee_reviewer", other))
    client.post(reverse("chase_list"))
    assert not Notice.objects.exists()
    client.force_login(running.reviewer)
    url = reverse("chase_list")
    page = client.get(url, {"kind": "late"}).content.decode()
    assert ("提醒这 1 个" in page, "其中 1 个没有书记账号" in page) == (True, True)
    client.post(f"{url}?kind=stuck")
    assert not Notice.objects.exists()
    client.post(f"{url}?kind=late")
    assert Notice.objects.get().to == running.secretary


@pytest.mark.parametrize("days", ["0", "９９９９", "abc"])
def test_a_number_of_days_that_is_none_reminds_nobody(client, running, days):
    client.force_login(running.reviewer)
    response = client.post(f"{reverse('chase_list')}?kind=late&days={days}")
    assert (response.status_code, Notice.objects.exists()) == (422, False)


def test_a_secretary_has_no_such_page(client, running):
    client.force_login(running.secretary)
    assert client.get(reverse("chase_list")).status_code == 404
    assert client.get(reverse("burden_list")).status_code == 404


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON, "现在是 8:00 至 18:00，提醒立即送到。"),
        ("2026-03-02 18:00+08:00", "18:00 至次日 8:00 不打扰：现在提醒，03-03 8:00 送到。"),
        ("2026-03-02 07:59+08:00", "18:00 至次日 8:00 不打扰：现在提醒，03-02 8:00 送到。"),
    ],
)
def test_the_page_says_when_a_reminder_arrives(client, running, clock, moment, words):
    clock.move_to(moment)
    client.force_login(running.reviewer)
    page = client.get(reverse("chase_list"), {"kind": "stuck", "days": "30"}).content.decode()
    assert words in page


def test_without_a_round_there_is_nobody_to_chase(client):
    client.force_login(make_user("district_staff", make_district()))
    assert "还没有轮次，没有要催的" in client.get(reverse("chase_list")).content.decode()
