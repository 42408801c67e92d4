"""Applying: a word on every red line in force."""

import pytest
from django.urls import reverse

from assessment.services.candidacies import red_lines_of
from creation.models import RedLine
from tests.assessment.district import applied, make_running
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client, secretary):
    client.force_login(secretary)
    return client


def words(candidacy, **hits):
    clear = {line.code: "clear" for line in red_lines_of(candidacy.round)}
    return clear | hits


def post(client, candidacy, data):
    response = client.post(reverse("candidacy_apply", args=[candidacy.pk]), data)
    candidacy.refresh_from_db()
    return response, response.content.decode()


def test_every_red_line_in_force_is_asked(client):
    off = RedLine.objects.get(name="超计划生育")
    running = make_running(red_lines={off.code: "政策调整"})
    client.force_login(make_user("secretary", running.branches[0]))
    address = reverse("candidacy_apply", args=[running.candidacies[0].pk])
    page = client.get(address).content.decode()
    assert page.count("<fieldset") == 3
    assert "超计划生育" not in page


def test_a_clear_declaration_applies_and_offers_the_self_check(mine, candidacy, secretary):
    response, _ = post(mine, candidacy, words(candidacy))
    assert response.status_code == 302
    assert (candidacy.state, candidacy.applied_by) == ("applied", secretary)
    assert "开始自查" in mine.get(response.url).content.decode()


def test_a_declared_red_line_is_refused_in_one_sentence(mine, candidacy):
    first = red_lines_of(candidacy.round)[0]
    response, page = post(mine, candidacy, words(candidacy, **{first.code: "hit"}))
    sentence = f"申报时自报触碰高压线“{first}”，不能申报五好党组织。"
    assert (response.status_code, candidacy.state) == (409, "enrolled")
    assert page.count(sentence) == 1


def test_a_red_line_left_open_is_asked_again(mine, candidacy):
    response, page = post(mine, candidacy, {})
    assert (response.status_code, candidacy.state) == (422, "enrolled")
    assert page.count("请选“无”或“有”。") == 2 * len(red_lines_of(candidacy.round))


def test_applying_twice_is_refused_and_changes_nothing(mine, candidacy):
    post(mine, candidacy, words(candidacy))
    applied_at = candidacy.applied_at
    response, _ = post(mine, candidacy, words(candidacy))
    assert (response.status_code, candidacy.applied_at) == (409, applied_at)


def test_a_withdrawn_application_can_be_made_again(mine, candidacy):
    applied(candidacy)
    mine.post(reverse("candidacy_withdraw", args=[candidacy.pk]))
    candidacy.refresh_from_db()
    assert candidacy.state == "withdrawn"
    post(mine, candidacy, words(candidacy))
    assert candidacy.state == "applied"


def test_nobody_applies_for_another_organization(client, candidacy, running, staff, reviewer):
    stranger = make_user("secretary", make_organization(running.town), name="陌生人")
    for user in (stranger, staff, reviewer):
        client.force_login(user)
        response, _ = post(client, candidacy, words(candidacy))
        assert (response.status_code, candidacy.state) == (404, "enrolled")
