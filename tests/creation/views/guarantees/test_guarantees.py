"""The pages of the three guarantees: who sees and keeps what, conflicts, gaps, constant queries."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from creation import models
from creation.models import GuaranteeRequirement
from creation.services.guarantees.rows import TWICE, update
from creation.views.guarantees.registers import REGISTERS
from tests.creation import guarantees as ready

DAY = timedelta(days=1)
KEYS = [key for key in REGISTERS if key != "requirements"]
TOP = [key for key in KEYS if not REGISTERS[key].part_of]
EVERYBODY = ("wang", "li", "chen", "zhao", "sun", "zhou", "wu")


@pytest.fixture
def filled(cast):
    return ready.one_of_each(cast.town, cast.branch)


def who_sees(page, address):
    return {who for who in EVERYBODY if page(who, address).status_code == 200}


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("/guarantees/", {"wang", "li", "chen"}),
        ("/guarantees/gaps/centres/", {"wang", "li", "chen"}),
        ("/guarantees/gaps/none/", set()),
        ("/guarantees/none/", set()),
        ("/guarantees/none/1/", set()),
        ("/guarantees/liaisons/", {"wang", "li", "chen"}),
        ("/guarantees/liaisons/export/", {"wang", "li", "chen"}),
        ("/guarantees/liaisons/new/", {"wang", "li"}),
        ("/guarantees/liaisons/import/", {"wang", "li"}),
        ("/guarantees/visits/new/", set()),
        ("/guarantees/visits/new/?parent=0", set()),
        ("/guarantees/requirements/", {"wang", "li", "chen"}),
        ("/guarantees/requirements/export/", {"wang", "li", "chen"}),
        ("/guarantees/requirements/new/", {"wang"}),
        ("/guarantees/requirements/import/", {"wang"}),
    ],
)
def test_page_exists_for_those_who_have_the_right_and_for_nobody_else(page, address, seen):
    assert who_sees(page, address) == seen


@pytest.mark.parametrize("key", KEYS)
def test_row_is_seen_and_kept_in_its_reach(page, cast, filled, key):
    """Chen is secretary below the town; what the town keeps for everybody below it he sees."""
    row = filled[key]
    own = REGISTERS[key].model.seen == "own"
    address = f"/guarantees/{key}/{row.pk}/"
    assert who_sees(page, address) == ({"wang", "li"} if own else {"wang", "li", "chen"})
    assert who_sees(page, f"{address}edit/") == {"wang", "li"}
    assert who_sees(page, f"{address}delete/") == {"wang", "li"}


@pytest.mark.parametrize("key", KEYS)
def test_row_of_another_town_does_not_exist(page, cast, key):
    row = ready.one_of_each(cast.other, cast.far)[key]
    everybody = REGISTERS[key].model.seen == "all"
    assert page("li", f"/guarantees/{key}/{row.pk}/").status_code == (200 if everybody else 404)
    assert page("li", f"/guarantees/{key}/{row.pk}/edit/").status_code == 404
    assert page("li", f"/guarantees/{key}/{row.pk}/edit/", {"x": "1"}).status_code == 404
    assert page("li", f"/guarantees/{key}/{row.pk}/delete/", {"version": "1"}).status_code == 404


def test_secretary_sees_his_leader_and_visits_and_nobody_elses(page, cast):
    own, far = ready.liaison(cast.branch), ready.liaison(cast.far)
    ready.visit(own)
    ready.visit(far)
    for key, row in (("liaisons", own), ("visits", own.visits.get())):
        table = page("chen", f"/guarantees/{key}/").context["table"]
        assert [one.record for one in table.rows] == [row]


@pytest.mark.parametrize("key", KEYS)
def test_row_is_opened_and_saved_again_without_a_change(page, filled, key):
    row = filled[key]
    response = page("li", f"/guarantees/{key}/{row.pk}/edit/")
    form = response.context["form"]
    data = {name: _typed(form[name].value()) for name in form.fields}
    assert page("li", f"/guarantees/{key}/{row.pk}/edit/", data).status_code == 302
    row.refresh_from_db()
    assert row.version == 1


def _typed(value):
    return "" if value is None else str(value)


def test_row_is_entered_and_shown(page, cast):
    form = {"leader_name": "郑", "organization": "SQ1", "starts_on": "2026-01-01"}
    response = page("li", "/guarantees/liaisons/new/", form)
    made = models.Liaison.objects.get()
    assert (response.url, made.organization) == (f"/guarantees/liaisons/{made.pk}/", cast.branch)


def test_row_below_another_is_entered_on_its_page(page, cast):
    one = ready.liaison(cast.branch)
    address = f"/guarantees/visits/new/?parent={one.pk}"
    response = page("li", address, {"visited_on": str(localdate()), "seen_there": "好"})
    assert response.url == f"/guarantees/liaisons/{one.pk}/"
    assert one.visits.get().seen_there == "好"
    assert address in page("li", response.url).content.decode()
    assert (
        page("li", f"/guarantees/visits/new/?parent={ready.liaison(cast.far).pk}").status_code
        == 404
    )


def test_practice_of_another_town_is_taken_up_on_its_page(page, cast):
    brand = ready.practice(cast.other)
    address = f"/guarantees/adoptions/new/?parent={brand.pk}"
    assert address in page("li", f"/guarantees/practices/{brand.pk}/").content.decode()
    page("li", address, {"organization": "SQ1", "adopted_on": str(localdate())})
    assert brand.adoptions.get().organization == cast.branch


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"organization": "LL1"}, "organization", "没有“LL1”这个党组织"),
        ({"starts_on": ""}, "starts_on", "必填"),
        ({"ends_on": "2020-01-01"}, "ends_on", "结束日期不能早于开始日期。"),
        ({"leader_name": "郑书记", "starts_on": "2020-01-01"}, "__all__", "已经登记过"),
    ],
)
def test_form_says_what_is_wrong(page, cast, form, field, said):
    ready.liaison(cast.branch)
    good = {"leader_name": "郑", "organization": "SQ1", "starts_on": "2026-01-01"}
    response = page("li", "/guarantees/liaisons/new/", good | form)
    assert said in str(response.context["form"].errors[field]).replace("这个字段是必填项", "必填")
    assert models.Liaison.objects.count() == 1


def test_uniqueness_below_a_parent_is_said_on_the_form(page, cast):
    one = ready.visit(ready.liaison(cast.branch))
    address = f"/guarantees/visits/new/?parent={one.liaison_id}"
    response = page("li", address, {"visited_on": str(localdate()), "seen_there": "好"})
    assert response.context["form"].errors["__all__"] == ["这一天的走访已经登记过。"]


@pytest.mark.parametrize("address", ["new/", "{pk}/edit/"])
def test_refusal_of_the_service_is_said_on_the_form(page, cast, monkeypatch, address):
    """Somebody enters the same between the form's check and the service's."""
    one = ready.group(cast.town)
    check = models.LeadingGroup.full_clean

    def overtaken(self, exclude=None, **kwargs):
        check(self, exclude=exclude, **kwargs)
        if exclude is None:
            same = models.LeadingGroup(organization=cast.town, name=self.name, kind="joint")
            models.LeadingGroup.objects.bulk_create([same])

    monkeypatch.setattr(models.LeadingGroup, "full_clean", overtaken)
    data = {"organization": cast.town.code, "name": "新的", "kind": "leading", "version": "1"}
    response = page("li", f"/guarantees/groups/{address.format(pk=one.pk)}", data)
    assert response.context["form"].errors["__all__"] == [TWICE]


def test_conflict_shows_both_values_and_saving_again_takes_mine(page, cast):
    one = ready.group(cast.town)
    address = f"/guarantees/groups/{one.pk}/edit/"
    data = {"organization": cast.town.code, "name": "我的", "kind": "leading", "version": "1"}
    update(row=one, values={"name": "别人的"}, version=1, by=None)
    text = page("li", address, data).content.decode()
    assert "别人的" in text
    assert "改成我填的" in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert page("li", address, data | {"version": version}).status_code == 302
    one.refresh_from_db()
    assert (one.name, one.version) == ("我的", 3)


def test_row_is_deleted_after_asking_back(page, cast):
    one = ready.visit(ready.liaison(cast.branch))
    address = f"/guarantees/visits/{one.pk}/delete/"
    assert "不能恢复" in page("li", address).content.decode()
    assert page("li", address, {"version": "1"}).url == f"/guarantees/liaisons/{one.liaison_id}/"
    assert not models.LiaisonVisit.objects.exists()


def test_used_row_shows_why_it_stays(page, cast):
    one = ready.liaison(cast.branch)
    ready.visit(one)
    address = f"/guarantees/liaisons/{one.pk}/"
    assert "下面还有 1 条联系点走访" in page("li", address).content.decode()
    assert page("li", f"{address}delete/", {"version": "1"}).url == address
    assert page("li", f"{address}delete/", {"version": "x"}).url == address
    assert models.Liaison.objects.exists()


def test_page_of_a_practice_draws_its_spread(page, cast):
    brand = ready.practice(cast.town)
    ready.adoption(brand, cast.branch)
    bars = page("wang", f"/guarantees/practices/{brand.pk}/").context["bars"]
    assert [bar["text"] for bar in bars] == ["1 个单位"]


@pytest.mark.parametrize("key", [*KEYS, "requirements"])
@pytest.mark.parametrize("more", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(queries, cast, key, more):
    ready.several_of_each(cast.town, cast.far, more)
    most = {"liaisons": 9, "trainings": 8, "seminars": 8, "practices": 8, "centres": 7}
    assert queries("wang", f"/guarantees/{key}/") <= most.get(key, 7)


@pytest.mark.parametrize("more", [1, 3])
def test_home_costs_the_same_for_any_number_of_rows(queries, cast, more):
    for number in range(more):
        ready.liaison(cast.branch, leader_name=f"书记{number}")
        ready.task(ready.plan(cast.town, f"计划{number}"), due_on=localdate() - DAY)
    assert queries("wang", "/guarantees/") == 29


@pytest.mark.parametrize(("who", "is_said"), [("wang", True), ("li", True), ("chen", False)])
def test_home_says_unregistered_to_who_keeps_and_never_nought_per_cent(page, cast, who, is_said):
    text = page(who, "/guarantees/").content.decode()
    assert ("未登记" in text) is is_said
    assert "0.0%" not in text


def test_home_of_a_secretary_shows_what_is_registered_for_the_unit(page, cast):
    ready.visit(ready.liaison(cast.branch))
    groups = page("chen", "/guarantees/").context["groups"]
    assert [card["label"] for group in groups for card in group["cards"]] == [
        "联系点覆盖",
        f"{localdate().year} 年走访",
    ]


def test_home_counts_with_what_it_is_of_and_links_to_the_list(page, cast):
    ready.one_of_each(cast.town, cast.branch)
    ready.liaison(cast.branch)
    context = page("wang", "/guarantees/?year=2020").context
    assert context["year"] == 2020
    cards = [
        card for group in page("wang", "/guarantees/").context["groups"] for card in group["cards"]
    ]
    linked = next(card for card in cards if card["label"] == "联系点覆盖")
    assert (linked["value"], linked["unit"]) == (1, "/ 2 个参评单位")
    for card in cards:
        assert page("wang", card["href"]).status_code == 200


def test_home_says_that_nothing_is_asked_for(page, cast):
    ready.centre(cast.town, city_funds=1, district_funds=1)
    ready.liaison(cast.branch)
    GuaranteeRequirement.objects.all().delete()
    assert "还没有设定每年走访次数" in page("wang", "/guarantees/").content.decode()
    assert "没有设定要求" in page("wang", "/guarantees/liaisons/").content.decode()
    assert "没有设定要求" in page("wang", "/guarantees/centres/").content.decode()
    assert page("wang", "/guarantees/centres/?funds=uneven").context["shown"] == 0


@pytest.mark.parametrize(
    ("gap", "names"),
    [
        ("groups", ["江南区委", "柳林镇党委"]),
        ("liaisons", ["后柳村党支部"]),
        ("centres", ["后柳村党支部"]),
    ],
)
def test_gap_names_whom_a_guarantee_does_not_reach(page, cast, gap, names):
    ready.group(cast.town)
    ready.liaison(cast.branch)
    ready.coverage(ready.centre(cast.town), cast.town)
    table = page("wang", f"/guarantees/gaps/{gap}/").context["table"]
    assert sorted(one.record.name for one in table.rows) == sorted(names)
    assert page("wang", f"/guarantees/gaps/{gap}/?words={names[0]}").context["shown"] == 1
