"""A round opened, closed, looked at; one more candidacy; another policy."""

import pytest
from django.urls import reverse

from assessment.models import Candidacy, Title
from assessment.services.evaluate import evaluate
from creation.models import Round
from creation.policy import Policy
from tests import factories
from tests.assessment.district import make_rich_standard, make_running
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    """A draft round, its standard published, one village branch that takes part."""
    make_rich_standard()
    district = factories.make_district()
    town = factories.make_town(district)
    town.is_rated = False
    town.save()
    factories.make_organization(town, sector=factories.make_sector())
    return factories.make_round(), make_user("district_staff", district)


def send(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def look(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_opening_enrols_everybody_who_takes_part(client, draft):
    round, staff = draft
    send(client, staff, "round_open", round.code)
    assert Round.objects.get().state == "open"
    assert Candidacy.objects.count() == 1


def test_what_is_missing_is_said_and_nothing_opened(client, draft):
    round, staff = draft
    round.round_standards.all().delete()
    assert (
        "农村领域没有选定标准" in look(client, staff, "round_detail", round.code).content.decode()
    )
    response = send(client, staff, "round_open", round.code)
    assert response.status_code == 409
    assert "农村领域没有选定标准" in response.content.decode()
    assert Round.objects.get().state == "draft"


def test_opening_twice_is_refused(client, draft):
    round, staff = draft
    send(client, staff, "round_open", round.code)
    assert send(client, staff, "round_open", round.code).status_code == 409
    assert Candidacy.objects.count() == 1


def test_closing_asks_back_and_closes_the_candidacies_too(client, running, staff):
    page = look(client, staff, "round_close", running.round.code)
    assert "结束以后这一轮不能再打开" in page.content.decode()
    send(client, staff, "round_close", running.round.code)
    assert Round.objects.get().state == "closed"
    assert set(Candidacy.objects.values_list("state", flat=True)) == {"closed"}
    assert look(client, staff, "round_close", running.round.code).status_code == 409


@pytest.mark.parametrize("name", ["round_open", "round_close", "round_policy", "candidacy_add"])
@pytest.mark.parametrize("role", ["committee_reviewer", "secretary"])
def test_only_the_district_moves_a_round(client, running, name, role):
    user = make_user(role, running.town)
    assert send(client, user, name, running.round.code).status_code == 404
    assert Round.objects.get().state == "open"


def test_a_unit_is_added_with_a_reason(client, running, staff):
    late = factories.make_organization(running.town, sector=factories.make_sector())
    data = {"organization": late.code, "reason": "本轮新设"}
    send(client, staff, "candidacy_add", running.round.code, **data)
    assert Candidacy.objects.get(organization=late).reason == "本轮新设"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"reason": "本轮新设"}, "organization"),
        ({"organization": "T9", "reason": "本"}, "organization"),
    ],
)
def test_a_unit_without_name_or_unknown_is_asked_back(client, running, staff, data, field):
    response = send(client, staff, "candidacy_add", running.round.code, **data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Candidacy.objects.count() == 1


def test_a_unit_that_takes_part_already_is_refused(client, running, staff):
    data = {"organization": running.branches[0].code, "reason": "重复"}
    response = send(client, staff, "candidacy_add", running.round.code, **data)
    assert response.status_code == 409
    assert Candidacy.objects.count() == 1


def policy(**changes):
    return Policy().as_dict() | {"reason": "扩大达标面"} | changes


def test_a_changed_policy_is_a_new_version(client, running, staff):
    send(client, staff, "round_policy", running.round.code, **policy(target_share="0.5"))
    newest = running.round.policies.first()
    assert (newest.version, newest.reason) == (2, "扩大达标面")
    assert newest.values["target_share"] == "0.5"


def test_a_policy_that_cannot_hold_is_asked_back_with_every_fault(client, running, staff):
    wrong = policy(rates_weight="0.4", bonus_cap="200")
    response = send(client, staff, "round_policy", running.round.code, **wrong)
    assert response.status_code == 422
    faults = response.context["form"].errors
    assert set(faults) == {"bonus_cap", "__all__"}
    assert "之和应为 1" in faults["__all__"][0]
    assert running.round.policies.count() == 1


def test_once_shown_to_the_public_the_policy_stands(client, running, candidacy, staff):
    evaluate(round=running.round, by=None)
    evaluation = candidacy.evaluations.get()
    Title.objects.create(candidacy=candidacy, evaluation=evaluation, state="publicity")
    page = look(client, staff, "round_policy", running.round.code)
    assert "本轮已经公示，不能再修改评价政策。" in page.content.decode()
    assert send(client, staff, "round_policy", running.round.code, **policy()).status_code == 409
    assert running.round.policies.count() == 1


def test_an_earlier_round_can_be_looked_at_and_left_again(client):
    earlier = make_running(1, code="r0")
    Round.objects.filter(code="r0").update(state="closed")
    now = factories.make_round("r9")
    staff = make_user("district_staff", earlier.district)
    Round.objects.filter(pk=now.pk).update(state="open")
    assert look(client, staff, "workbench").context["round"] == now
    send(client, staff, "round_look", "r0")
    page = look(client, staff, "workbench")
    assert page.context["round"].code == "r0"
    assert "回到" in page.content.decode()
    assert look(client, staff, "candidacy_list").context["total"] == 1
    for name in ("visit_list", "review_list"):
        assert look(client, staff, name).context["round"].code == "r0"
    send(client, staff, "round_look", "r9")
    assert "回到" not in look(client, staff, "workbench").content.decode()
