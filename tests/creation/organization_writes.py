"""Changes of organizations made ready for test_every_write_is_logged."""

from datetime import date
from functools import partial

from creation.models import Kind, Organization
from creation.services import organization_changes as changes
from creation.services import organization_joins as joins
from creation.services import organizations
from tests import factories

GROUND = changes.Ground(date(2025, 3, 1), "区划调整")


def _branch(**fields):
    root = Organization.objects.filter(parent=None).first() or factories.make_district()
    town = root.children.first() or factories.make_town(root)
    return factories.make_organization(town, sector=factories.make_sector(), **fields)


def _new():
    values = {"name": "新支部", "code": "N1", "kind": Kind.BRANCH, "parent": _branch().parent}
    return partial(organizations.create, values=values)


def _move():
    branch = _branch()
    other = factories.make_town(branch.parent.parent)
    return partial(changes.move, organization=branch, parent=other, ground=GROUND)


def _sector():
    branch, sector = _branch(), factories.make_sector("organ", "机关")
    return partial(changes.change_sector, organization=branch, sector=sector, ground=GROUND)


def _merge():
    gone, into = _branch(full_members=3), _branch()
    together = {"organizations": [gone], "into": into, "add_counts": True}
    return partial(joins.merge, ground=GROUND, **together)


def _split():
    parts = [{"name": "分设支部", "code": "N1", "full_members": 1}]
    origin = _branch(full_members=3)
    return partial(joins.split, organization=origin, parts=parts, keeps=True, ground=GROUND)


WRITES = {
    "create an organization": _new,
    "update an organization": lambda: partial(
        organizations.update, organization=_branch(), values={"masses": 9}
    ),
    "rate organizations": lambda: partial(
        organizations.set_rated, organizations=[_branch()], is_rated=False, reason="筹建"
    ),
    "move an organization": _move,
    "rename an organization": lambda: partial(
        changes.rename, organization=_branch(), name="新名", ground=GROUND
    ),
    "change its sector": _sector,
    "close an organization": lambda: partial(changes.close, organization=_branch(), ground=GROUND),
    "reopen an organization": lambda: partial(
        changes.reopen, organization=_branch(closed_on=GROUND.on), ground=GROUND
    ),
    "merge organizations": _merge,
    "split an organization": _split,
}
