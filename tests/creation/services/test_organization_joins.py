from datetime import date

import pytest

from creation.models import EventKind, LogEntry, Organization, OrganizationEvent
from creation.services.organization_changes import Ground
from creation.services.organization_joins import merge, split
from tests.factories import make_district, make_organization, make_sector, make_town
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db

GROUND = Ground(date(2025, 3, 1), "村级建制调整")


@pytest.fixture
def town():
    return make_town(make_district())


@pytest.fixture
def branches(town):
    village = make_sector()
    return [
        make_organization(
            town, sector=village, name=name, full_members=10, probationary_members=1, masses=100
        )
        for name in ("前柳村党支部", "后柳村党支部", "柳湾村党支部")
    ]


def _counts(organization):
    organization.refresh_from_db()
    return (organization.full_members, organization.probationary_members, organization.masses)


def test_merged_ones_are_closed_with_their_successor_recorded(branches):
    into, *gone = branches
    merge(organizations=gone, into=into, ground=GROUND, add_counts=True, by=None)
    assert _counts(into) == (30, 3, 300)
    for one in gone:
        one.refresh_from_db()
        event = one.events.get()
        assert (one.closed_on, event.kind, event.other) == (GROUND.on, EventKind.MERGE, into)
        assert event.told_on(one) == "并入“前柳村党支部”"
        assert event.told_on(into) == f"“{one}”并入本组织"
    actions = LogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["党组织合并", "党组织合并", "调整人数"]


def test_people_are_counted_with_the_successor_only_when_asked_for(branches):
    into, *gone = branches
    merge(organizations=gone, into=into, ground=GROUND, add_counts=False, by=None)
    assert _counts(into) == (10, 1, 100)


@pytest.mark.parametrize(
    ("gone", "into", "sentence"),
    [
        ([], 0, "请填写要并入的党组织。"),
        ([0, 1], 0, "“前柳村党支部”不能并入它自己。"),
        ([1], 2, "“柳湾村党支部”已于 2024-01-01 撤销。"),
        ([0], 1, "“前柳村党支部”还有下级没有撤销（第"),
    ],
)
def test_impossible_mergers_are_refused_as_a_whole(branches, gone, into, sentence):
    make_organization(branches[0])
    Organization.objects.filter(pk=branches[2].pk).update(closed_on="2024-01-01")
    chosen = [branches[place] for place in gone]
    with pytest.raises(Refused) as refused:
        merge(organizations=chosen, into=branches[into], ground=GROUND, add_counts=False, by=None)
    assert str(refused.value).startswith(sentence)
    assert not Organization.objects.filter(closed_on=GROUND.on).exists()


def _part(number, **counts):
    return {"name": f"第{number}支部", "code": f"N{number}", "secretary_name": "王"} | counts


def test_split_off_ones_stand_beside_it_with_their_origin(branches, town):
    origin = branches[0]
    parts = [_part(1, full_members=4, masses=60), _part(2, full_members=3, masses=20)]
    made = split(organization=origin, parts=parts, ground=GROUND, keeps=True, by=None)
    assert [one.code for one in made] == ["N1", "N2"]
    for one in made:
        event = one.events.get()
        assert (one.parent, one.town, one.sector) == (town, town, origin.sector)
        assert (one.opened_on, one.is_rated, one.kind) == (GROUND.on, True, origin.kind)
        assert (event.kind, event.other) == (EventKind.SPLIT, origin)
        assert event.told_on(one) == "由“前柳村党支部”分设"
        assert event.told_on(origin) == f"分设出“{one}”"
    assert _counts(origin) == (3, 1, 20)
    assert origin.closed_on is None


def test_origin_that_does_not_go_on_is_closed(branches):
    split(organization=branches[0], parts=[_part(1)], ground=GROUND, keeps=False, by=None)
    branches[0].refresh_from_db()
    assert branches[0].closed_on == GROUND.on
    kinds = set(OrganizationEvent.objects.values_list("kind", flat=True))
    assert kinds == {EventKind.SPLIT, EventKind.CLOSE}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([], "请至少填写一个分出的党组织。"),
        (
            [_part(1, full_members=6), _part(2, full_members=5)],
            "分出的正式党员数合计 11，多于原有的 10，请检查。",
        ),
    ],
)
def test_impossible_splits_are_refused(branches, parts, sentence):
    with pytest.raises(Refused, match=sentence):
        split(organization=branches[0], parts=parts, ground=GROUND, keeps=True, by=None)


def test_the_root_is_not_split(town):
    with pytest.raises(Refused, match="是最上级党组织，不能分设。"):
        split(organization=town.parent, parts=[_part(1)], ground=GROUND, keeps=True, by=None)
