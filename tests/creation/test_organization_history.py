"""What the database itself keeps of organizations: versions, history, a tree without circles."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from creation.models import EventKind, Organization, OrganizationEvent
from tests.factories import make_district, make_organization, make_sector, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town(make_district())


@pytest.fixture
def branch(town):
    return make_organization(town, sector=make_sector(), name="前柳村党支部")


def _stored(organization):
    return Organization.objects.filter(pk=organization.pk)


def test_version_counts_changes_of_any_door_and_nothing_else(branch):
    version = _stored(branch).get().version
    _stored(branch).update(masses=5)
    _stored(branch).update(masses=5)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE creation_organization SET phone = '1' WHERE id = %s", [branch.pk])
    assert _stored(branch).get().version == version + 2


@pytest.mark.parametrize(
    ("fields", "kind", "kept"),
    [
        ({"name": "新名"}, EventKind.RENAME, {"old_name": "前柳村党支部", "new_name": "新名"}),
        ({"sector": None}, EventKind.SECTOR, {"new_sector_id": None}),
        ({"closed_on": date(2024, 1, 1)}, EventKind.CLOSE, {"effective_on": date(2024, 1, 1)}),
    ],
)
def test_change_by_another_door_leaves_an_event(branch, fields, kind, kept):
    _stored(branch).update(**fields)
    event = OrganizationEvent.objects.get()
    assert (event.kind, event.reason, event.made_by) == (kind, "", None)
    assert {name: getattr(event, name) for name in kept} == kept


def test_move_and_reopening_by_another_door_leave_events_of_today(town, branch):
    other = make_town(town.parent)
    _stored(branch).update(parent=other, closed_on="2024-01-01")
    _stored(branch).update(closed_on=None)
    events = {one.kind: one for one in OrganizationEvent.objects.all()}
    assert set(events) == {EventKind.MOVE, EventKind.CLOSE, EventKind.REOPEN}
    moved = events[EventKind.MOVE]
    assert (moved.old_parent, moved.new_parent, moved.effective_on) == (town, other, localdate())
    assert events[EventKind.REOPEN].effective_on == localdate()


def test_event_is_never_changed_or_deleted(branch):
    _stored(branch).update(name="新名")
    for statement in (
        lambda: OrganizationEvent.objects.update(reason="改了"),
        lambda: OrganizationEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
            statement()


@pytest.mark.parametrize("below", [0, 1, 2])
def test_database_refuses_a_circle(town, branch, below):
    line = [town, branch, make_organization(branch)]
    with pytest.raises(IntegrityError, match="上级不能是它自己或它的下级"), transaction.atomic():
        _stored(town).update(parent=line[below])


def test_database_refuses_a_circle_of_new_rows(town):
    rows = [Organization(pk=9001, parent_id=9002, code="A"), Organization(pk=9002, code="B")]
    rows[1].parent_id = 9001
    with pytest.raises(IntegrityError, match="上级不能是它自己或它的下级"), transaction.atomic():
        Organization.objects.bulk_create(rows)


def test_as_of_a_day_everything_reads_as_it_was(town, branch):
    other, later = make_town(town.parent, "柳林镇党委"), make_town(town.parent, "白鹤镇党委")
    moves = [(town, other, date(2025, 1, 1)), (other, later, date(2026, 1, 1))]
    for before, after, day in moves:
        OrganizationEvent.objects.create(
            organization=branch, kind="move", effective_on=day, old_parent=before, new_parent=after
        )
    for day, parent in [
        (date(2024, 12, 31), town),
        (date(2025, 1, 1), other),
        (date(2025, 12, 31), other),
    ]:
        assert Organization.objects.as_of(day).get(pk=branch.pk).parent_then == parent.pk
    now = Organization.objects.as_of(date(2026, 1, 1)).get(pk=branch.pk)
    assert (now.parent_then, now.name_then, now.sector_then) == (
        branch.parent_id,
        "前柳村党支部",
        branch.sector_id,
    )


def test_as_of_a_day_name_and_sector_are_the_old_ones_even_when_there_was_no_sector(branch):
    _stored(branch).update(sector=None)
    _stored(branch).update(sector=make_sector(), name="新名")
    yesterday = localdate() - timezone.timedelta(days=1)
    then = Organization.objects.as_of(yesterday).get(pk=branch.pk)
    assert (then.name_then, then.sector_then) == ("前柳村党支部", branch.sector_id)
    assert not Organization.objects.as_of(date(2020, 1, 1)).filter(opened_on=localdate()).exists()
