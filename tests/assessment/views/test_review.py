"""初审 on screen: the queue, deciding item by item, returning, accepting."""

import pytest
from django.urls import reverse

from assessment.services.marks import MarkEntry, save_mark
from assessment.services.sheets import Summary, start, submit
from tests.assessment.district import FULL, applied, fill, make_running, mark_of, submitted
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def review(candidacy):
    submitted(candidacy)
    return start(candidacy=candidacy, stage="review", by=None)


def page_of(client, candidacy):
    return client.get(reverse("review_detail", args=[candidacy.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    client, db, count, django_assert_num_queries
):
    running = make_running(count)
    for candidacy in running.candidacies:
        submitted(candidacy)
    client.force_login(make_user("committee_reviewer", running.town))
    client.get(reverse("review_list"))
    with django_assert_num_queries(10):
        page = client.get(reverse("review_list")).content.decode()
    assert page.count("待审</span>") == count


def test_the_queue_shows_what_waits_until_it_is_asked_otherwise(mine, running, candidacy):
    applied(candidacy)
    url = reverse("review_list")
    assert candidacy.organization.name not in mine.get(url).content.decode()
    assert candidacy.organization.name in mine.get(url, {"stage": ""}).content.decode()


def test_the_queue_holds_the_own_subtree_alone(client, candidacy, running):
    submitted(candidacy)
    elsewhere = make_organization(running.district, kind="committee", name="别的镇党委")
    client.force_login(make_user("committee_reviewer", elsewhere))
    assert candidacy.organization.name not in client.get(reverse("review_list")).content.decode()
    assert client.get(reverse("review_detail", args=[candidacy.pk])).status_code == 404


def test_a_secretary_reaches_no_review_of_the_own_sheet(client, candidacy, secretary):
    submitted(candidacy)
    client.force_login(secretary)
    assert client.get(reverse("review_list")).status_code == 404
    assert client.get(reverse("review_detail", args=[candidacy.pk])).status_code == 404


@pytest.mark.parametrize("items", [FULL, FULL | {"B1": "2"}])
def test_a_candidacy_costs_the_same_however_much_is_marked(
    mine, candidacy, items, django_assert_num_queries
):
    submitted(candidacy, items)
    start(candidacy=candidacy, stage="review", by=None)
    page_of(mine, candidacy)
    with django_assert_num_queries(34):
        page_of(mine, candidacy)


def test_the_review_starts_as_a_copy_of_the_claim(mine, candidacy):
    submitted(candidacy)
    assert "开始初审" in page_of(mine, candidacy)
    mine.post(reverse("review_start", args=[candidacy.pk]))
    assert mark_of(candidacy.sheets.get(stage="review"), "1.1").points == 20


def test_a_finding_of_the_reviewers_own_stands_beside_the_claim(mine, candidacy, review):
    mark = mark_of(review, "1.1")
    data = {"version": mark.version, "finding": "10"}
    response = mine.post(reverse("mark_save", args=[mark.pk]), data)
    assert response.url == f"{reverse('review_detail', args=[candidacy.pk])}#item-1.1"
    page = page_of(mine, candidacy)
    assert (">20 分<" in page, ">18 分<" in page) == (True, True)


@pytest.mark.parametrize(("decision", "state"), [("confirm", "confirmed"), ("deny", "")])
def test_a_claim_of_not_applicable_is_confirmed_or_denied(mine, candidacy, decision, state):
    sheet = fill(start(candidacy=applied(candidacy), stage="self", by=None), FULL)
    own = mark_of(sheet, "1.1")
    claim = MarkEntry(not_applicable=True, reason="不足 7 人", version=own.version)
    save_mark(mark=own, entry=claim, by=None)
    submit(sheet=sheet, signed_by="李书记", summary=Summary(), by=None)
    review = start(candidacy=candidacy, stage="review", by=None)
    assert "申请不适用：不足 7 人" in page_of(mine, candidacy)
    url = reverse("mark_decide", args=[mark_of(review, "1.1").pk])
    mine.post(url, {"decision": decision})
    assert mark_of(review, "1.1").not_applicable == state


def test_returning_needs_a_reason_and_a_date_and_keeps_the_words(mine, candidacy):
    sheet = submitted(candidacy)
    words = {f"words-{mark_of(sheet, '2.1').pk}": "计划没有日期"}
    response = mine.post(reverse("review_return", args=[candidacy.pk]), words)
    page = response.content.decode()
    sheet.refresh_from_db()
    assert (response.status_code, sheet.state) == (422, "submitted")
    assert "请写明退回理由。" in page
    assert 'value="计划没有日期"' in page


def test_returned_items_carry_their_words(mine, candidacy):
    sheet = submitted(candidacy)
    data = {"reason": "请补正", "due": "2099-01-01"}
    data[f"words-{mark_of(sheet, '2.1').pk}"] = "计划没有日期"
    response = mine.post(reverse("review_return", args=[candidacy.pk]), data)
    sheet.refresh_from_db()
    assert (response.url, sheet.state) == (reverse("review_list"), "returned")
    assert mark_of(sheet, "2.1").returned == "计划没有日期"
    assert mark_of(sheet, "1.1").returned == ""


def test_a_due_date_in_the_past_is_refused(mine, candidacy):
    sheet = submitted(candidacy)
    data = {"reason": "请补正", "due": "2020-01-01"}
    response = mine.post(reverse("review_return", args=[candidacy.pk]), data)
    sheet.refresh_from_db()
    assert (response.status_code, sheet.state) == (422, "submitted")
    assert "重报期限不能早于今天。" in response.content.decode()


def test_accepting_leads_to_who_waits_longest(client, db):
    running = make_running(2)
    first, second = running.candidacies
    submitted(first)
    submitted(second)
    start(candidacy=first, stage="review", by=None)
    client.force_login(make_user("committee_reviewer", running.town))
    response = client.post(reverse("review_accept", args=[first.pk]))
    assert response.url == reverse("review_detail", args=[second.pk])
    assert first.sheets.get(stage="self").state == "accepted"


def test_accepting_twice_is_refused_and_changes_nothing(mine, candidacy, review):
    url = reverse("review_accept", args=[candidacy.pk])
    mine.post(url)
    second = mine.post(url)
    assert second.status_code == 409
    assert "不能通过" in second.content.decode()


def test_accepting_with_an_open_item_is_refused_beside_the_button(mine, candidacy, review):
    mark = mark_of(review, "1.1")
    mine.post(reverse("mark_save", args=[mark.pk]), {"version": mark.version, "finding": ""})
    response = mine.post(reverse("review_accept", args=[candidacy.pk]))
    assert response.status_code == 409
    assert "还有 1 个要点没有填写：1.1" in page_of(mine, candidacy)
    assert candidacy.sheets.get(stage="self").state == "submitted"
