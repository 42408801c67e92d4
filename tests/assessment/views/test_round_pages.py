"""The page of a round: where each stage stands, deadlines moved, a large round opened by a job."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from assessment.models import Candidacy
from assessment.services import opening
from creation.models import Job, LogEntry, Notice, Round, RoundStage, StageChange
from creation.policy import Policy
from creation.queries.organizations import subtree_populations
from creation.services import jobs
from creation.services.deadlines import date_stage
from surveys.services.rates import enough_of
from surveys.services.stored_rates import store
from tests import factories
from tests.assessment.district import applied, make_rich_standard, make_running, submitted, surveyed
from tests.factories import make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


def days(first, last):
    return [str(localdate() + timedelta(days=first)), str(localdate() + timedelta(days=last))]


@pytest.fixture
def running(db):
    """Two units: one has handed in, of the other nothing came, and the time to apply is over."""
    stages = {"apply": days(-40, -2), "self": days(-30, 5), "review": days(6, 20)}
    running = make_running(2, stages=stages)
    submitted(running.candidacies[0])
    return running


@pytest.fixture
def staff(running):
    return make_user("district_staff", running.district)


def page(client, user, name, *args, **data):
    client.force_login(user)
    address = reverse(name, args=args)
    return client.post(address, data) if data else client.get(address)


def rows(response):
    return {one["stage"].code: one for one in response.context["stages"]}


def test_each_stage_tells_who_is_done_who_is_awaited_and_what_is_late(client, running, staff):
    response = page(client, staff, "round_detail", "r1")
    found = rows(response)
    apply = found["apply"]["stage"]
    assert (apply.done, apply.open, apply.state, apply.is_late) == (1, 1, "done", True)
    self = found["self"]["stage"]
    assert (self.done, self.total, self.state, self.is_late) == (1, 2, "now", False)
    review = found["review"]["stage"]
    assert (review.done, review.open, review.state) == (0, 1, "todo")
    assert found["spot"]["stage"].row is None
    survey = found["survey"]["stage"]
    assert (survey.done, survey.total, survey.open) == (0, 2, 2)
    assert "已截止，还没办完" in response.content.decode()


def test_the_survey_is_through_where_enough_have_answered(client, running, staff):
    """All of 300 people and 20 members in the one, a hundredth of it in the other."""
    many, few = running.candidacies
    surveyed(running.round, [many])
    surveyed(running.round, [few], good=1, of=1)
    everybody = subtree_populations([one.organization_id for one in (many, few)], localdate())
    store(round=running.round, populations=everybody, enough=enough_of(Policy()))
    survey = rows(page(client, staff, "round_detail", "r1"))["survey"]["stage"]
    assert (survey.done, survey.total, survey.open) == (1, 2, 1)


def test_number_of_a_stage_leads_to_the_list_of_just_these(client, running, staff):
    found = rows(page(client, staff, "round_detail", "r1"))
    for code, expected in (("apply", 1), ("review", 1), ("evaluate", 2)):
        assert client.get(found[code]["href"]).context["total"] == 2
        assert len(client.get(found[code]["href"]).context["table"].rows) == expected


def test_links_wait_until_the_round_is_the_one_looked_at(client, running, staff):
    Round.objects.filter(pk=factories.make_round("r9", starts_on="2026-06-01").pk).update(
        state="open"
    )
    assert rows(page(client, staff, "round_detail", "r1"))["apply"]["href"] == ""


def test_everybody_is_counted_what_he_reaches(client, running):
    secretary = make_user("secretary", running.branches[0])
    response = page(client, secretary, "round_detail", "r1")
    assert rows(response)["apply"]["stage"].total == 1
    assert rows(response)["survey"]["href"] == ""  # staff take care of it
    assert "延长" not in response.content.decode()


@pytest.mark.parametrize("branches", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_units(client, branches):
    running = make_running(branches, stages={"apply": days(-40, -2)})
    staff = make_user("district_staff", running.district)
    page(client, staff, "round_detail", "r1")
    with CaptureQueriesContext(connection) as queries:
        client.get("/rounds/r1/")
    assert len(queries) == 14


def test_deadline_is_moved_with_a_reason_that_the_page_shows(client, running, staff):
    secretary = make_user("secretary", running.branches[1])
    day = localdate() + timedelta(days=9)
    response = page(
        client, staff, "stage_deadline", "r1", "apply", ends_on=str(day), reason="汛期抢险"
    )
    assert response.url == "/rounds/r1/"
    assert RoundStage.objects.get(stage="apply").ends_on == day
    assert StageChange.objects.get().changed_by == staff
    assert Notice.objects.get().to == secretary
    text = client.get("/rounds/r1/").content.decode()
    assert "汛期抢险" in text
    assert "已提醒 1 人" in text


def test_deadline_is_asked_back_with_all_that_is_wrong(client, running, staff):
    shown = page(client, staff, "stage_deadline", "r1", "self")
    assert "人没有办完，保存后会收到提醒" in shown.content.decode()
    response = page(client, staff, "stage_deadline", "r1", "self", ends_on="2020-01-01", reason="")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"ends_on", "reason"}
    today = client.get(reverse("stage_deadline", args=["r1", "self"]), {"today": 1})
    assert today.context["form"]["ends_on"].value() == localdate()


def test_deadline_that_was_overtaken_is_refused_in_words(client, running, staff):
    data = {"ends_on": str(localdate() + timedelta(days=9)), "reason": "汛期"}
    Round.objects.update(state="closed")
    response = page(client, staff, "stage_deadline", "r1", "self", **data)
    assert response.status_code == 422
    assert "进行中的轮次才能调整截止日期" in response.content.decode()


def test_a_stage_left_without_dates_gets_them_in_the_running_round(client, running, staff):
    wrong = {"starts_on": str(localdate()), "ends_on": str(localdate() - timedelta(days=1))}
    assert page(client, staff, "stage_deadline", "r1", "spot", **wrong).status_code == 422
    past = {"starts_on": "2020-01-01", "ends_on": "2020-01-09"}
    refused = page(client, staff, "stage_deadline", "r1", "spot", **past)
    assert "截止日期不能早于今天" in refused.content.decode()
    good = {"starts_on": str(localdate()), "ends_on": str(localdate() + timedelta(days=9))}
    assert page(client, staff, "stage_deadline", "r1", "spot", **good).url == "/rounds/r1/"
    row = RoundStage.objects.get(stage="spot")
    assert (str(row.starts_on), str(row.ends_on)) == tuple(good.values())
    assert LogEntry.objects.get(action="补定阶段日期").actor == str(staff)
    with pytest.raises(Refused, match="抽查已经有日期"):
        date_stage(
            round=running.round, stage="spot", starts_on=localdate(), ends_on=localdate(), by=staff
        )


def test_a_stage_that_there_is_not_and_a_closed_round_get_no_dates(client, running, staff):
    assert page(client, staff, "stage_deadline", "r1", "dance").status_code == 404
    Round.objects.update(state="closed")
    shown = page(client, staff, "stage_deadline", "r1", "spot").content.decode()
    assert "进行中的轮次才能补定阶段日期" in shown


def test_only_the_district_moves_deadlines(client, running):
    for role in ("committee_reviewer", "secretary"):
        user = make_user(role, running.town)
        assert page(client, user, "stage_deadline", "r1", "self").status_code == 404


@pytest.fixture
def draft(db, monkeypatch):
    """A draft with one unit, which is called large here."""
    monkeypatch.setattr(opening, "AT_ONCE", 0)
    make_rich_standard()
    district = factories.make_district()
    factories.make_organization(district, sector=factories.make_sector())
    return factories.make_round(), make_user("district_staff", district)


def test_large_round_is_opened_by_a_job_that_its_page_shows(client, draft):
    round, staff = draft
    page(client, staff, "round_open", round.code, go="1")
    job = Job.objects.get()
    assert Round.objects.get().state == "draft"
    shown = client.get("/rounds/r1/")
    assert shown.context["job"]["id"] == job.pk
    assert "这一轮正在开启" in page(client, staff, "round_open", "r1", go="1").content.decode()
    assert jobs.run(job.pk)
    assert Round.objects.get().state == "open"
    assert Round.objects.get().opened_by == staff
    assert Candidacy.objects.count() == 1


def test_large_round_that_lacks_something_is_refused_at_once(client, draft):
    round, staff = draft
    round.round_standards.all().delete()
    assert page(client, staff, "round_open", round.code, go="1").status_code == 409
    assert not Job.objects.exists()


def test_round_that_nobody_opened_yet_says_what_it_lacks_to_its_makers_alone(client, draft):
    round, staff = draft
    round.round_standards.all().delete()
    text = page(client, staff, "round_detail", "r1").content.decode()
    assert "还不能开启" in text
    reviewer = make_user("committee_reviewer", factories.make_district())
    assert "还不能开启" not in page(client, reviewer, "round_detail", "r1").content.decode()


def test_unit_that_has_applied_is_done_with_that_stage(client, running, staff):
    applied(running.candidacies[1])
    assert rows(page(client, staff, "round_detail", "r1"))["apply"]["stage"].is_late is False
