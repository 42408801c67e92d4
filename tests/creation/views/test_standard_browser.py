"""The editor as its users see it: at both widths, with a keyboard; the open drawer by axe.

The pages of a draft as they stand are read in tests/test_pages.py.
"""

import pytest
from playwright.sync_api import expect

from creation.services.standard_drafts import begin_standard
from tests.factories import make_district, make_sector, make_standard, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wang():
    return make_user("district_staff", make_district())


@pytest.fixture
def draft():
    sector = make_sector("organ", "机关")
    source = make_standard()
    return begin_standard(sector=sector, name="标准", edition="2029", source=source, by=None)


@pytest.mark.parametrize("width", [1280, 390])
def test_cell_is_typed_over_and_the_drawer_opens_saves_and_closes(page_at, axe, wang, draft, width):
    page = page_at(width, user=wang, path=f"/standards/{draft.pk}/edit/")
    points = page.get_by_label("1.1 分值")
    points.fill("19.5")
    points.press("Tab")
    expect(page.locator("#totals")).to_contain_text("还差 0.5 分")
    expect(page.locator("#checks")).to_contain_text("还不能发布：1 处要补")
    page.get_by_role("link", name="编辑 1.1").click()
    page.locator("label[for=m-count]").click()
    page.get_by_label("应达到").locator("visible=true").first.fill("4")
    page.get_by_label("每少 1 个扣（分）").fill("0.5")
    expect(page.locator("#trial")).to_contain_text("→ 扣 1 分，得 18.5 分")
    if width == 390:
        axe(page)  # at both widths by itself
    page.fill("#id_points", "20")
    page.locator("#drawer").get_by_role("button", name="保存").click()
    expect(page.locator("#checks")).to_contain_text("可以发布了")
    expect(page.get_by_role("link", name="编辑 1.1")).to_be_focused()
    assert page.locator("#drawer").inner_html() == ""


def test_drawer_closes_with_escape_and_gives_the_focus_back(page_at, wang, draft):
    page = page_at(1280, user=wang, path=f"/standards/{draft.pk}/edit/")
    page.get_by_role("link", name="编辑 2.1").press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="编辑 2.1")).to_be_focused()


def test_everything_works_without_a_script(page_at, wang, draft):
    page = page_at(1280, user=wang, path=f"/standards/{draft.pk}/edit/", javascript=False)
    page.get_by_label("1.1 分值").fill("19")
    page.get_by_role("button", name="保存").locator("visible=true").first.click()
    expect(page.locator("#totals")).to_contain_text("还差 1 分")
    page.get_by_role("link", name="编辑 1.1").click()
    page.locator("label[for=m-occurrences]").click()
    page.get_by_label("每发生 1 次扣（分）").fill("0.5")
    page.get_by_role("button", name="试算").locator("visible=true").click()
    expect(page.locator("#trial")).to_contain_text("→ 扣 0.5 分，得 18.5 分")
    page.fill("#id_points", "20")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#checks")).to_contain_text("可以发布了")
