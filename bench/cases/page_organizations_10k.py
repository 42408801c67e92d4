"""Pages of the register over 10,000 organizations: list, filter, tree, the past, coverage.

`ours_s` is one look at each; seconds and queries of every page go to the error output.
"""

import sys
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.harness import Result
from bench.pages import client_of, page_seconds
from creation.models import Appointment, Kind, Organization, Sector, User
from creation.services.organizations import rebuild_paths

TOWNS, GENERALS, ALL = 20, 25, 10_000  # general branches of each town
PAGES = {
    "list": "/organizations/",
    "last page": "/organizations/?page=500",
    "filter": "/organizations/?name=99&is_rated=1&state=open",
    "list of a day": "/organizations/?day=2024-01-01",
    "tree": "/organizations/tree/",
    "tree opened": "/organizations/tree/?at={general}",
    "tree of a day": "/organizations/tree/?at={general}&day=2024-01-01",
    "coverage": "/organizations/coverage/",
    "terms": "/organizations/terms/",
}


def make():
    """A district of four levels; the user that runs it, and a general branch."""
    sectors = list(Sector.objects.all())
    root = Organization.objects.create(name="区委", code="Q", kind=Kind.DISTRICT)
    towns = _below([root] * TOWNS, "T", Kind.COMMITTEE, sectors)
    generals = _below(towns * GENERALS, "G", Kind.GENERAL_BRANCH, sectors)
    rest = ALL - 1 - len(towns) - len(generals)
    _below([generals[n % len(generals)] for n in range(rest)], "B", Kind.BRANCH, sectors)
    rebuild_paths()
    staff = User.objects.create_user(username="bench", name="测试")
    Appointment.objects.create(
        user=staff, role="district_staff", organization=root, starts_on=date(2020, 1, 1)
    )
    return staff, generals[0]


def _below(superiors, letter, kind, sectors):
    rows = [
        Organization(
            name=f"第{number}组织",
            code=f"{letter}{number:05}",
            kind=kind,
            parent=superior,
            sector=sectors[number % len(sectors)],
            is_rated=kind == Kind.BRANCH,
            full_members=number % 50,
            term_ends_on=date(2020 + number % 12, 6, 30),
        )
        for number, superior in enumerate(superiors)
    ]
    return Organization.objects.bulk_create(rows)


def run() -> Result:
    staff, general = make()
    client, seconds = client_of(staff), {}
    for name, address in PAGES.items():
        address = address.format(general=general.pk)
        seconds[name] = page_seconds(address, client, repeat=20)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        print(f"  {name:<14}{seconds[name]:.3f} s {len(caught):>3} queries", file=sys.stderr)
    return Result(
        name="page_organizations_10k",
        ours_s=sum(seconds.values()),
        peers_s={"lightest page": page_seconds("/login/", Client())},
        limit_s=page_seconds("/bare/session", client),
    )
