import csv
import io

import pytest
from openpyxl import load_workbook

from creation.models import LogEntry, Organization
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from tests.factories import make_organization


def _names(response):
    return [str(row.record) for row in response.context["table"].rows]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("wang", {"江南区委", "石桥镇党委", "柳林镇党委", "前柳村党支部", "后柳村党支部"}),
        ("li", {"石桥镇党委", "前柳村党支部"}),
        ("chen", {"前柳村党支部"}),
    ],
)
def test_list_shows_what_is_in_reach(page, who, names):
    assert set(_names(page(who, "/organizations/"))) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=柳村", ["后柳村党支部", "前柳村党支部"]),
        ("name=SQ1", ["前柳村党支部"]),
        ("town={town.pk}&kind=branch", ["前柳村党支部"]),
        ("sector={branch.sector_id}&is_rated=1", ["后柳村党支部", "前柳村党支部"]),
        ("is_rated=0&kind=district", ["江南区委"]),
    ],
)
def test_filter_narrows_the_list(page, cast, query, names):
    response = page("wang", f"/organizations/?{query.format(**vars(cast))}")
    assert _names(response) == names
    assert (response.context["total"], response.context["shown"]) == (5, len(names))


def test_towns_to_choose_from_are_those_in_reach(page, cast):
    towns = page("li", "/organizations/").context["filter"].form.fields["town"].queryset
    assert list(towns) == [cast.town]


@pytest.mark.parametrize("more", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(queries, cast, more):
    for _ in range(more):
        make_organization(cast.town, sector=cast.branch.sector)
    # session, user, appointments, sectors and towns to choose from, count, rows, total
    assert queries("wang", "/organizations/") == 8


@pytest.mark.parametrize("more", [1, 3])
def test_detail_costs_the_same_for_any_number_of_children(queries, cast, more):
    for _ in range(more):
        make_organization(cast.town, sector=cast.branch.sector)
    assert queries("wang", f"/organizations/{cast.town.pk}/") == 11


def test_detail_shows_superiors_children_people_and_numbers_of_the_subtree(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(full_members=8, masses=90)
    context = page("wang", f"/organizations/{cast.town.pk}/").context
    assert context["line"] == [cast.district]
    assert [row.record for row in context["children"].rows] == [cast.branch]
    assert [row.record.user for row in context["people"].rows] == [cast.li]
    assert (context["members"], context["served"]) == (8, 90)


def test_detail_hides_superiors_out_of_reach_and_people_from_those_who_do_not_keep_them(page, cast):
    context = page("chen", f"/organizations/{cast.branch.pk}/").context
    assert (context["line"], context["people"], context["may_edit"]) == ([], None, False)


def _form(cast, **fields):
    return {
        "name": "新支部",
        "code": "N1",
        "kind": "branch",
        "parent": cast.town.code,
        "sector": cast.branch.sector_id,
        "full_members": 3,
        "probationary_members": 0,
        "masses": 0,
    } | fields


def test_new_organization_is_made_and_shown(page, cast):
    response = page("wang", "/organizations/new/", _form(cast))
    made = Organization.objects.get(code="N1")
    assert (response.url, made.town) == (f"/organizations/{made.pk}/", cast.town)


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"parent": "石桥镇党委"}, None, ""),
        ({"parent": "石桥"}, "parent", "没有“石桥”这个党组织，是否为石桥镇党委"),
        ({"parent": "谁"}, "parent", "没有“谁”这个党组织，请检查代码或全称"),
        ({"parent": ""}, "parent", "请填上级的代码或全称。"),
        ({"sector": ""}, "sector", "请选择领域：农村、社区"),
        ({"kind": "district"}, "parent", "区委没有上级，请清空。"),
        ({"code": "SQ1"}, "code", "已存在"),
        ({"kind": "committee", "parent": ""}, "__all__", "请选择上级党组织。"),
        ({"elected_on": "2025-06-30", "term_ends_on": "2024-06-30"}, "term_ends_on", "不能早于"),
        ({"opened_on": "2025-06-30", "closed_on": "2024-06-30"}, "__all__", "撤销日期不能早于"),
    ],
)
def test_form_says_what_is_wrong(page, cast, fields, field, said):
    response = page("wang", "/organizations/new/", _form(cast, **fields))
    if field is None:
        assert response.status_code == 302
    else:
        assert said in str(response.context["form"].errors[field])
        assert not Organization.objects.filter(code="N1").exists()


def test_name_that_several_bear_asks_for_the_code(page, cast):
    make_organization(cast.other, name="石桥镇党委", code="X2")
    response = page("wang", "/organizations/new/", _form(cast, parent="石桥镇党委"))
    assert "不止一个，请填代码" in str(response.context["form"].errors["parent"])


def test_change_is_saved_and_logged(page, cast):
    address = f"/organizations/{cast.branch.pk}/edit/"
    form = _form(cast, name="前柳村第一党支部", code="SQ1", parent=cast.other.code)
    assert page("wang", address, form).status_code == 302
    cast.branch.refresh_from_db()
    assert (cast.branch.name, cast.branch.town) == ("前柳村第一党支部", cast.other)
    assert LogEntry.objects.get().before["党组织名称"] == "前柳村党支部"


def test_closed_organization_says_so_in_the_list(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(closed_on="2024-01-01")
    assert "2024-01-01 撤销" in page("chen", "/organizations/").content.decode()


def test_top_of_ones_own_subtree_keeps_its_superior(page, cast):
    cast.li.appointments.update(role="district_staff")
    form = _form(cast, name="石桥镇党工委", code=cast.town.code, kind="committee", parent="SQ1")
    assert page("li", f"/organizations/{cast.town.pk}/edit/", form).status_code == 302
    cast.town.refresh_from_db()
    assert (cast.town.name, cast.town.parent) == ("石桥镇党工委", cast.district)


def test_form_shows_what_is_stored_as_its_own_fields_take_it(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(opened_on="2001-07-01")
    address = f"/organizations/{cast.branch.pk}/edit/"
    text = page("wang", address).content.decode()
    assert f'value="{cast.town.code}"' in text
    assert 'value="2001-07-01"' in text


def test_impossible_change_is_said_on_the_form(page, cast):
    address = f"/organizations/{cast.town.pk}/edit/"
    form = _form(cast, kind="committee", code=cast.town.code, parent="SQ1")
    assert "上级不能是它自己或它的下级" in str(page("wang", address, form).context["form"].errors)


def test_rated_in_bulk_asks_back_and_touches_only_the_filtered(page, cast):
    address = "/organizations/rated/off/?name=前柳"
    assert "其中 1 个将改为不参评" in page("wang", address).content.decode()
    assert page("wang", address, {}).status_code == 302
    rated = Organization.objects.filter(is_rated=True)
    assert [one.code for one in rated] == ["LL1"]


def _csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_export_is_what_the_filter_shows(page, cast):
    rows = _csv(page("wang", "/organizations/export/?format=csv&name=柳村"))
    assert [row[:6] for row in rows[1:]] == [
        ["后柳村党支部", "LL1", "支部", cast.other.code, "农村", "柳林镇党委"],
        ["前柳村党支部", "SQ1", "支部", cast.town.code, "农村", "石桥镇党委"],
    ]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_export_imports_again_unchanged(page, cast, tmp_path, format):
    Organization.objects.filter(pk=cast.branch.pk).update(
        name="=HYPERLINK(1)", phone="+86-10", secretary_name="'王", opened_on="2001-07-01"
    )
    response = page("wang", f"/organizations/export/?format={format}")
    path = tmp_path / f"again.{format}"
    path.write_bytes(response.content)
    report = bring_in(register=ORGANIZATIONS, path=path, by=cast.wang)
    assert report.problems == []
    assert report.counts == {"新增": 0, "更新": 0, "未变": 5, "错误": 0}


def test_no_cell_of_an_export_can_run(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(name="=1+1\x07")
    rows = _csv(page("wang", "/organizations/export/?format=csv&kind=branch"))
    assert {row[0] for row in rows[1:]} == {"'=1+1\x07", "后柳村党支部"}
    book = load_workbook(io.BytesIO(page("wang", "/organizations/export/?kind=branch").content))
    cell = next(row[0] for row in book.active.iter_rows(min_row=2) if "=" in row[0].value)
    assert (cell.data_type, cell.value) == ("s", "=1+1")


@pytest.mark.parametrize("more", [1, 3])
def test_export_costs_the_same_for_any_number_of_rows(queries, cast, more):
    for _ in range(more):
        make_organization(cast.town, sector=cast.branch.sector)
    assert queries("wang", "/organizations/export/?format=csv") == 13
