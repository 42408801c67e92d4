"""Pages beside the items: how the self-check was made, and what cost points."""

import pytest
from django.urls import reverse

from assessment.models import Inquiry, Rectification
from assessment.services.sheets import start
from tests.assessment.district import HALF, applied, fill, submitted
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db
TALK = {"kind": "talk", "held_on": "2026-03-18", "attendance": "２３", "summary": "意见 12 条"}


@pytest.fixture
def sheet(candidacy):
    return fill(start(candidacy=applied(candidacy), stage="self", by=None), HALF)


@pytest.fixture
def mine(client, secretary):
    client.force_login(secretary)
    return client


def test_a_talk_is_noted_shown_and_removed_after_a_question(mine, sheet):
    url = reverse("inquiry_list", args=[sheet.pk])
    page = mine.post(url, TALK, follow=True).content.decode()
    assert "23 人参加" in page
    assert (
        "座谈会，23 人参加" in mine.get(reverse("sheet_submit", args=[sheet.pk])).content.decode()
    )
    paper = mine.get(reverse("sheet_print", args=[sheet.pk])).content.decode()
    assert "座谈会，23 人参加：意见 12 条" in paper
    remove = reverse("inquiry_remove", args=[sheet.pk, Inquiry.objects.get().pk])
    assert "删除“座谈会 2026-03-18”的记录？" in mine.get(remove).content.decode()
    mine.post(remove)
    assert not Inquiry.objects.exists()


def test_every_fault_of_a_note_is_told_at_once(mine, sheet):
    url = reverse("inquiry_list", args=[sheet.pk])
    page = mine.post(url, TALK | {"held_on": "三月", "attendance": "很多", "summary": ""})
    assert page.status_code == 422
    for words in ("请按 2026-03-18 的样子填写日期。", "参加人数请填整数", "请写明主要情况。"):
        assert words in page.content.decode()
    later = mine.post(url, TALK | {"held_on": "2999-01-01"}).content.decode()
    assert "日期不能晚于今天" in later


def test_gaps_become_a_plan_by_one_click(mine, sheet):
    url = reverse("gap_list", args=[sheet.pk])
    page = mine.get(url).content.decode()
    assert page.index("4.1 要点4") < page.index("1.1 要点1")
    assert "再补 1 次（还缺 6 次）" in page
    page = mine.post(reverse("gap_plan", args=[sheet.pk]), follow=True).content.decode()
    assert "已列入整改 5 项" in page
    assert Rectification.objects.count() == 5
    assert "失分的要点都已列入整改。" in page


def test_a_full_sheet_has_no_gaps(mine, candidacy):
    sheet = submitted(candidacy)
    page = mine.get(reverse("gap_list", args=[sheet.pk])).content.decode()
    assert "没有失分" in page


@pytest.mark.parametrize("name", ["inquiry_list", "gap_list", "gap_plan"])
def test_another_organization_reaches_none_of_it(client, sheet, running, name):
    client.force_login(make_user("secretary", make_organization(running.town)))
    assert client.post(reverse(name, args=[sheet.pk])).status_code in (404, 405)
    assert client.get(reverse(name, args=[sheet.pk])).status_code in (404, 405)
    assert not Rectification.objects.exists()
