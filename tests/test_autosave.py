"""What static/js/app.js does with forms: one effect for two clicks, nothing typed is ever lost."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from tests.factories import make_district, make_user
from wuhao import urls
from wuhao.errors import Refused

PAGE = Template("""{% extends "base.html" %}{% block content %}
<form data-draft="item" method="post" hx-post="/save/{{ how }}/" hx-trigger="change"
      hx-target="find [data-save-status]" hx-swap="outerHTML">{% csrf_token %}
  <input type="hidden" name="version" value="3">
  <textarea name="note" aria-label="说明"></textarea>
  <label><input type="radio" name="choice" value="yes">达标</label>
  <span class="saved" role="status" data-save-status></span>
</form>
<form method="post" action="/count/">{% csrf_token %}<button type="submit">提交</button></form>
{% endblock %}""")
received = []


def item_page(request, how):
    return HttpResponse(PAGE.render(RequestContext(request, {"how": how})))


def save(request, how):
    if how == "refused":
        raise Refused("这份自查表已经提交，不能再改。")
    received.append(request.POST["note"])
    return HttpResponse('<span class="saved" data-save-status>✓ 已保存 07:17:23</span>')


def count(request):
    received.append("submitted")
    return HttpResponse(status=204)  # the page stays: the second click meets the same button


urlpatterns = [
    path("item/<how>/", item_page),
    path("save/<how>/", save),
    path("count/", count),
    *urls.urlpatterns,
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def item(page_at):
    """item(how) -> the page of an item whose saving ends in that way."""
    received.clear()
    staff = make_user("district_staff", make_district())
    return lambda how="fine": page_at(user=staff, path=f"/item/{how}/")


def fill_in(page, note="写了一半"):
    page.get_by_label("说明").fill(note)
    page.get_by_label("达标").check()


def end_session(page):
    """As after half an hour of silence; gives the cookies back, for a new login."""
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    return cookies


def says(page, words):
    page.locator("[data-save-status]").get_by_text(words).wait_for()


def test_saved_item_says_when_and_forgets_its_draft(item):
    page = item()
    fill_in(page)
    says(page, "✓ 已保存 07:17:23")
    assert received[-1] == "写了一半"
    assert page.evaluate("localStorage.length") == 0


def test_refused_item_says_why_beside_it(item):
    page = item("refused")
    fill_in(page)
    says(page, "这份自查表已经提交，不能再改。")


def test_expired_login_is_said_and_never_drawn_into_the_item(item):
    page = item()
    end_session(page)
    fill_in(page)
    says(page, "仅存在本机：登录已过期")
    assert (
        page.get_by_role("link", name="重新登录")
        .get_attribute("href")
        .endswith("%2Fitem%2Ffine%2F")
    )
    assert page.get_by_label("密码").count() == 0


def test_draft_survives_an_expired_login_and_is_sent_after_the_next(item):
    page = item()
    cookies = end_session(page)
    fill_in(page)
    says(page, "登录已过期")
    page.context.add_cookies(cookies)
    page.reload()
    says(page, "✓ 已保存")
    assert page.get_by_label("达标").is_checked()
    assert received[-1] == "写了一半"


def test_item_is_sent_again_when_the_network_is_back(item):
    page = item()
    page.context.set_offline(True)
    fill_in(page)
    says(page, "仅存在本机：网络不通")
    page.problems.clear()  # htmx says on the console that the network is gone
    page.context.set_offline(False)
    says(page, "✓ 已保存")
    assert received == ["写了一半"]


def test_two_clicks_submit_once(item):
    page = item()
    page.get_by_role("button", name="提交").dblclick()
    page.wait_for_timeout(500)
    assert received == ["submitted"]


def test_logging_out_forgets_every_draft(item):
    page = item()
    cookies = end_session(page)
    fill_in(page)
    says(page, "登录已过期")
    page.context.add_cookies(cookies)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("localStorage.length") == 0
