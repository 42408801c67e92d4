"""Scope of the gates; which page opens for whom is in views/test_rights.py."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from creation import access
from creation.services.people import end

pytestmark = pytest.mark.django_db


def test_nobody_reaches_nothing(cast):
    nobody = AnonymousUser()
    assert access.appointments(nobody) == []
    assert list(access.organizations_for(nobody)) == []
    assert list(access.log_for(nobody)) == []


@pytest.mark.parametrize(
    ("who", "reach"),
    [
        ("wang", ["district", "town", "other", "branch", "far"]),
        ("li", ["town", "branch"]),
        ("chen", ["branch"]),
        ("sun", []),
        ("zhou", []),
        ("wu", []),
    ],
)
def test_reach_is_the_subtree_of_the_appointment(cast, who, reach):
    wanted = {getattr(cast, name).pk for name in reach}
    seen = access.organizations_for(getattr(cast, who)).values_list("pk", flat=True)
    assert set(seen) == wanted


def test_siblings_whose_ids_begin_alike_are_out_of_reach(cast):
    """1/2/ is not above 1/21/: the slash at the end of a path tells them apart."""
    cast.far.path = f"{cast.town.path.rstrip('/')}1/"
    cast.far.save(update_fields=["path"])
    assert cast.far not in access.organizations_for(cast.li)


def test_gate_is_404_for_what_is_not_yours(cast):
    assert access.organization_or_404(cast.li, cast.branch.pk) == cast.branch
    with pytest.raises(Http404):
        access.organization_or_404(cast.li, cast.far.pk)
    with pytest.raises(Http404):
        access.organization_or_404(cast.li, cast.branch.pk, "edit_organizations")


def test_department_answers_for_itself_alone(cast):
    assert [one.code for one in access.departments_for(cast.zhou)] == ["police"]
    assert list(access.departments_for(cast.wang)) == []


def test_ended_appointment_reaches_nothing(cast, django_user_model):
    end(appointment=cast.chen.appointments.get(), by=None)
    chen = django_user_model.objects.get(pk=cast.chen.pk)
    assert list(access.organizations_for(chen)) == []


@pytest.mark.parametrize(
    ("who", "right", "everywhere"),
    [
        ("wang", "edit_people", True),
        ("zhao", "edit_people", True),
        ("sun", "see_log", True),
        ("li", "review", False),
        ("wang", "self_check", False),
    ],
)
def test_right_in_the_whole_district(cast, who, right, everywhere):
    assert access.may_everywhere(getattr(cast, who), right) is everywhere


def test_places_to_appoint_at(cast):
    cast.li.appointments.update(role="district_staff")
    assert set(access.places_for(cast.li)) == {cast.town, cast.branch}
    assert access.places_for(cast.zhao).count() == 5


def test_person_gate(cast):
    cast.li.appointments.update(role="district_staff")
    assert access.person_or_404(cast.li, cast.chen.pk) == cast.chen
    with pytest.raises(Http404):
        access.person_or_404(cast.li, cast.wang.pk)
