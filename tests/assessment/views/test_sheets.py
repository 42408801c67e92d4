"""The self-check: who opens it, how many queries it asks, how it is handed in."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessment.services.candidacies import close_round, open_round
from assessment.services.evaluate import evaluate
from assessment.services.review import return_sheet
from assessment.services.sheets import start
from tests.assessment.district import (
    FULL,
    applied,
    cleared,
    fill,
    mark_of,
    publish_data,
    reviewed,
    rich_data,
    submitted,
    surveyed,
)
from tests.factories import (
    make_district,
    make_organization,
    make_round,
    make_sector,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db

FAR = date(2099, 1, 1)
WORDS = {
    "results": "成效",
    "shortcomings": "不足",
    "next_effort": "下步",
    "declared": "on",
    "signed_by": "李书记",
}


@pytest.fixture
def sheet(candidacy):
    return start(candidacy=applied(candidacy), stage="self", by=None)


@pytest.fixture
def mine(client, secretary):
    client.force_login(secretary)
    return client


def text(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


@pytest.mark.parametrize(
    ("goal", "asked"),
    [
        pytest.param("1", "全年应 12", id="count"),
        pytest.param("2", 'type="checkbox" name="finding" value="计划"', id="presence"),
        pytest.param("3", "10 分", id="tiers"),
        pytest.param("4", 'value="false"', id="yes_no"),
        pytest.param("5", "95% 及以上得满分", id="below"),
        pytest.param("B", "最多 3 分", id="bonus"),
    ],
)
def test_an_item_is_asked_by_its_own_method(mine, sheet, goal, asked):
    assert asked in text(mine, "sheet_detail", sheet.pk, goal=goal)


def test_opening_a_sheet_costs_the_same_however_much_is_filled_in(
    mine, sheet, django_assert_num_queries
):
    url = reverse("sheet_detail", args=[sheet.pk])
    mine.get(url)
    with django_assert_num_queries(10):
        mine.get(url)
    fill(sheet, FULL)
    with django_assert_num_queries(10):
        mine.get(url)


def test_a_sheet_of_another_organization_does_not_exist(client, sheet, running):
    stranger = make_user("secretary", make_organization(running.town), name="陌生人")
    client.force_login(stranger)
    for name in ("sheet_detail", "sheet_submit", "sheet_receipt", "sheet_print"):
        assert client.get(reverse(name, args=[sheet.pk])).status_code == 404
    assert client.post(reverse("sheet_start", args=[sheet.candidacy_id])).status_code == 404


def test_starting_twice_leads_to_the_same_sheet(mine, candidacy):
    applied(candidacy)
    url = reverse("sheet_start", args=[candidacy.pk])
    first, second = mine.post(url), mine.post(url)
    assert first.url == second.url
    assert candidacy.sheets.count() == 1


def test_starting_before_applying_is_refused_in_one_sentence(mine, candidacy):
    response = mine.post(reverse("sheet_start", args=[candidacy.pk]))
    assert response.status_code == 409
    assert "已申报的组织才能填报评分表" in response.content.decode()
    assert not candidacy.sheets.exists()


def test_open_items_are_listed_and_linked_before_handing_in(mine, sheet):
    fill(sheet, FULL | {"4.1": ""})
    page = text(mine, "sheet_submit", sheet.pk)
    assert f"{reverse('sheet_detail', args=[sheet.pk])}?goal=4#item-4.1" in page
    assert "还有 1 个要点没有填写：4.1，请填写后再提交。" in page


def test_handing_in_an_incomplete_sheet_changes_nothing(mine, sheet):
    response = mine.post(reverse("sheet_submit", args=[sheet.pk]), WORDS)
    sheet.refresh_from_db()
    assert (response.status_code, sheet.state) == (409, "draft")


def test_an_unsigned_sheet_comes_back_with_what_was_typed(mine, sheet):
    fill(sheet, FULL)
    response = mine.post(reverse("sheet_submit", args=[sheet.pk]), WORDS | {"signed_by": " "})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>错误：" in page
    assert "请填写书记姓名。" in page
    assert "成效</textarea>" in page


def test_what_is_not_said_or_declared_is_asked_for_all_at_once(mine, sheet):
    fill(sheet, FULL)
    page = mine.post(reverse("sheet_submit", args=[sheet.pk]), {"results": "成效"})
    assert page.status_code == 422
    for words in ("请填写存在不足。", "请填写下步努力。", "请对高压线作出承诺", "请填写书记姓名。"):
        assert words in page.content.decode()


def test_a_refusal_at_the_last_moment_keeps_what_was_typed(mine, sheet):
    """The round ends while the form is open: the server decides, the draft stays."""
    fill(sheet, FULL)
    close_round(round=sheet.candidacy.round, by=None)
    response = mine.post(reverse("sheet_submit", args=[sheet.pk]), WORDS)
    page = response.content.decode()
    assert response.status_code == 409
    assert "不能再办理" in page
    assert "成效</textarea>" in page


def test_another_name_does_not_sign(mine, sheet):
    fill(sheet, FULL)
    response = mine.post(reverse("sheet_submit", args=[sheet.pk]), WORDS | {"signed_by": "别人"})
    assert response.status_code == 409
    assert "签字人应为书记本人：李书记。" in response.content.decode()


def test_the_receipt_says_whether_it_came_in_time(mine, sheet):
    sheet.candidacy.round.stages.create(
        stage="self", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2)
    )
    fill(sheet, FULL)
    page = mine.post(reverse("sheet_submit", args=[sheet.pk]), WORDS, follow=True)
    assert "逾期" in page.content.decode()


def test_the_deadline_may_pass_while_the_form_is_open(mine, sheet):
    """The server's clock decides, whatever the form said; nothing that was typed is lost."""
    last = timezone.localdate()
    sheet.candidacy.round.stages.create(stage="self", starts_on=last, ends_on=last)
    fill(sheet, FULL)
    url = reverse("sheet_submit", args=[sheet.pk])
    assert f"截止 {last:%Y-%m-%d}" in text(mine, "sheet_submit", sheet.pk)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        mine.force_login(make_user("secretary", sheet.candidacy.organization, name="李书记"))
        page = mine.post(url, WORDS, follow=True).content.decode()
    assert "逾期 1 天" in page
    sheet.refresh_from_db()
    assert (sheet.state, sheet.results) == ("submitted", "成效")


def test_a_signed_sheet_leads_to_its_receipt(mine, sheet, secretary):
    fill(sheet, FULL)
    response = mine.post(reverse("sheet_submit", args=[sheet.pk]), WORDS, follow=True)
    sheet.refresh_from_db()
    assert response.redirect_chain == [(reverse("sheet_receipt", args=[sheet.pk]), 302)]
    assert sheet.receipt in response.content.decode()
    assert (sheet.state, sheet.signed_by, sheet.results) == ("submitted", "李书记", "成效")


def test_the_same_form_sent_twice_hands_in_once(mine, sheet):
    fill(sheet, FULL)
    url = reverse("sheet_submit", args=[sheet.pk])
    mine.post(url, WORDS)
    sheet.refresh_from_db()
    second = mine.post(url, WORDS | {"results": "别的"})
    sheet.refresh_from_db()
    assert second.status_code == 409
    assert "评分表现在是“已提交”，不能提交" in second.content.decode()
    assert sheet.results == "成效"


def test_a_submitted_sheet_is_taken_back_while_nobody_reviews_it(mine, candidacy):
    sheet = submitted(candidacy)
    assert mine.post(reverse("sheet_withdraw", args=[sheet.pk])).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_a_sheet_under_review_is_not_taken_back(mine, candidacy):
    sheet = submitted(candidacy)
    start(candidacy=candidacy, stage="review", by=None)
    response = mine.post(reverse("sheet_withdraw", args=[sheet.pk]))
    assert response.status_code == 409
    assert "撤回修改" not in text(mine, "sheet_receipt", sheet.pk)


def test_returned_items_stand_on_top_with_the_reviewers_words(mine, candidacy, reviewer):
    sheet = submitted(candidacy)
    items = {mark_of(sheet, "2.1").pk: "计划没有日期"}
    return_sheet(sheet=sheet, reason="请补正", due=FAR, items=items, by=reviewer)
    page = text(mine, "sheet_detail", sheet.pk, goal="2")
    assert "1 项被退回修改：" in page
    assert "计划没有日期" in page
    assert "<form" not in text(mine, "sheet_detail", sheet.pk, goal="1").split('id="item-1.1"')[1]


def printed_totals(client, candidacy):
    page = text(client, "sheet_print", candidacy.sheets.get(stage="self").pk)
    return page.split("<tfoot>")[1].split("</tfoot>")[0].count('<td class="right num">100</td>')


def test_the_printed_form_keeps_what_others_found_from_the_unit_until_the_decision(
    mine, client, candidacy, reviewer
):
    reviewed(candidacy)
    evaluate(round=candidacy.round, by=None)  # 待定: nobody has been asked yet
    assert printed_totals(mine, candidacy) == 2  # 分值, 自查
    client.force_login(reviewer)
    assert printed_totals(client, candidacy) == 3


def test_the_printed_form_sets_the_three_findings_side_by_side(mine, candidacy):
    reviewed(candidacy)
    cleared([candidacy])
    surveyed(candidacy.round, [candidacy])
    evaluate(round=candidacy.round, by=None)
    page = text(mine, "sheet_print", candidacy.sheets.get(stage="self").pk)
    found = page.split('class="item-code">1.1<')[1].split("</tr>")[0]
    assert found.count('<td class="right num">20</td>') == 3  # 分值, 自查, 初审
    assert found.count('<td class="right num"></td>') == 1  # 抽查
    assert page.count("得分</th>") == 3
    totals = page.split("<tfoot>")[1].split("</tfoot>")[0]
    assert totals.count('<td class="right num">100</td>') == 3  # 分值, 自查, 初审


@pytest.fixture
def computing(db):
    """A candidacy by a standard whose last item the system computes."""
    data = rich_data()
    data["goals"][4]["items"][0]["computed"] = "self_check_on_time"
    publish_data(data)
    town = make_town(make_district())
    make_organization(town, sector=make_sector(), opened_on=date(2001, 5, 1))
    return open_round(round=make_round(), by=None).candidacies.get()


def test_a_computed_item_is_shown_and_not_asked(client, computing):
    sheet = start(candidacy=applied(computing), stage="self", by=None)
    client.force_login(make_user("secretary", computing.organization))
    page = text(client, "sheet_detail", sheet.pk, goal="5")
    assert "由系统计算：自查按期率" in page
    assert "<form" not in page.split('id="item-5.1"')[1]
