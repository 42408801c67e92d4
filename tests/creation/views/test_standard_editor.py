"""The editor: who gets in, what a change answers, two people at once, all doors without scripts."""

import pytest
from django.urls import reverse

from creation.models import StandardSet
from creation.services.standards import save_standard
from creation.standards import parse_standard
from tests.factories import make_standard, standard_data

EVERYBODY = ("wang", "li", "chen", "zhao", "sun", "zhou", "wu")
HTMX = {"HTTP_HX_REQUEST": "true"}
BONUS = {"code": "B1", "method": "bonus", "params": {"per": "1", "cap": "2"}, "points": "2"}


def make_draft(more=0):
    data = standard_data("organ", edition="2029")
    first = data["goals"][0]["items"][0]
    first["points"] = str(20 - more)
    for number in range(more):
        extra = first | {"code": f"1.{number + 2}", "points": "1", "title": f"又一件{number}"}
        data["goals"][0]["items"].append(extra)
    data["bonus"] = [first | BONUS]
    return save_standard(spec=parse_standard(data), by=None)


@pytest.fixture
def draft():
    return make_draft()


@pytest.fixture
def item(draft):
    return draft.items.get(code="1.1")


@pytest.fixture
def at(draft, item):
    """The address of a page of the draft."""

    def at(name, *more):
        return reverse(name, args=[draft.pk, *more])

    return at


def typed(item, **changes):
    """The drawer's fields as a browser sends them."""
    fields = {"code": item.code, "title": item.title, "points": "20", "version": item.version}
    fields |= {"content": "内容", "rule": "标准", "scope": "common", "nature": "quantitative"}
    fields |= {"period": "year", "unit": "次", "method": "count"}
    return fields | {"count-target": "12", "count-per": "0.5", "source": "台账"} | changes


@pytest.mark.parametrize(
    "name", ["standard_edit", "standard_rename", "standard_import", "item_create", "item_edit"]
)
def test_editor_is_for_those_who_edit_standards(page, at, item, name):
    address = at(name, item.pk) if name == "item_edit" else at(name)
    address += "?goal=1" if name == "item_create" else ""
    seen = {who for who in EVERYBODY if page(who, address).status_code == 200}
    assert seen == {"wang"}


@pytest.mark.parametrize("name", ["standard_preview", "standard_print", "standard_export"])
def test_what_is_published_is_looked_at_by_whoever_sees_organizations(page, draft, name):
    for standard, readers in ((draft, {"wang"}), (make_standard(), {"wang", "li", "chen"})):
        address = reverse(name, args=[standard.pk])
        seen = {who for who in EVERYBODY if page(who, address).status_code == 200}
        assert seen == readers


@pytest.mark.parametrize("more", [0, 10])
def test_editor_costs_the_same_for_any_number_of_items(queries, cast, more):
    draft = make_draft(more)
    # session, user, appointments, standard, again with goals and items, what was removed
    assert queries("wang", reverse("standard_edit", args=[draft.pk])) == 8


@pytest.mark.parametrize("more", [0, 10])
def test_preview_and_comparison_cost_the_same_for_any_number_of_items(queries, cast, more):
    draft = make_draft(more)
    make_standard("village")
    assert queries("wang", reverse("standard_preview", args=[draft.pk])) == 6
    assert queries("wang", f"{reverse('standard_compare')}?new={draft.pk}") == 10


def test_published_standard_is_shown_instead_of_edited(page, cast):
    standard = make_standard()
    answer = page("wang", reverse("standard_edit", args=[standard.pk]))
    assert answer.url == reverse("standard_detail", args=[standard.pk])


@pytest.mark.parametrize("name", ["standard_rename", "standard_import", "item_create"])
def test_other_doors_to_a_published_standard_are_shut_in_words(page, cast, name):
    standard = make_standard()
    answer = page("wang", reverse(name, args=[standard.pk]) + "?goal=1")
    assert answer.status_code == 409
    assert "已发布，不能再改" in answer.content.decode()


def test_typed_over_cell_is_saved_and_the_total_follows(client, page, at, item):
    data = {"version": 0, "title": "改过", "points": "１９.5"}
    page("wang", at("standard_edit"))
    text = client.post(at("item_row", item.pk), data, **HTMX).content.decode()
    item.refresh_from_db()
    assert (item.title, str(item.points), item.version) == ("改过", "19.50", 1)
    assert "还差 0.5 分" in text
    assert 'value="1" hx-swap-oob="true"' in text


def test_cell_without_script_goes_back_to_its_row(page, at, item):
    answer = page("wang", at("item_row", item.pk), version=0, title="改过", points="20")
    assert answer.url == f"{at('standard_edit')}#item-{item.pk}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"points": "x"}, "“x”不是数字"),
        ({"points": "0"}, "应大于 0"),
        ({"title": ""}, "考核项目不能空着"),
        ({"version": ""}, "这个字段是必填项"),
    ],
)
def test_wrong_cell_is_refused_beside_it(client, page, at, item, changes, said):
    page("wang", at("standard_edit"))
    data = {"version": 0, "title": "改过", "points": "20"} | changes
    answer = client.post(at("item_row", item.pk), data, **HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    shown = client.post(at("item_row", item.pk), data, follow=True).content.decode()
    assert f"{item.code} {item.title} 没有保存：" in shown


def test_cell_that_somebody_else_changed_shows_both_values(client, page, at, item):
    page("wang", at("item_row", item.pk), version=0, title="甲", points="20")
    mine = {"version": 0, "title": "乙", "points": "20"}
    answer = client.post(at("item_row", item.pk), mine, **HTMX)
    text = answer.content.decode()
    assert (answer.status_code, "现有的：甲" in text, "您填的：乙" in text) == (409, True, True)
    whole = client.post(at("item_row", item.pk), mine)
    assert (whole.status_code, "改成我填的" in whole.content.decode()) == (409, True)
    client.post(at("item_row", item.pk), mine | {"overwrite": 1})
    item.refresh_from_db()
    assert item.title == "乙"


def test_drawer_saves_every_field_and_goes_back(page, at, item):
    answer = page("wang", at("item_edit", item.pk), typed(item, evidence="手册"))
    assert answer.url == f"{at('standard_edit')}#item-{item.pk}"
    item.refresh_from_db()
    assert (item.method, item.params) == ("count", {"target": "12", "per": "0.5"})
    assert (item.content, item.evidence, item.period) == ("内容", "手册", "year")


def test_drawer_gives_htmx_the_whole_editor_back(client, page, at, item):
    page("wang", at("standard_edit"))
    answer = client.post(at("item_edit", item.pk), typed(item), **HTMX)
    assert (answer["HX-Retarget"], answer["HX-Reselect"]) == ("#editor", "#editor")


ENTRIES = ["计划", "记录", "签到"]
METHODS = [
    ("yes_no", {}, {}),
    ("occurrences", {"per": "1", "cap": "2"}, {"per": "1", "cap": "2"}),
    (
        "presence",
        {"list": "计划\n记录、签到", "per": "1"},
        {"list": ENTRIES, "per": "1"},
    ),
    (
        "below",
        {"threshold": "９８", "per": "0.5", "prorata": "on"},
        {"threshold": "98", "per": "0.5", "prorata": True},
    ),
    ("cliff", {"threshold": "40"}, {"threshold": "40"}),
    ("proportional", {"target": "32"}, {"target": "32"}),
    (
        "tiers",
        {"grade-0": "好", "share-0": "100%", "grade-1": "差", "share-1": "0"},
        {"shares": {"好": "1", "差": "0"}},
    ),
]


@pytest.mark.parametrize(("method", "fields", "params"), METHODS)
def test_parameters_are_typed_in_fields_of_their_own(page, at, item, method, fields, params):
    data = {f"{method}-{name}": value for name, value in fields.items()}
    page("wang", at("item_edit", item.pk), typed(item, method=method, **data))
    item.refresh_from_db()
    assert (item.method, item.params) == (method, params)
    again = page("wang", at("item_edit", item.pk)).context["form"]
    assert again.chosen == method


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"count-target": ""}, "count-target", "没有填写"),
        ({"count-per": "x"}, "count-per", "“x”不是数字"),
        ({"points": "101"}, "points", "超过一套标准的总分"),
        ({"code": "2.1"}, "code", "编号 2.1 已经用在别的要点上"),
        ({"method": "presence", "presence-per": "1"}, "presence-list", "请写出应有的各项"),
        ({"method": "tiers", "tiers-grade-0": "好", "tiers-share-0": "?"}, "tiers-grade-0", "两档"),
        ({"computed": "self_check_on_time"}, "computed", "计分方法只能选“低于比例”"),
        ({"method": ""}, "method", ""),
    ],
)
def test_wrong_field_is_refused_beside_it_and_what_was_typed_stays(
    page, at, item, changes, field, said
):
    answer = page("wang", at("item_edit", item.pk), typed(item, title="新名称", **changes))
    form = answer.context["form"]
    assert answer.status_code == 422
    assert said in str(form.errors[field])
    assert form["title"].value() == "新名称"


def test_try_out_marks_by_the_rule_and_saves_nothing(page, at, item):
    data = typed(item, do="try") | {"count-found": "10"}
    answer = page("wang", at("item_edit", item.pk), data)
    assert answer.context["trial"]["why"].endswith("→ 扣 1 分，得 19 分")
    item.refresh_from_db()
    assert item.method == "yes_no"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"count-found": "很多"}, "wrong"),
        ({"count-per": ""}, "waiting"),
        ({"points": ""}, "waiting"),
        ({"count-found": ""}, "why"),
    ],
)
def test_try_out_says_what_it_lacks(page, at, item, changes, key):
    answer = page("wang", at("item_edit", item.pk), typed(item, do="try") | changes)
    assert answer.context["trial"][key]


def test_drawer_shows_both_values_of_each_field_and_lets_choose(page, at, item):
    page("wang", at("item_row", item.pk), version=0, title="甲", points="20")
    mine = typed(item, title="乙", version=0)
    answer = page("wang", at("item_edit", item.pk), mine)
    labels = [label for label, *_ in answer.context["conflict"]]
    assert (answer.status_code, labels[0]) == (409, "考核项目")
    page("wang", at("item_edit", item.pk), mine | {"overwrite": answer.context["version_now"]})
    item.refresh_from_db()
    assert item.title == "乙"


def test_new_item_is_numbered_and_added(page, at, draft):
    address = f"{at('item_create')}?goal=2"
    form = page("wang", address).context["form"]
    assert form["code"].value() == "2.2"
    blank = draft.items.get(code="2.1")
    assert page("wang", address, typed(blank, code="2.2", title="新")).status_code == 302
    assert draft.items.get(code="2.2").goal.code == "2"


def test_new_bonus_item_takes_the_bonus_method_alone(page, at, draft):
    address = f"{at('item_create')}?goal=B"
    assert [one.name for one in page("wang", address).context["form"].methods] == ["bonus"]
    data = typed(draft.items.get(code="B1"), code="B2", title="新", points="1", method="bonus")
    page("wang", address, data | {"bonus-per": "0.5", "bonus-cap": "1"})
    assert draft.items.get(code="B2").is_bonus


def test_new_item_with_a_fault_or_tried_out_is_not_added(page, at, draft):
    data = typed(draft.items.get(code="2.1"), code="2.2", points="x")
    address = f"{at('item_create')}?goal=2"
    assert page("wang", address, data).status_code == 422
    assert page("wang", address, data | {"points": "1", "do": "try"}).status_code == 200
    assert page("wang", f"{at('item_create')}?goal=9").status_code == 404
    assert draft.items.count() == 6


@pytest.mark.parametrize(
    ("do", "said"),
    [("down", None), ("2", None), ("copy", "已复制为 1.2"), ("remove", "已删除 1.1 要点1")],
)
def test_buttons_of_a_row_do_what_they_say(client, page, at, item, do, said):
    answer = page("wang", at("item_act", item.pk), do=do)
    text = client.get(answer.url).content.decode()
    assert answer.status_code == 302
    assert said is None or said in text


def test_move_to_nowhere_is_refused_in_words(page, at, item):
    assert page("wang", at("item_act", item.pk), do="9").status_code == 409


def test_removed_item_is_listed_and_put_back(page, at, item, draft):
    page("wang", at("item_act", item.pk), do="remove")
    editor = page("wang", at("standard_edit")).context["editor"]
    assert [str(one) for one in editor.removed] == ["1.1 要点1"]
    page("wang", at("item_restore", editor.removed[0].pk), {})
    assert draft.items.filter(code="1.1").exists()


def test_numbers_are_set_in_order_on_request(page, at, item, draft):
    draft.items.filter(code="1.1").update(code="1.5")
    assert not page("wang", at("standard_edit")).context["editor"].is_in_order
    page("wang", at("standard_renumber"), {})
    assert page("wang", at("standard_edit")).context["editor"].is_in_order


def test_goal_is_renamed_or_refused_in_words(page, at, draft):
    assert page("wang", at("goal_rename", "2"), name="作风好").status_code == 302
    assert draft.goals.get(code="2").name == "作风好"
    assert page("wang", at("goal_rename", "2"), name="长" * 41).status_code == 409


def test_each_fault_links_to_where_it_is_mended(page, at, item, draft):
    item.delete()
    other = draft.items.get(code="2.1")
    draft.items.filter(pk=other.pk).update(rule="")
    faults = page("wang", at("standard_edit")).context["editor"].faults
    hrefs = [fault["href"] for fault in faults]
    assert hrefs == ["", "#goal-1", at("item_edit", other.pk)]
    assert StandardSet.objects.get(pk=draft.pk).state == "draft"
