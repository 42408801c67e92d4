"""The people of the demonstration: one known password, one-click on the login page."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from assessment.demo.material import PASSWORD, material
from creation.models import Department, Organization, User
from creation.services.people import appoint

SINCE = timedelta(days=400)


def make_people() -> dict[str, User]:
    """Accounts of everybody, with the appointments that do not depend on a round."""
    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose
    people = User.objects.bulk_create(
        User(username=one["username"], name=one["name"], password=hashed, is_demo=True)
        for one in material()["people"]
    )
    made = {user.username: user for user in people}
    for one in material()["people"]:
        if not one["at"].startswith("plan:") and one["role"] != "inspector":
            _appoint(made[one["username"]], one["role"], **_place(one["at"]))
    return made


def appoint_secretaries(people, units) -> None:
    """`units` maps what a secretary's `at` says behind plan: to an organization."""
    for one in material()["people"]:
        if one["at"].startswith("plan:"):
            place = units.get(one["at"].removeprefix("plan:"))
            if place is not None:
                _appoint(people[one["username"]], one["role"], organization=place)
                Organization.objects.filter(pk=place.pk).update(secretary_name=one["name"])


def _appoint(user, role, **place) -> None:
    appoint(user=user, role=role, period=(timezone.localdate() - SINCE, None), by=None, **place)


def _place(at) -> dict:
    if at.startswith("department:"):
        return {"department": Department.objects.get(code=at.removeprefix("department:"))}
    if at == "district":
        return {"organization": Organization.objects.get(parent=None)}
    return {"organization": Organization.objects.get(code=at)} if at else {}
