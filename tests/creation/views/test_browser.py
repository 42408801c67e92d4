"""The registers in a real browser: no violation of CSP or accessibility, wide and narrow."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from creation.models import Organization
from tests.creation.rosters import TITLES, write_csv
from tests.factories import (
    PASSWORD,
    make_district,
    make_organization,
    make_sector,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district():
    made = make_district()
    town = make_town(made)
    make_organization(town, sector=make_sector(), name="前柳村党支部", code="SQ1")
    return made


@pytest.fixture
def wang(district):
    return make_user("district_staff", district)


LISTS = [  # as the demonstration never is: empty, of a past day, narrowed
    "/organizations/?name=无此&day=2024-01-01",
    "/organizations/tree/?name=支部",
    "/organizations/?why=silent",
]


def test_odd_lists_are_accessible(page_at, axe, wang):
    page = page_at(user=wang)
    for address in LISTS:
        page.goto(address)
        axe(page)


def test_roster_goes_in_through_four_steps(page_at, axe, wang, tmp_path):
    town = Organization.objects.get(name="石桥镇党委")
    rows = [
        ["乙支部", "N1", "支部", town.code, "农村"],
        ["丙支部", "N2", "支布", town.code, "农村"],
    ]
    page = page_at(1280, user=wang, path="/organizations/import/")
    page.set_input_files("input[type=file]", write_csv(tmp_path / "名册.csv", [TITLES, *rows]))
    page.click("text=上传，下一步")
    axe(page)
    page.click("text=下一步：校验")
    expect(page.locator("td.wrong")).to_contain_text("是否为“支部”")
    axe(page)
    rows[1][2] = "支部"
    page.click("text=重新上传")
    page.set_input_files("input[type=file]", write_csv(tmp_path / "名册.csv", [TITLES, *rows]))
    page.click("text=上传，下一步")
    page.click("text=下一步：校验")
    page.click("text=确认导入")
    axe(page)
    assert Organization.objects.filter(code__in=["N1", "N2"]).count() == 2


def test_tree_opens_in_place_and_both_values_of_a_conflict_are_shown(page_at, axe, wang):
    page = page_at(390, user=wang, path="/organizations/tree/")
    page.click("summary:has-text('石桥镇党委')")
    expect(page.locator(".tree-leaf")).to_contain_text("前柳村党支部")
    axe(page)
    page.click(".tree-link:has-text('前柳村党支部')")
    page.click("text=修改")
    Organization.objects.filter(code="SQ1").update(masses=90)
    page.fill("[name=masses]", "95")
    page.click("button:has-text('保存')")
    expect(page.locator("[role=alert]")).to_contain_text("还没有保存")
    axe(page)
    page.click("label:has-text('您填写的')")
    page.click("button:has-text('按选择的保存')")
    assert Organization.objects.get(code="SQ1").masses == 95


def test_new_colleague_gets_a_password_comes_in_and_changes_it(page_at, axe, wang):
    page = page_at(1280, user=wang, path="/people/new/")
    page.fill("[name=username]", "new")
    page.fill("[name=name]", "新人")
    page.select_option("[name=role]", "secretary")
    page.fill("[name=organization]", "SQ1")
    page.click("button:has-text('保存')")
    axe(page)
    once = page.locator("dd b").inner_text()
    fresh = page_at(390, path="/login/")
    fresh.fill("[name=username]", "new")
    fresh.fill("[name=password]", once)
    fresh.click("button:has-text('登录')")
    assert fresh.url.endswith("/password/")
    fresh.fill("[name=old_password]", once)
    for field in ("new_password1", "new_password2"):
        fresh.fill(f"[name={field}]", f"{PASSWORD}-{field[:3]}")
    fresh.click("text=保存新密码")
    expect(fresh.locator("main h1")).to_be_visible()
    assert not get_user_model().objects.get(username="new").must_change_password


def test_demo_account_comes_in_with_one_click(page_at, district, shot):
    Organization.objects.update(is_demo=True)
    make_user("district_staff", district, is_demo=True, name="王晓燕")
    page = page_at(1280, path="/login/")
    page.click("text=区委组织部 · 王晓燕")
    expect(page.locator(".demo-strip")).to_be_visible()
