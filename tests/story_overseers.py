"""Who takes no part in a round but watches over it: the last chapter of the story."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_user


def sign_in(pages, user):
    """By the login page, as everybody does."""
    page = pages(None, reverse("login"))
    page.get_by_label("用户名").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile(reverse("workbench")))
    return page


def look_into_the_log(pages):
    """The auditor finds who named whom, and nothing of the round's work to do."""
    page = sign_in(pages, make_user("auditor", name="钱审计"))
    expect(page.get_by_role("link", name="初审", exact=True)).to_have_count(0)
    page.get_by_role("link", name="查看日志").click()
    page.get_by_label("动作").fill("命名")
    page.get_by_role("button", name="查询").click()
    row = page.locator("tbody tr", has_text="五里村党支部").first
    expect(row).to_contain_text("王晓燕")


def look_after_the_accounts(pages):
    """The administrator finds the inspector whom the draw appointed."""
    page = sign_in(pages, make_user("system_admin", name="孙管理"))
    page.get_by_role("link", name="人员任职").first.click()
    expect(page.locator("main")).to_contain_text("赵检查")
