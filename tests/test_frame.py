"""The frame in a real browser: what the script adds, what works without it, the error pages."""

import pytest
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import path

from creation.models import Organization
from tests.factories import make_district, make_user
from wuhao import urls

# The navigation shows links to pages that exist: here is one, whatever else is built.
urlpatterns = [path("log-of-this-test/", lambda request: None, name="log_list"), *urls.urlpatterns]
with_a_link = pytest.mark.urls(__name__)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    return make_user("district_staff", make_district())


def side_nav(page):
    return page.get_by_role("navigation", name="主菜单")


@with_a_link
def test_menu_opens_and_closes_on_a_phone(page_at, staff):
    page = page_at(390, user=staff, path="/gallery/")
    assert not side_nav(page).is_visible()
    page.get_by_role("button", name="打开菜单").click()
    assert side_nav(page).is_visible()
    page.keyboard.press("Escape")
    assert not side_nav(page).is_visible()


@with_a_link
def test_menu_opens_and_closes_on_a_phone_without_javascript(page_at, staff):
    page = page_at(390, user=staff, path="/gallery/", javascript=False)
    page.get_by_role("link", name="打开菜单").click()
    assert side_nav(page).is_visible()
    page.get_by_role("link", name="收起菜单").click()
    assert not side_nav(page).is_visible()


def test_draft_that_was_not_sent_comes_back(page_at, staff):
    page = page_at(user=staff, path="/gallery/")
    page.get_by_label("1.1 的说明").fill("写了一半")
    page.reload()
    assert page.get_by_label("1.1 的说明").input_value() == "写了一半"


def test_counter_stops_at_full_marks(page_at, staff):
    page = page_at(390, user=staff, path="/gallery/")
    more = page.get_by_role("button", name="抽查得分增加")
    for _ in range(3):
        more.click()
    assert page.get_by_label("抽查得分", exact=True).input_value() == "3"


def test_counter_buttons_are_hidden_without_javascript(page_at, staff):
    page = page_at(390, user=staff, path="/gallery/", javascript=False)
    assert not page.get_by_role("button", name="抽查得分增加").is_visible()


def test_skip_link_is_the_first_stop_of_the_keyboard(page_at, staff):
    page = page_at(user=staff, path="/gallery/?name=x")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"


def test_unknown_address_reads_in_plain_chinese(page_at, axe, staff):
    page = page_at(390, user=staff, path="/no-such-page/")
    assert page.get_by_role("heading").inner_text() == "没有找到这一页"
    axe(page)


@pytest.fixture
def demo(db):
    """A demonstration district with somebody to try it as."""
    district = make_district()
    Organization.objects.update(is_demo=True)
    return make_user("district_staff", district, is_demo=True)


def test_login_page_has_no_barrier_and_offers_the_demo(page_at, axe, demo):
    page = page_at(390, path="/login/")
    axe(page)
    assert page.get_by_role("button", name="区委组织部 · 王晓燕").is_visible()
    assert page.get_by_role("complementary", name="演示数据").is_visible()


def test_login_page_of_a_real_district_offers_no_demo(client, staff):
    assert "演示" not in client.get("/login/").content.decode()


def test_wrong_password_is_said_in_title_summary_and_nothing_bars_the_way(page_at, axe, staff):
    page = page_at(390, path="/login/")
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("wrong-password")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("错误：登录")
    axe(page)


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "csrf", "locked", "refused"])
def test_error_page_draws_without_any_context(name):
    assert "<h1>" in render(None, f"errors/{name}.html").content.decode()


def test_refusal_shows_its_sentence_escaped():
    context = {"sentence": "<b>已经提交，不能再改。"}
    page = render(RequestFactory().get("/"), "errors/refused.html", context)
    assert "&lt;b&gt;已经提交，不能再改。" in page.content.decode()
