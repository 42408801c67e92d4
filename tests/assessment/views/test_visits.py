"""Spot-checks on a phone: the own visits, the form, the signature."""

import pytest
from django.urls import reverse

from assessment.models import Team, TeamMember, Visit
from assessment.services.sheets import start
from creation.models import LogEntry
from tests.assessment.district import FULL, fill, make_running, mark_of, reviewed
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOTES = {"heard": "听", "inspected": "查", "appraised": "评", "signed_by": "赵检查"}


def make_visits(running, count, kind="spot"):
    """An inspector whose team checks so many units."""
    inspector = make_user("inspector", running.district, name="赵检查")
    team = Team.objects.create(round=running.round, name="第 1 组")
    TeamMember.objects.create(team=team, user=inspector)
    candidacies = running.candidacies[:count]
    return inspector, [
        Visit.objects.create(candidacy=one, team=team, kind=kind, reason="点名")
        for one in candidacies
    ]


@pytest.fixture
def drawn(running, candidacy):
    reviewed(candidacy)
    return make_visits(running, 1)


@pytest.fixture
def visit(drawn):
    return drawn[1][0]


@pytest.fixture
def mine(client, drawn):
    client.force_login(drawn[0])
    return client


@pytest.fixture
def sheet(visit):
    return start(candidacy=visit.candidacy, stage="spot", by=None)


def page_of(client, visit, name="visit_detail"):
    return client.get(reverse(name, args=[visit.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    running = make_running(count)
    inspector, _ = make_visits(running, count)
    client.force_login(inspector)
    client.get(reverse("visit_list"))
    with django_assert_num_queries(5):
        page = client.get(reverse("visit_list")).content.decode()
    assert page.count("未开始") == count


def test_a_visit_of_another_team_does_not_exist(client, visit, running, secretary):
    other = make_user("inspector", running.district, name="钱检查")
    for user in (other, secretary):
        client.force_login(user)
        assert client.get(reverse("visit_detail", args=[visit.pk])).status_code == 404
        assert client.post(reverse("visit_start", args=[visit.pk])).status_code == 404
        assert client.post(reverse("visit_finish", args=[visit.pk]), NOTES).status_code == 404
    assert not visit.candidacy.sheets.filter(stage="spot").exists()


def test_the_district_sees_every_visit_without_filling_in(client, visit, staff):
    client.force_login(staff)
    assert visit.candidacy.organization.name in client.get(reverse("visit_list")).content.decode()
    assert client.get(reverse("visit_detail", args=[visit.pk])).status_code == 404


def test_beginning_makes_the_form(mine, visit):
    assert "开始抽查" in page_of(mine, visit)
    assert mine.post(reverse("visit_start", args=[visit.pk])).status_code == 302
    assert "data-count" in page_of(mine, visit)


def test_the_units_own_points_stay_hidden_until_the_inspectors_are_in(mine, visit, sheet):
    assert "自查 <b>" not in page_of(mine, visit)
    mark = mark_of(sheet, "1.1")
    url = reverse("mark_save", args=[mark.pk])
    data = {"version": 0, "finding": "10"}
    saved = mine.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert "自查 <b>20</b> 分" in saved
    assert page_of(mine, visit).count("自查 <b>") == 1


@pytest.mark.parametrize(
    ("code", "quick", "finding", "points"),
    [
        ("1.1", "full", "12", 20),
        ("1.1", "least", "0", 8),
        ("2.1", "full", ["计划", "记录"], 20),
        ("2.1", "least", [], 10),
        ("5.1", "full", "95", 20),
        ("B1", "least", "0", 0),
    ],
)
def test_a_quick_button_enters_a_finding(mine, sheet, visit, code, quick, finding, points):
    mark = mark_of(sheet, code)
    response = mine.post(reverse("mark_save", args=[mark.pk]), {"version": 0, "quick": quick})
    mark = mark_of(sheet, code)
    assert response.url == f"{reverse('visit_detail', args=[visit.pk])}#item-{code}"
    assert (mark.finding, mark.points) == (finding, points)


def test_a_quick_button_by_htmx_brings_the_form_back_filled_in(mine, sheet):
    mark = mark_of(sheet, "1.1")
    data = {"version": 0, "quick": "full"}
    response = mine.post(reverse("mark_save", args=[mark.pk]), data, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response["HX-Retarget"] == f"#form-{mark.pk}"
    assert 'name="finding" value="12"' in page
    assert f'id="version-{mark.pk}" value="1"' in page


def test_an_unknown_quick_button_enters_nothing(mine, sheet):
    mark = mark_of(sheet, "1.1")
    url = reverse("mark_save", args=[mark.pk])
    assert mine.post(url, {"version": 0, "quick": "half"}).status_code == 302
    assert not mark_of(sheet, "1.1").is_answered


def test_signing_off_hands_in_the_sheet_and_closes_the_visit(mine, visit, sheet):
    fill(sheet, FULL)
    response = mine.post(reverse("visit_finish", args=[visit.pk]), NOTES)
    visit.refresh_from_db()
    sheet.refresh_from_db()
    assert response.url == reverse("visit_list")
    assert (sheet.state, sheet.signed_by) == ("submitted", "赵检查")
    assert (visit.heard, visit.inspected, visit.appraised) == ("听", "查", "评")
    actions = list(LogEntry.objects.order_by("-pk").values_list("action", flat=True)[:2])
    assert actions == ["完成检查", "提交抽查表"]


def test_signing_off_an_incomplete_sheet_closes_nothing(mine, visit, sheet):
    response = mine.post(reverse("visit_finish", args=[visit.pk]), NOTES)
    visit.refresh_from_db()
    assert (response.status_code, visit.visited_on) == (409, None)
    assert "还有 5 个要点没有填写" in page_of(mine, visit, "visit_finish")


def test_signing_off_without_notes_keeps_what_was_written(mine, visit, sheet):
    fill(sheet, FULL)
    data = NOTES | {"appraised": " "}
    response = mine.post(reverse("visit_finish", args=[visit.pk]), data)
    page = response.content.decode()
    sheet.refresh_from_db()
    assert (response.status_code, sheet.state) == (422, "draft")
    assert "请写明评价意见。" in page
    assert ">\n听</textarea>" in page


def test_signing_off_twice_is_refused_and_changes_nothing(mine, visit, sheet):
    fill(sheet, FULL)
    url = reverse("visit_finish", args=[visit.pk])
    mine.post(url, NOTES)
    second = mine.post(url, NOTES | {"heard": "别的"})
    visit.refresh_from_db()
    assert (second.status_code, visit.heard) == (409, "听")
    assert "这次检查已经完成。" in second.content.decode()


def test_a_visit_before_its_sheet_is_not_signed_off(mine, visit):
    assert "还没有开始抽查评分，不能签字完成。" in page_of(mine, visit, "visit_finish")
    assert mine.post(reverse("visit_finish", args=[visit.pk]), NOTES).status_code == 409


def test_a_midterm_check_writes_notes_alone(client, running, candidacy):
    inspector, (visit,) = make_visits(running, 1, kind="midterm")
    client.force_login(inspector)
    assert "填写检查情况" in page_of(client, visit)
    client.post(reverse("visit_finish", args=[visit.pk]), NOTES)
    visit.refresh_from_db()
    assert visit.visited_on is not None


def test_a_spot_check_is_clean_and_counts_with_a_thumb(page_at, axe, transactional_db):
    running = make_running()
    reviewed(running.candidacies[0])
    inspector, (visit,) = make_visits(running, 1)
    page = page_at(390, user=inspector, path=reverse("visit_list"))
    page.get_by_role("link", name=visit.candidacy.organization.name).click()
    page.get_by_role("button", name="开始抽查").click()
    assert page.locator("[data-more]").first.bounding_box()["height"] >= 48
    page.locator("[data-more]").first.click()
    page.locator(".mark-result .own").first.wait_for()
    page.get_by_role("button", name="满分 2.1").click()
    page.get_by_text("✓ 已保存").nth(1).wait_for()
    axe(page)
    page.get_by_role("link", name="完成并签字").click()
    page.get_by_role("button", name="签字完成").wait_for()


def test_the_printed_form_keeps_the_others_points_until_the_signature(mine, visit, sheet):
    fill(sheet, FULL | {"1.1": "10"})
    url = reverse("sheet_print", args=[sheet.pk])
    line = 'class="item-code">1.1<'
    before = mine.get(url).content.decode().split(line)[1].split("</tr>")[0]
    mine.post(reverse("visit_finish", args=[visit.pk]), NOTES)
    after = mine.get(url).content.decode().split(line)[1].split("</tr>")[0]
    cell = '<td class="right num">{}</td>'
    assert [part.count(cell.format(20)) for part in (before, after)] == [1, 3]
    assert [part.count(cell.format(18)) for part in (before, after)] == [1, 1]
