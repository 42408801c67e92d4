"""Rows for tests: a small district and the people in it. Everything else goes through services."""

from datetime import date
from itertools import count

from creation.models import Appointment, Kind, Organization, Sector, User
from creation.services.rounds import define_round
from creation.services.standards import publish, save_standard
from creation.standards import COMMON_GOODS, parse_standard
from tests.replay import replayed

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


def standard_spec(sector="village", *, code="", edition="2026"):
    """A small standard of one item per goal, 20 points each."""
    return parse_standard(standard_data(sector, code=code, edition=edition))


def standard_data(sector="village", *, code="", edition="2026"):
    goals = [
        {
            "code": str(number),
            "name": name,
            "common_good": good,
            "items": [
                {
                    "code": f"{number}.1",
                    "title": f"要点{number}",
                    "content": "内容",
                    "rule": "达到得满分",
                    "points": "20",
                    "scope": "common",
                    "nature": "quantitative",
                    "method": "yes_no",
                    "params": {},
                    "source": "台账",
                }
            ],
        }
        for number, (good, name) in enumerate(COMMON_GOODS.items(), start=1)
    ]
    return {
        "code": code or f"{sector}-{edition}",
        "sector": sector,
        "name": "五好党支部创建标准",
        "edition": edition,
        "goals": goals,
    }


@replayed
def make_standard(sector="village", **fields):
    """A published standard of that sector."""
    return publish(standard=save_standard(spec=standard_spec(sector, **fields), by=None), by=None)


def round_data(code="r1", **fields):
    """What a round's file says, at its shortest."""
    dates = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    return {"code": code, "name": "第一轮创建"} | dates | fields


@replayed
def make_round(code="r1", **fields):
    """A draft round with the newest published standards."""
    return define_round(data=round_data(code, **fields), by=None)
