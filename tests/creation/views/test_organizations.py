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
        ("sector=null", []),
        ("town=null", ["江南区委"]),
        ("state=open&under={town.pk}", ["前柳村党支部", "石桥镇党委"]),
        ("state=closed", []),
        ("why=above", ["江南区委", "石桥镇党委", "柳林镇党委"]),
    ],
)
def test_filter_narrows_the_list(page, cast, query, names):
    response = page("wang", f"/organizations/?{query.format(**vars(cast))}")
    assert _names(response) == names
    assert (response.context["total"], response.context["shown"]) == (5, len(names))


def test_list_of_a_past_day_has_the_names_and_superiors_of_then(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(
        name="新名", parent=cast.other, sector=None, closed_on="2025-01-01"
    )
    response = page("wang", "/organizations/?day=2024-12-31&name=SQ1")
    (row,) = response.context["table"].rows
    cells = {column.name: cell for column, cell in row.items()}
    assert (cells["sector"], cells["town"]) == ("农村", "石桥镇党委")
    assert "前柳村党支部" in cells["name"]
    text = response.content.decode()
    assert "按 2024-12-31 当时的名称、领域和上级" in text and "设为参评" not in text
    assert (
        "没有符合条件" in page("wang", "/organizations/?day=2025-01-01&name=SQ1").content.decode()
    )


def test_hidden_conditions_are_said(page, cast):
    query = f"under={cast.town.pk}&why=stated&reason=筹建"
    only = page("wang", f"/organizations/?{query}").context["filter"].only
    assert only == ["石桥镇党委和它的下级", "不参评：写明了原因", "不参评原因：筹建"]
    assert page("wang", "/organizations/?day=x").context["filter"].only == []


def _contacts(page, who, address):
    text = page(who, address).content.decode()
    return [words for words in ("王晓", "王*", "13912345678", "139****5678") if words in text]


def test_names_and_telephones_are_for_those_who_need_them(page, cast):
    row = Organization.objects.filter(pk=cast.branch.pk)
    row.update(secretary_name="王晓", phone="13912345678")
    cast.li.appointments.update(role="inspector")
    for address in (f"/organizations/{cast.branch.pk}/", "/organizations/export/?format=csv"):
        assert _contacts(page, "chen", address) == ["王晓", "13912345678"]
        assert _contacts(page, "li", address) == ["王*", "139****5678"]
    assert _contacts(page, "li", "/organizations/") == ["王*"]
    assert row.get().phone == "13912345678"


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
        (
            {"elected_on": "2025-06-30", "term_ends_on": "2024-06-30"},
            "term_ends_on",
            "早于换届日期 2025-06-30，请检查。",
        ),
        ({"opened_on": "2025-06-30", "elected_on": "2024-06-30"}, "elected_on", "早于建立日期"),
        ({"phone": "1391234567a"}, "phone", "不像电话号码"),
        ({"credit_code": "91350100M000100Y4Z"}, "credit_code", "是否为 2？"),
        ({"credit_code": "91350100M000100Y49"}, "credit_code", "末位校验码应为 3"),
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
    form = _form(cast, code="SQ1", credit_code=" 91350100 m000100y43", unrated_reason="筹建")
    assert page("wang", address, form).status_code == 302
    stored = Organization.objects.get(pk=cast.branch.pk)
    assert (stored.full_members, stored.credit_code) == (3, "91350100M000100Y43")
    assert (stored.name, stored.unrated_reason) == ("前柳村党支部", "筹建")
    assert LogEntry.objects.get().before["正式党员数"] == 0


def test_fault_stored_before_does_not_keep_anybody_from_other_changes(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(phone="不详", credit_code="旧")
    address = f"/organizations/{cast.branch.pk}/edit/"
    form = _form(cast, code="SQ1", phone="不详", credit_code="旧", is_rated="on")
    assert page("wang", address, form).status_code == 302
    assert "不像电话号码" in page("wang", address, form | {"phone": "不明"}).content.decode()


def test_closed_organization_says_so_in_the_list(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(closed_on="2024-01-01")
    assert "2024-01-01 撤销" in page("chen", "/organizations/").content.decode()


def test_form_shows_what_is_stored_as_its_own_fields_take_it(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(opened_on="2001-07-01")
    address = f"/organizations/{cast.branch.pk}/edit/"
    text = page("wang", address).content.decode()
    assert 'value="2001-07-01"' in text


@pytest.mark.parametrize(
    ("who", "kind", "sentence"),
    [
        ("district", "branch", "最上级党组织只能是区委或党委。"),
        ("town", "district", "有上级的党组织不能是区委。"),
    ],
)
def test_kind_fits_the_place_in_the_tree(page, cast, who, kind, sentence):
    one = getattr(cast, who)
    address = f"/organizations/{one.pk}/edit/"
    response = page("wang", address, _form(cast, kind=kind, code=one.code))
    assert response.context["form"].errors["kind"] == [sentence]


def test_rated_in_bulk_asks_back_and_touches_only_the_filtered(page, cast):
    address = "/organizations/rated/off/?name=前柳"
    assert "其中 1 个将改为不参评" in page("wang", address).content.decode()
    assert page("wang", address, {}).status_code == 302
    rated = Organization.objects.filter(is_rated=True)
    assert [one.code for one in rated] == ["LL1"]


def test_not_rated_in_bulk_takes_a_reason(page, cast):
    page("wang", "/organizations/rated/off/?kind=branch", reason="筹建中")
    reasons = Organization.objects.filter(kind="branch").values_list("unrated_reason", flat=True)
    assert set(reasons) == {"筹建中"}
    page("wang", "/organizations/rated/on/?name=前柳", {})
    assert Organization.objects.get(code="SQ1").unrated_reason == ""


def test_too_long_a_reason_is_said(page):
    response = page("wang", "/organizations/rated/off/", reason="长" * 101)
    assert list(response.context["form"].errors) == ["reason"]


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
        name="=HYPERLINK(1)", phone="+86-10-12345678", secretary_name="'王", opened_on="2001-07-01"
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
