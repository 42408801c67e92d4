"""A draft round made in the browser, step by step."""

import tomllib

import pytest

from creation.models import Round
from creation.policy import Policy
from creation.queries.rounds import spec_of
from creation.services.round_drafts import fingerprint, save_draft
from creation.services.rounds import freeze
from tests.factories import make_round, make_standard

BASICS = {"code": "2027", "name": "第二轮", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
LINES = ("unqualified", "discipline", "birth", "security")


@pytest.fixture
def village(cast):
    return make_standard()


@pytest.fixture
def edit(page):
    """Sends what the step's page shows, with these fields changed."""

    def edit(step, changes=None, *, code="r1", who="wang"):
        address = f"/rounds/{code}/edit/{step}/"
        shown = page(who, address)
        form = shown.context["form"]
        data = {one.html_name: one.value() for one in form}
        data = {key: value for key, value in data.items() if value not in (None, False)}
        return page(who, address, data | {"seen": shown.context["seen"]} | (changes or {}))

    return edit


def stored():
    return spec_of(Round.objects.get(code="r1"))


def test_a_round_begins_with_its_name_and_dates(page, village):
    response = page("wang", "/rounds/new/", BASICS)
    assert response.url == "/rounds/2027/edit/stages/"
    spec = spec_of(Round.objects.get())
    assert (spec.name, spec.standards) == ("第二轮", {"village": "village-2026"})


def test_a_round_is_copied_from_the_last_one(page, village):
    policy = {"target_share": "0.6"}
    old = freeze(round=make_round(policy=policy), by=None)
    shown = page("wang", "/rounds/new/").context["form"]
    assert shown["copy_from"].value() == old.pk
    page("wang", "/rounds/new/", BASICS | {"copy_from": old.pk})
    assert str(spec_of(Round.objects.get(code="2027")).policy.target_share) == "0.6"


def test_a_new_round_is_asked_back_with_all_faults(page, village):
    make_round("r1")
    wrong = {"code": "第一", "ends_on": "2020-01-01", "reference_on": "2030-01-01"}
    response = page("wang", "/rounds/new/", {"starts_on": "2027-01-01"} | wrong)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"code", "name", "ends_on", "reference_on"}
    response = page("wang", "/rounds/new/", BASICS | {"code": "r1"})
    assert "轮次代码 r1 已经用在" in response.content.decode()
    assert Round.objects.count() == 1


@pytest.mark.parametrize("step", ["basics", "stages", "policy", "red_lines", "editions"])
def test_saving_a_step_as_it_is_shown_changes_nothing(edit, village, step):
    make_round(
        stages={"self": ["2026-03-01", "2026-04-30"], "apply": ["2026-01-01", "2026-02-28"]},
        reminders={"self": [10, 2, -3]},
        policy={"quota_by": "town", "quota_share": "0.4"},
        red_lines={"birth": "政策已调整"},
    )
    before = stored()
    assert edit(step).status_code == 302
    assert stored() == before


def test_basics_may_change_the_code_too(edit, village):
    make_round()
    response = edit("basics", {"code": "r2", "reference_on": "2026-01-15"})
    assert response.url == "/rounds/r2/edit/stages/"
    assert str(Round.objects.get(code="r2").reference_on) == "2026-01-15"


def test_stages_take_dates_and_the_days_of_reminders(edit, village):
    make_round()
    edit("stages", {"apply-first": "2026-01-01", "apply-last": "2026-01-31",
                    "apply-before": "10，3 1", "apply-after": "2"})  # fmt: skip
    assert [str(day) for day in stored().stages[0][1:]] == ["2026-01-01", "2026-01-31"]
    assert stored().reminders == {"apply": (10, 3, 1, -2)}


def test_stages_that_cannot_be_are_all_named(edit, village):
    make_round()
    response = edit("stages", {
        "apply-first": "2026-02-01", "apply-last": "2026-01-31",
        "self-first": "2026-01-01", "review-last": "2026-01-01",
        "spot-first": "明天", "survey-before": "一周", "clearance-first": "2026-01-01",
        "clearance-last": "2026-01-05", "clearance-before": "99",
    })  # fmt: skip
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert {"apply-last", "self-last", "review-first", "spot-first", "survey-before"} == set(errors)
    assert stored().stages == ()


def test_reminders_too_far_away_are_refused_in_words(edit, village):
    make_round()
    dates = {"apply-first": "2026-01-01", "apply-last": "2026-01-31", "apply-before": "99"}
    response = edit("stages", dates)
    assert "99 太远" in response.content.decode()


def test_policy_takes_a_share_as_a_percentage(edit, village):
    make_round()
    edit("policy", {"target_share": "45%", "bonus_cap": "3"})
    assert (str(stored().policy.target_share), str(stored().policy.bonus_cap)) == ("0.45", "3")


def test_policy_shows_default_clause_and_meaning_and_names_every_fault(edit, page, village):
    make_round()
    text = page("wang", "/rounds/r1/edit/policy/").content.decode()
    assert "默认 0.3，R4.7。" in text
    response = edit("policy", {"bonus_cap": "200", "rates_weight": "0.4", "spot_weight": "x%"})
    errors = response.context["form"].errors
    assert set(errors) == {"bonus_cap", "spot_weight", "__all__"}
    assert stored().policy == Policy()


def test_red_line_is_switched_off_with_a_reason_only(edit, village):
    make_round()
    on = {f"{code}-on": "on" for code in LINES if code != "birth"}
    off = {"birth-on": ""}
    response = edit("red_lines", on | off)
    assert set(response.context["form"].errors) == {"birth-why"}
    edit("red_lines", on | off | {"birth-why": "政策已调整"})
    assert stored().switched_off == {"birth": "政策已调整"}


def test_editions_offer_what_is_published_and_say_which_is_newest(edit, page, village):
    make_round()
    newer = make_standard(edition="2027")
    text = page("wang", "/rounds/r1/edit/editions/").content.decode()
    assert f"{newer}（最新）" in text
    edit("editions", {"village": newer.code})
    assert stored().standards == {"village": newer.code}
    edit("editions", {"village": ""})
    assert stored().standards == {}


def test_somebody_elses_values_stand_beside_ones_own(edit, page, village):
    round = make_round()
    shown = page("wang", "/rounds/r1/edit/basics/")
    changes = {"name": "别人的"}
    seen = fingerprint(spec_of(round), changes)
    save_draft(round=round, changes=changes, seen=seen, by=None)
    dates = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    mine = {"code": "r1", "name": "我的", "seen": shown.context["seen"]} | dates
    response = page("wang", "/rounds/r1/edit/basics/", mine)
    assert response.status_code == 409
    assert response.context["differences"] == [("名称", "我的", "别人的")]
    page("wang", "/rounds/r1/edit/basics/", mine | {"seen": response.context["seen"]})
    assert stored().name == "我的"


def test_scope_counts_units_by_sector_beside_the_round_before(page, village, cast):
    old = freeze(round=make_round("r0", starts_on="2025-01-01"), by=None)
    make_round()
    response = page("wang", "/rounds/r1/edit/scope/")
    village_row = next(row for row in response.context["rows"] if row["sector"].code == "village")
    assert (village_row["units"], response.context["before"]) == (2, old)
    assert [one.code for one in response.context["joined"]] == ["LL1", "SQ1"]


def test_check_lists_what_is_missing_with_the_page_that_mends_it(page, cast):
    make_round(stages={"self": ["2025-03-01", "2026-04-30"], "apply": ["2026-05-01", "2026-06-30"]})
    response = page("wang", "/rounds/r1/edit/check/")
    assert response.context["missing"] == [
        {"text": "农村领域没有选定标准", "href": "/rounds/r1/edit/editions/"}
    ]
    said = "".join(one["text"] for one in response.context["advice"])
    for words in (
        "初审、联审、抽查、测评、综合评价、公示、命名没有定日期",
        "自查的日期超出了轮次的起止日期",
        "自查在申报开始以前就截止了",
        "有 1 个参评单位还没有能填自查的人",
        "还没有人答复高压线",
    ):
        assert words in said


def test_check_of_a_complete_round_says_so(page, village, cast):
    make_round()
    cast.branch.is_rated = cast.far.is_rated = False
    cast.branch.save()
    cast.far.save()
    make_standard(edition="2027")
    response = page("wang", "/rounds/r1/edit/check/")
    assert response.context["missing"] == []
    said = [one["text"] for one in response.context["advice"]]
    assert "没有一个参评单位，开启后名单是空的" in said
    assert "农村领域已有更新的一版：五好党支部创建标准（2027 版）" in said


def test_draft_is_deleted_after_asking_back(page, village):
    make_round()
    assert "一并删掉" in page("wang", "/rounds/r1/delete/").content.decode()
    assert page("wang", "/rounds/r1/delete/", {}, sure="1").url == "/rounds/"
    assert not Round.objects.exists()


def test_open_round_is_neither_edited_nor_deleted(page, village, cast):
    freeze(round=make_round(editions={"village": "village-2026"}), by=None)
    for address in ("/rounds/r1/edit/basics/", "/rounds/r1/delete/"):
        response = page("wang", address)
        assert response.status_code == 409
        assert "进行中，筹备中的轮次才能" in response.content.decode()


@pytest.mark.parametrize("who", ["li", "chen", "zhao", "zhou"])
@pytest.mark.parametrize(
    "address", ["/rounds/new/", "/rounds/r1/edit/basics/", "/rounds/r1/edit/check/",
                "/rounds/r1/delete/"]
)  # fmt: skip
def test_only_the_district_makes_rounds(page, village, who, address):
    make_round()
    assert page(who, address).status_code == 404
    assert page(who, address, {"name": "x"}).status_code == 404


def test_step_that_is_none_does_not_exist(page, village):
    make_round()
    assert page("wang", "/rounds/r1/edit/nothing/").status_code == 404


def test_round_is_handed_out_as_its_file(page, village):
    make_round(red_lines={"birth": "政策已调整"})
    data = tomllib.loads(page("wang", "/rounds/r1/file/").content.decode())
    assert (data["code"], data["red_lines"]) == ("r1", {"birth": "政策已调整"})


@pytest.mark.parametrize("step", ["basics", "stages", "policy", "editions", "scope", "check"])
def test_a_step_costs_the_same_with_more_editions_and_units(queries, village, cast, step):
    make_round()
    few = queries("wang", f"/rounds/r1/edit/{step}/")
    make_standard("community")
    make_standard(edition="2027")
    assert queries("wang", f"/rounds/r1/edit/{step}/") == few


def test_red_lines_are_listed_with_departments_and_rounds(page, queries, village):
    make_round("r0", name="头一轮", red_lines={"birth": "政策已调整"})
    text = page("wang", "/red-lines/").content.decode()
    assert "公安、" in text
    assert "头一轮</a>（停用）" in text
    few = queries("wang", "/red-lines/")
    make_round("r1")
    assert queries("wang", "/red-lines/") == few
    assert page("chen", "/red-lines/").status_code == 404
