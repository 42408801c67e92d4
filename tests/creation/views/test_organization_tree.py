import pytest
from django.utils import timezone

from creation.models import Organization
from tests.factories import make_organization


def _codes(nodes):
    return [(node.code, _codes(node.nodes)) for node in nodes]


@pytest.mark.parametrize(("who", "top"), [("wang", "district"), ("li", "town"), ("chen", "branch")])
def test_everybody_has_the_tree_of_what_he_sees(page, cast, who, top):
    nodes = page(who, "/organizations/tree/").context["nodes"]
    assert [node.pk for node in nodes] == [getattr(cast, top).pk]


def test_tree_opens_by_a_link(page, cast):
    response = page("wang", f"/organizations/tree/?at={cast.branch.pk}")
    (top,) = response.context["nodes"]
    assert [len(node.nodes) for node in top.nodes] == [1, 0]
    text = response.content.decode()
    assert f'id="node-{cast.branch.pk}" class="tree-here"' in text
    assert f'href="/organizations/tree/?at={cast.other.pk}#node-{cast.other.pk}"' in text


def test_level_comes_by_itself_for_those_who_see_it(page, cast):
    address = f"/organizations/tree/{cast.town.pk}/"
    assert "前柳村党支部" in page("wang", address).content.decode()
    assert "前柳村党支部" in page("li", address).content.decode()
    assert "党支部" not in page("li", f"/organizations/tree/{cast.other.pk}/").content.decode()


def test_one_that_is_found_is_jumped_to(page, cast):
    assert page("wang", "/organizations/tree/?name=SQ1").url == (
        f"/organizations/tree/?at={cast.branch.pk}#node-{cast.branch.pk}"
    )


def test_several_that_are_found_are_offered_and_none_is_said(page, cast):
    assert len(page("wang", "/organizations/tree/?name=柳").context["found"]) == 3
    assert "没有名称或代码含“谁”" in page("wang", "/organizations/tree/?name=谁").content.decode()


def test_tree_of_a_past_day_has_who_was_there_under_the_name_of_then(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(name="新名", closed_on="2025-01-01")
    address = f"/organizations/tree/?at={cast.town.pk}"
    assert "新名" not in page("wang", address).content.decode()
    text = page("wang", f"{address}&day=2024-12-31").content.decode()
    assert "前柳村党支部" in text and "新名" not in text
    found = page("wang", "/organizations/tree/?name=前柳&day=2024-12-31")
    assert found.url.endswith(f"at={cast.branch.pk}&day=2024-12-31#node-{cast.branch.pk}")


@pytest.mark.parametrize("query", ["day=2999-01-01", "day=x", "at=x", "at=999999999"])
def test_what_cannot_be_read_is_today_from_the_top(page, cast, query):
    context = page("wang", f"/organizations/tree/?{query}").context
    assert (context["day"], _codes(context["nodes"])[0][0]) == (None, cast.district.code)


def test_today_is_now(page, cast):
    today = timezone.localdate().isoformat()
    assert page("wang", f"/organizations/tree/?day={today}").context["day"] is None


@pytest.mark.parametrize("more", [1, 3])
def test_tree_costs_the_same_for_any_number(queries, cast, more):
    for _ in range(more):
        make_organization(cast.town, sector=cast.branch.sector)
    # session, user, appointments, the tree
    assert queries("wang", f"/organizations/tree/?at={cast.town.pk}") == 4
    assert queries("wang", f"/organizations/tree/{cast.town.pk}/") == 4


@pytest.mark.parametrize("more", [1, 3])
def test_search_costs_one_query_more(queries, cast, more):
    for _ in range(more):
        make_organization(cast.town, name="柳", sector=cast.branch.sector)
    assert queries("wang", "/organizations/tree/?name=柳") == 6
