import csv
import io
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from creation.models import Kind, Organization, Sector
from tests.factories import make_organization, make_sector


def _lines(context):
    return {
        line.label: [(cell.rated, cell.there) for cell in [*line.cells, line.total]]
        for line in context["lines"]
    }


def _file(page, address):
    content = page("wang", address).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_every_number_of_sector_by_town(page, cast):
    organ = make_sector("organ", "机关")
    make_organization(cast.town, sector=organ, is_rated=False)
    make_organization(cast.town, closed_on="2020-01-01", sector=organ)
    context = page("wang", "/organizations/coverage/").context
    names = [one.name for one in context["sectors"]]
    lines = _lines(context)
    assert lines["石桥镇党委"][names.index("农村")] == (1, 1)
    assert lines["石桥镇党委"][names.index("机关")] == (0, 1)
    assert lines["石桥镇党委"][-1] == (1, 3)
    assert (context["total"].rated, context["total"].there) == (2, 6)


def test_blank_spots_are_named_with_the_list_behind(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(is_rated=False)
    context = page("wang", "/organizations/coverage/").context
    village = cast.branch.sector_id
    blanks = {words: href for words, _, href in context["blanks"]}
    assert blanks["石桥镇党委：农村领域"] == (
        f"/organizations/?town={cast.town.pk}&sector={village}&state=open"
    )
    assert "柳林镇党委：农村领域" not in blanks


def test_the_root_is_no_blank_spot_and_lacks_no_sector(page, cast):
    context = page("wang", "/organizations/coverage/").context
    (root,) = [line for line in context["lines"] if line.label.startswith("区级")]
    assert (root.total.there, root.total.is_blank) == (1, False)
    assert context["without"].there == 0


def test_those_without_a_sector_are_counted_and_listed(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(sector=None)
    cell = page("wang", "/organizations/coverage/").context["without"]
    assert (cell.there, cell.rated) == (1, 1)
    rows = page("wang", cell.href).context["table"].rows
    assert [row.record for row in rows] == [cast.branch]


def test_both_pages_go_out_as_they_stand(page, cast):
    """The same numbers as on the page, the two of a cell in columns of their own."""
    shown = _lines(page("wang", "/organizations/coverage/").context)
    header, *rows = _file(page, "/organizations/coverage/?export=csv")
    assert header[1:3] == ["农村 党组织", "农村 参评"]
    assert {row[0]: row[1:] for row in rows} == {
        label: [str(number) for rated, there in cells for number in (there, rated)]
        for label, cells in shown.items()
    }
    terms = page("wang", "/organizations/terms/").context["lines"]
    assert _file(page, "/organizations/terms/?export=csv")[1:] == [
        [label, *(str(number) for number, _ in cells)] for label, cells in terms
    ]


def test_who_is_not_rated_is_grouped_by_why(page, cast):
    general = make_organization(cast.town, kind=Kind.GENERAL_BRANCH, name="总支")
    make_organization(general, sector=cast.branch.sector)
    for reason in ("筹建", "筹建", ""):
        make_organization(cast.town, is_rated=False, unrated_reason=reason)
    found = page("wang", "/organizations/coverage/").context["unrated"]
    assert [row[:3] for row in found] == [
        ("由下级参评", "", 4),
        ("没有写明原因", "", 1),
        ("写明了原因", "筹建", 2),
    ]


def test_every_number_is_that_of_the_list_behind_it(page, cast):
    make_organization(cast.town, is_rated=False, unrated_reason="筹建")
    make_organization(cast.town, is_rated=False)
    context = page("wang", "/organizations/coverage/").context
    numbers = [(href, number) for *_, number, href in context["unrated"]]
    cells = [cell for line in context["lines"] for cell in [*line.cells, line.total]]
    cells += [*context["totals"], context["total"], *(cell for _, cell in context["joined"])]
    numbers += [(cell.href, cell.rated or cell.there) for cell in cells if cell.there]
    for href, number in numbers:
        assert page("wang", href).context["shown"] == number, href


def test_sectors_stand_in_the_order_in_which_they_joined(page, cast):
    Sector.objects.filter(code="community").update(joined_on="2012-01-01")
    Sector.objects.filter(code="village").update(joined_on="2013-01-01")
    joined = page("wang", "/organizations/coverage/").context["joined"]
    assert [one.code for one, _ in joined][:2] == ["community", "village"]


def test_coverage_is_that_of_ones_own_reach(page, cast):
    assert list(_lines(page("li", "/organizations/coverage/").context)) == ["石桥镇党委"]


@pytest.mark.parametrize("address", ["/organizations/coverage/", "/organizations/terms/"])
@pytest.mark.parametrize("more", [1, 3])
def test_pages_cost_the_same_for_any_number(queries, cast, more, address):
    for number in range(more):
        make_organization(cast.town, sector=cast.branch.sector, unrated_reason=f"{number}")
    assert queries("wang", address) == {"coverage": 7, "terms": 4}[address.split("/")[2]]


def _term(cast, days):
    return make_organization(
        cast.town, sector=cast.branch.sector, term_ends_on=localdate() + timedelta(days=days)
    )


def test_terms_are_counted_by_town_with_the_lists_behind(page, cast):
    overdue, soon, _ = _term(cast, -1), _term(cast, 90), _term(cast, 400)
    make_organization(cast.town, closed_on=date(2020, 1, 1), term_ends_on="2019-01-01")
    context = page("wang", "/organizations/terms/").context
    assert [(name, number) for name, number, _ in context["totals"]] == [
        ("overdue", 1),
        ("soon", 1),
        ("none", 5),
    ]
    for (_, number, href), first in zip(context["totals"], [overdue, soon, None], strict=True):
        response = page("wang", href)
        assert response.context["shown"] == number
        assert first is None or [row.record for row in response.context["table"].rows] == [first]


def test_term_that_has_ended_reads_as_bad_and_one_that_ends_soon_as_a_warning(page, cast):
    _term(cast, -1), _term(cast, 1)
    assert 'class="tag bad"' in page("wang", "/organizations/?term=overdue").content.decode()
    assert 'class="tag warn"' in page("wang", "/organizations/?term=soon").content.decode()
