from datetime import date

import pytest

from creation.models import Organization, OrganizationEvent
from creation.queries import tree as queries
from creation.queries.tree import children, tree
from tests.factories import make_district, make_organization, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district()


@pytest.fixture
def town(district):
    town = make_town(district)
    for number in (1, 2, 3):
        branch = make_organization(town, code=f"B{number}", full_members=5)
    make_organization(branch, code="G1", probationary_members=1, is_rated=False)
    make_organization(town, code="B9", closed_on="2020-01-01")
    return town


def _everything():
    return Organization.objects.all()


def test_tops_come_closed_with_the_counts_of_all_below(district, town):
    (top,) = tree(_everything())
    assert (top.pk, top.nodes, top.is_open) == (district.pk, [], False)
    assert (top.children, top.organizations, top.rated, top.members) == (1, 6, 3, 16)
    assert top.more == 1


def test_tree_is_open_down_to_what_was_asked_for(district, town):
    branch = Organization.objects.get(code="B3")
    (top,) = tree(_everything(), at=branch.pk)
    (shown,) = top.nodes
    assert [(one.code, one.is_open) for one in shown.nodes] == [
        ("B1", False),
        ("B2", False),
        ("B3", True),
    ]
    assert [one.code for one in shown.nodes[2].nodes] == ["G1"]
    assert (top.more, shown.more) == (0, 0)


def test_whoever_sees_a_part_has_its_tops(district, town):
    rows = Organization.objects.filter(code__in=["B1", "B3", "G1"])
    assert [(one.code, one.organizations) for one in tree(rows)] == [("B1", 1), ("B3", 2)]


def test_level_is_cut_but_for_the_one_asked_for(district, town, monkeypatch):
    monkeypatch.setattr(queries, "LEVEL", 1)
    (top,) = tree(_everything(), at=Organization.objects.get(code="B3").pk)
    (shown,) = top.nodes
    assert [one.code for one in shown.nodes] == ["B1", "B3"]
    assert shown.more == 1


def test_children_are_one_level(district, town):
    assert [one.code for one in children(_everything(), of=town.pk)] == ["B1", "B2", "B3"]
    assert children(_everything(), of=0) == []


def test_past_reads_as_it_was(district, town):
    other, branch = make_town(district, "柳林镇党委"), Organization.objects.get(code="B3")
    OrganizationEvent.objects.create(
        organization=branch,
        kind="move",
        effective_on=date(2025, 1, 1),
        old_parent=other,
        new_parent=town,
    )
    before = children(_everything(), of=other.pk, day=date(2024, 12, 31))
    assert [(one.code, one.organizations) for one in before] == [("B3", 2)]
    assert children(_everything(), of=other.pk, day=date(2025, 1, 1)) == []
    long_ago = children(_everything(), of=town.pk, day=date(2019, 12, 31))
    assert [one.code for one in long_ago] == ["B1", "B2", "B9"]


def test_circle_of_the_past_ends(district, town):
    """By dates entered past the services."""
    branch = Organization.objects.get(code="B1")
    OrganizationEvent.objects.create(
        organization=town,
        kind="move",
        effective_on=date(2025, 1, 1),
        old_parent=branch,
        new_parent=district,
    )
    then = tree(_everything(), at=branch.pk, day=date(2024, 12, 31))
    assert [one.code for one in then] == [district.code]


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize("day", [None, date(2024, 1, 1)])
def test_tree_is_one_query_for_any_size(town, more, day, django_assert_num_queries):
    for _ in range(more):
        make_organization(town)
    with django_assert_num_queries(1):
        tree(_everything(), at=town.pk, day=day)
