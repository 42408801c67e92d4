"""命名: proposed, shown to the public with objections, named, revoked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Title
from assessment.services.evaluate import evaluate
from assessment.services.titles import propose, publicize
from tests.assessment.district import cleared, make_running, reviewed, surveyed
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def five_good(running):
    """Everybody of the round 五好."""
    for candidacy in running.candidacies:
        reviewed(candidacy)
    cleared(running.candidacies)
    surveyed(running.round, running.candidacies)
    evaluate(round=running.round, by=None)
    return running


@pytest.fixture
def good(running):
    return five_good(running)


@pytest.fixture
def shown(good):
    """The one title, its 公示 over since yesterday."""
    (title,) = propose(round=good.round, by=None).titles
    publicize(titles=[title], starts_on=timezone.localdate(), by=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    Title.objects.update(publicity_to=yesterday)
    return Title.objects.get()


def look(client, user, name="title_list", *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def send(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def state():
    return Title.objects.get().state


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(client, django_assert_num_queries, rows):
    running = five_good(make_running(rows))
    propose(round=running.round, by=None)
    client.force_login(make_user("district_staff", running.district))
    client.get(reverse("title_list"))
    with django_assert_num_queries(16):
        assert client.get(reverse("title_list")).status_code == 200


def test_the_five_good_are_proposed(client, good, staff):
    assert look(client, staff).context["fresh"] == 1
    send(client, staff, "title_propose", good.round.code)
    assert state() == "proposed"


def test_before_the_evaluation_the_button_says_why_not(client, running, staff):
    assert "还没有综合评价，不能提出拟命名名单。" in look(client, staff).content.decode()
    assert send(client, staff, "title_propose", running.round.code).status_code == 409
    assert not Title.objects.exists()


def test_everybody_proposed_is_shown_for_five_working_days(client, good, staff):
    propose(round=good.round, by=None)
    send(client, staff, "title_publicize", good.round.code, starts_on="2099-03-06")
    title = Title.objects.get()
    assert (title.state, str(title.publicity_to)) == ("publicity", "2099-03-12")


def test_publicity_is_not_backdated(client, good, staff):
    propose(round=good.round, by=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    response = send(client, staff, "title_publicize", good.round.code, starts_on=yesterday)
    assert response.status_code == 409
    assert "公示开始日期不能早于今天。" in response.content.decode()
    assert state() == "proposed"


def test_publicity_may_begin_today(client, good, staff):
    propose(round=good.round, by=None)
    today = timezone.localdate()
    send(client, staff, "title_publicize", good.round.code, starts_on=today)
    assert Title.objects.get().publicity_from == today


def test_a_date_that_is_none_is_refused_and_nothing_shown(client, good, staff):
    propose(round=good.round, by=None)
    response = send(client, staff, "title_publicize", good.round.code, starts_on="明天")
    assert response.status_code == 409
    assert state() == "proposed"


def test_after_publicity_all_are_named(client, good, shown, staff):
    send(client, staff, "title_name_all", good.round.code)
    assert state() == "named"


def test_an_objection_without_answer_holds_the_naming_up(client, good, shown, staff):
    objection = {"objection-text": "财务不公开", "objection-received_on": "2026-03-01"}
    send(client, staff, "objection_create", shown.pk, **objection)
    response = send(client, staff, "title_name", shown.pk)
    assert response.status_code == 409
    assert "还有 1 条异议没有处理，不能命名。" in response.content.decode()
    send(client, staff, "objection_answer", shown.objections.get().pk, answer="已核实，不属实")
    send(client, staff, "title_name", shown.pk)
    assert state() == "named"


def test_naming_before_publicity_is_over_is_refused(client, good, staff):
    propose(round=good.round, by=None)
    assert send(client, staff, "title_name", Title.objects.get().pk).status_code == 409
    assert send(client, staff, "title_name_all", good.round.code).status_code == 409
    assert state() == "proposed"


def test_a_title_is_revoked_with_a_reason_only(client, good, shown, staff):
    send(client, staff, "title_name", shown.pk)
    assert send(client, staff, "title_end", shown.pk).status_code == 422
    assert state() == "named"
    send(client, staff, "title_end", shown.pk, **{"end-reason": "发生重大案件"})
    assert state() == "revoked"


def test_before_naming_a_title_is_taken_off_the_list(client, good, shown, staff):
    send(client, staff, "title_end", shown.pk, **{"end-reason": "本人放弃"})
    assert state() == "dropped"


@pytest.mark.parametrize("name", ["title_name", "title_end", "objection_create"])
def test_units_and_reviewers_read_titles_and_move_none(
    client, good, shown, secretary, reviewer, name
):
    for user in (secretary, reviewer):
        assert look(client, user, "title_detail", shown.pk).status_code == 200
        assert send(client, user, name, shown.pk).status_code == 404
    assert state() == "publicity"


@pytest.mark.parametrize("name", ["title_propose", "title_publicize", "title_name_all"])
def test_only_the_district_moves_the_whole_list(client, good, reviewer, name):
    assert send(client, reviewer, name, good.round.code).status_code == 404


def test_a_title_of_another_town_does_not_exist(client):
    running = five_good(make_running(1, towns=2))
    propose(round=running.round, by=None)
    reviewer = make_user("committee_reviewer", running.town)
    other = Title.objects.exclude(candidacy__town=running.town).get()
    assert look(client, reviewer, "title_detail", other.pk).status_code == 404
