"""Rows for tests: a small district and the people in it. Everything else goes through services."""

from datetime import date
from itertools import count

from creation.models import Appointment, Kind, Organization, Sector, User

_numbers = count(1)
PASSWORD = "correct-horse-7"


def make_sector(code="village", name="农村"):
    return Sector.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_organization(parent=None, *, kind=Kind.BRANCH, sector=None, **fields):
    """An organization below `parent`, with path and town as the services keep them."""
    number = next(_numbers)
    made = Organization.objects.create(
        name=fields.pop("name", f"第{number}党支部"),
        code=fields.pop("code", f"T{number:05}"),
        kind=kind,
        parent=parent,
        sector=sector,
        is_rated=fields.pop("is_rated", kind == Kind.BRANCH),
        **fields,
    )
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    if parent is not None:
        made.town = parent.town if parent.parent_id else made
    made.save(update_fields=["path", "town"])
    return made


def make_district():
    return make_organization(kind=Kind.DISTRICT, name="江南区委", is_rated=False)


def make_town(district, name="石桥镇党委"):
    return make_organization(
        district, kind=Kind.COMMITTEE, name=name, sector=make_sector("committee", "街道/委办局党委")
    )


def make_user(role=None, organization=None, *, department=None, name="王晓燕", **fields):
    """A user, appointed to `role` at `organization` (or a department) since long ago."""
    number = next(_numbers)
    user = User.objects.create_user(
        username=f"user{number}", password=PASSWORD, name=name, **fields
    )
    if role:
        Appointment.objects.create(
            user=user,
            role=role,
            organization=organization,
            department=department,
            starts_on=date(2020, 1, 1),
        )
    return user
