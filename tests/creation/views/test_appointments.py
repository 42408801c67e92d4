import re

import pytest

from creation.models import Appointment, User
from creation.services.people import appoint
from tests.factories import make_user


def _names(response):
    return {row.record.user.name for row in response.context["table"].rows}


def _form(**fields):
    return {
        "username": "new",
        "name": "新人",
        "role": "secretary",
        "organization": "SQ1",
        "starts_on": "2026-01-01",
    } | fields


def test_list_shows_everybody_to_those_who_keep_the_accounts(page):
    assert _names(page("zhao", "/people/")) == {"王晓燕", "李明", "陈静", "赵强", "孙丽", "周平"}


def test_list_shows_a_towns_staff_the_town_alone(page, cast):
    cast.li.appointments.update(role="district_staff")
    assert _names(page("li", "/people/")) == {"李明", "陈静"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=晓", {"王晓燕"}),
        ("role=secretary", {"陈静"}),
        ("place=SQ1", {"陈静"}),
        ("place=公安", {"周平"}),
        ("in_force=0", set()),
        ("in_force=1&role=auditor", {"孙丽"}),
    ],
)
def test_filter_narrows_the_list(page, query, names):
    assert _names(page("wang", f"/people/?{query}")) == names


@pytest.mark.parametrize("more", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(queries, cast, more):
    for _ in range(more):
        make_user("secretary", cast.branch)
    assert queries("wang", "/people/") == 6  # session, user, appointments, total, count, rows


@pytest.mark.parametrize("more", [1, 3])
def test_export_costs_the_same_for_any_number_of_rows(queries, cast, more):
    for _ in range(more):
        make_user("secretary", cast.branch)
    assert queries("wang", "/people/export/?format=csv") == 12  # eight for the entry and the marks


def test_export_holds_what_the_filter_shows_without_buttons(page, cast):
    content = page("wang", "/people/export/?format=csv&role=secretary").content
    lines = [line.rsplit(",", 1)[0] for line in content.decode("utf-8-sig").splitlines()]
    assert lines == [
        "用户名,姓名,角色,任职组织代码,任职组织名称,联审部门,开始日期,结束日期",
        f"{cast.chen.username},陈静,党组织书记,SQ1,前柳村党支部,,2020-01-01,",
    ]


def test_handover_names_the_work_and_leads_to_the_successor(page, cast):
    address = f"/people/{cast.chen.appointments.get().pk}/handover/"
    assert "接任人的用户名" in page("wang", address).content.decode()
    response = page("wang", address, {"username": cast.wu.username, "starts_on": "2030-01-01"})
    assert response.url == f"/people/accounts/{cast.wu.pk}/"
    assert cast.wu.appointments.get().starts_on.year == 2030


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": "nobody"}, "没有用户名是“nobody”的账号"),
        ({"starts_on": "2019-01-01"}, "接任日期要晚于现任的开始日期"),
    ],
)
def test_handover_says_what_is_wrong(page, cast, fields, said):
    address = f"/people/{cast.chen.appointments.get().pk}/handover/"
    data = {"username": cast.wu.username, "starts_on": "2030-01-01"} | fields
    assert said in str(page("wang", address, data).context["form"].errors)


def test_own_appointment_has_no_form_of_handover(page, cast):
    text = page("wang", f"/people/{cast.wang.appointments.get().pk}/handover/").content.decode()
    assert "不能交接自己的任职" in text
    assert "接任人的用户名" not in text


def test_future_appointments_can_be_listed(page, cast):
    appoint(
        user=cast.wu, role="secretary", organization=cast.far, period=("2099-01-01", None), by=None
    )
    assert _names(page("wang", "/people/?in_force=next")) == {"吴凡"}


def test_new_person_gets_an_account_whose_password_is_shown_once(page, client):
    response = page("wang", "/people/new/", _form())
    password = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", response.content.decode())[0]
    user = User.objects.get(username="new")
    assert user.check_password(password)
    assert user.appointments.get().organization.code == "SQ1"
    assert password not in client.get("/people/").content.decode()


def test_known_person_is_appointed_without_a_new_password(page, cast):
    response = page("wang", "/people/new/", _form(username=cast.wu.username, name=""))
    assert response.url == "/people/"
    assert cast.wu.appointments.get().role == "secretary"


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"name": ""}, "name", "还没有账号，请填姓名来新建"),
        ({"username": "a b"}, "username", "请输入合法的用户名"),
        ({"organization": "无此"}, "organization", "没有“无此”这个党组织"),
        ({"role": "department", "organization": ""}, "__all__", "只有联审部门的任职要填部门"),
        ({"organization": ""}, "__all__", "这个角色的任职要填任职组织"),
        ({"ends_on": "2025-01-01"}, "__all__", "结束日期不能早于开始日期"),
    ],
)
def test_form_says_what_is_wrong_and_makes_no_account(page, fields, field, said):
    response = page("wang", "/people/new/", _form(**fields))
    assert said in str(response.context["form"].errors[field])
    assert not User.objects.filter(username="new").exists()


def test_town_staff_cannot_appoint_elsewhere(page, cast):
    cast.li.appointments.update(role="district_staff")
    response = page("li", "/people/new/", _form(organization="LL1"))
    assert "没有“LL1”这个党组织" in str(response.context["form"].errors["organization"])


def test_town_staff_cannot_make_somebody_of_the_whole_district(page, cast):
    cast.li.appointments.update(role="district_staff")
    response = page("li", "/people/new/", _form(role="auditor"))
    assert "由区委组织部或系统管理员办理" in str(response.context["form"].errors["__all__"])
    assert not User.objects.filter(username="new").exists()


def test_end_asks_back_and_ends(page, cast):
    own = cast.chen.appointments.get()
    assert "从今天起不再有效" in page("wang", f"/people/{own.pk}/end/").content.decode()
    assert page("wang", f"/people/{own.pk}/end/", {}).url == "/people/"
    assert not Appointment.objects.in_force().filter(pk=own.pk).exists()


def test_own_appointment_cannot_be_ended(page, cast):
    own = cast.wang.appointments.get()
    response = page("wang", f"/people/{own.pk}/end/", {})
    assert response.status_code == 409
    assert "不能结束自己的任职" in response.content.decode()


def test_reset_shows_the_new_password_once(page, cast):
    response = page("zhao", f"/people/{cast.chen.pk}/password/", {})
    password = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", response.content.decode())[0]
    assert User.objects.get(pk=cast.chen.pk).check_password(password)
    assert "no-store" in response["Cache-Control"]


def test_appointment_of_a_draw_names_its_source(page, cast):
    appoint(
        user=cast.wu,
        role="inspector",
        organization=cast.far,
        period=("2026-01-01", None),
        by=None,
        source="抽签 7",
    )
    assert "抽签 7" in page("wang", "/people/?role=inspector").content.decode()
