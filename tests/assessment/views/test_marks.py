"""Saving one item: with and without htmx, refused, overtaken, out of turn."""

import pytest
from django.urls import reverse

from assessment.services.marks import MarkEntry, save_mark
from assessment.services.sheets import start
from tests.assessment.district import applied, mark_of, submitted
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(candidacy):
    return start(candidacy=applied(candidacy), stage="self", by=None)


@pytest.fixture
def mine(client, secretary):
    client.force_login(secretary)
    return client


def save(client, mark, *, htmx=False, **fields):
    data = {"version": mark.version} | fields
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("mark_save", args=[mark.pk]), data, headers=headers)


def test_a_plain_save_leads_back_to_the_item(mine, sheet):
    response = save(mine, mark_of(sheet, "2.1"), finding=["计划"], note="有日期")
    url = reverse("sheet_detail", args=[sheet.pk])
    mark = mark_of(sheet, "2.1")
    assert (response.status_code, response.url) == (302, f"{url}?goal=2#item-2.1")
    assert (mark.finding, mark.points, mark.note) == (["计划"], 15, "有日期")


def test_a_save_by_htmx_answers_time_points_version_and_progress(mine, sheet):
    page = save(mine, mark_of(sheet, "1.1"), htmx=True, finding="10").content.decode()
    mark = mark_of(sheet, "1.1")
    assert "✓ 已保存 " in page
    assert f'id="version-{mark.pk}" value="1" hx-swap-oob="true"' in page
    assert '<b class="num">18 分</b>' in page
    assert "已完成 <b>1</b> / 5 项" in page
    assert 'id="tasks" hx-swap-oob="innerHTML"' in page


def test_nothing_ticked_is_no_answer_and_none_of_them_is_one(mine, sheet):
    save(mine, mark_of(sheet, "2.1"), note="还在找")
    assert not mark_of(sheet, "2.1").is_answered
    save(mine, mark_of(sheet, "2.1"), finding="以上都没有")
    assert (mark_of(sheet, "2.1").finding, mark_of(sheet, "2.1").points) == ([], 10)


def test_a_number_out_of_range_is_refused_beside_what_was_typed(mine, sheet):
    response = save(mine, mark_of(sheet, "5.1"), finding="101", note="抄自台账")
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>错误：" in page
    assert "要点 5.1：百分比不能超过 100，现为 101，请核对后再填。" in page
    assert 'name="finding" value="101"' in page
    assert "抄自台账</textarea>" in page
    assert not mark_of(sheet, "5.1").is_answered


def test_a_number_out_of_range_by_htmx_is_refused_in_one_sentence(mine, sheet):
    response = save(mine, mark_of(sheet, "1.1"), htmx=True, finding="很多")
    assert response.status_code == 422
    assert response.content.decode().count("“很多”不是数字，请只填数字，例如 12 或 10.5。") == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_a_conflict_shows_both_values(mine, sheet, staff, htmx):
    mark = mark_of(sheet, "1.1")
    entry = MarkEntry(finding="9", version=0)
    save_mark(mark=mark, entry=entry, by=staff)
    response = save(mine, mark, htmx=htmx, finding="10")
    page = response.content.decode()
    assert response.status_code == 409
    assert "要点 1.1 刚刚由王科长改过" in page
    assert "<dd>9</dd>" in page.replace(" 次", "")
    assert "<dd>10</dd>" in page.replace(" 次", "")
    assert mark_of(sheet, "1.1").finding == "9"


def test_two_tabs_of_one_person_are_two_editors(mine, sheet):
    """The second tab still shows what both began with: its value doesn't replace the first's."""
    mark = mark_of(sheet, "1.1")
    assert save(mine, mark, htmx=True, finding="9").status_code == 200
    second = save(mine, mark, htmx=True, finding="10")
    page = second.content.decode().replace(" 次", "")
    assert (second.status_code, "<dd>9</dd>" in page, "<dd>10</dd>" in page) == (409, True, True)
    assert mark_of(sheet, "1.1").finding == "9"


def test_after_a_conflict_ones_own_value_may_replace_what_was_seen(mine, sheet, staff):
    mark = mark_of(sheet, "1.1")
    save_mark(mark=mark, entry=MarkEntry(finding="9", version=0), by=staff)
    assert save(mine, mark, finding="10", overwrite="1").status_code == 302
    assert mark_of(sheet, "1.1").finding == "10"


def test_a_save_after_handing_in_is_refused_and_changes_nothing(mine, candidacy):
    sheet = submitted(candidacy)
    mark = mark_of(sheet, "1.1")
    for htmx in (False, True):
        response = save(mine, mark, htmx=htmx, finding="1")
        assert response.status_code == 409
        assert "自查表已提交，不能再改。" in response.content.decode()
    assert mark_of(sheet, "1.1").version == mark.version


def test_a_form_without_a_version_overwrites_nothing(mine, sheet):
    mark = mark_of(sheet, "1.1")
    response = mine.post(reverse("mark_save", args=[mark.pk]), {"finding": "10"})
    assert response.status_code == 409
    assert not mark_of(sheet, "1.1").is_answered


def test_not_applicable_without_a_reason_is_refused_and_stays_ticked(mine, sheet):
    response = save(mine, mark_of(sheet, "1.1"), not_applicable="1")
    page = response.content.decode()
    assert response.status_code == 422
    assert "要点 1.1：不适用要写明理由。" in page
    assert 'name="not_applicable" value="1" checked' in page


def test_only_those_who_write_the_sheet_reach_its_marks(client, sheet, running, reviewer, staff):
    mark = mark_of(sheet, "1.1")
    stranger = make_user("secretary", make_organization(running.town), name="陌生人")
    for user in (stranger, reviewer, staff):
        client.force_login(user)
        assert save(client, mark, finding="10").status_code == 404
    assert not mark_of(sheet, "1.1").is_answered
