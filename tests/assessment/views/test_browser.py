"""The self-check in a real browser: saved by itself, refused, overtaken; clean at both widths.

What comes after it (signing, receipt, print) is read in tests/test_pages.py.
"""

import pytest
from django.urls import reverse

from assessment.services.marks import MarkEntry, save_mark
from assessment.services.sheets import start
from tests.assessment.district import applied, make_running, mark_of
from tests.factories import make_user


@pytest.fixture
def running(transactional_db):
    return make_running()


@pytest.fixture
def sheet(running):
    return start(candidacy=applied(running.candidacies[0]), stage="self", by=None)


@pytest.fixture
def secretary(running):
    return make_user("secretary", running.branches[0], name="李建国")


def path(sheet, goal):
    return f"{reverse('sheet_detail', args=[sheet.pk])}?goal={goal}"


def test_every_kind_of_item_is_clean(page_at, axe, sheet, secretary):
    """A number, ticks, grades and a bonus; 是 or 否 and a percentage look like two of them."""
    page = page_at(390, user=secretary)
    for goal in "123B":
        page.goto(path(sheet, goal))
        axe(page)


def test_an_item_saves_itself_and_the_progress_follows(page_at, sheet, secretary):
    page = page_at(390, user=secretary, path=path(sheet, "1"))
    page.locator("input[name=finding]").fill("10")
    page.locator("textarea").first.fill("工作手册")
    page.get_by_text("✓ 已保存").wait_for()
    page.get_by_text("18 分").first.wait_for()
    assert page.locator("#dock-progress b").first.inner_text() == "1"
    page.locator("input[name=finding]").fill("12")
    page.locator("textarea").first.click()
    page.locator(".mark-result b", has_text="20").wait_for()
    assert (mark_of(sheet, "1.1").finding, mark_of(sheet, "1.1").note) == ("12", "工作手册")


def test_a_refused_number_stays_in_its_field_with_the_reason(page_at, sheet, secretary):
    page = page_at(1280, user=secretary, path=path(sheet, "5"))
    page.locator("input[name=finding]").fill("101")
    page.locator("textarea").first.click()
    page.get_by_text("百分比不能超过 100").wait_for()
    assert page.locator("input[name=finding]").input_value() == "101"


def test_a_conflict_offers_both_values_and_takes_the_chosen_one(page_at, axe, sheet, secretary):
    page = page_at(1280, user=secretary, path=path(sheet, "1"))
    save_mark(mark=mark_of(sheet, "1.1"), entry=MarkEntry(finding="9", version=0), by=None)
    page.locator("input[name=finding]").fill("10")
    page.locator("textarea").first.click()
    page.get_by_role("button", name="改成我填的").wait_for()
    axe(page)
    page.get_by_role("button", name="改成我填的").click()
    page.get_by_text("✓ 已保存").wait_for()
    assert mark_of(sheet, "1.1").finding == "10"


def test_evidence_is_uploaded_at_once_and_listed(page_at, axe, sheet, secretary, tmp_path):
    file = tmp_path / "会议记录.pdf"
    file.write_bytes(b"%PDF-1.7 minutes")
    page = page_at(390, user=secretary, path=path(sheet, "1"))
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("link", name="会议记录.pdf", exact=True).wait_for()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="会议记录.pdf", exact=True).click()
    assert download.value.suggested_filename == "会议记录.pdf"


def test_the_self_check_works_without_javascript(page_at, sheet, secretary):
    page = page_at(390, user=secretary, path=path(sheet, "2"), javascript=False)
    page.get_by_label("计划").check()
    page.get_by_role("button", name="保存").click()
    assert page.url.endswith("?goal=2#item-2.1")
    assert page.get_by_label("计划").is_checked()
    assert mark_of(sheet, "2.1").points == 15
