from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from creation.models import Appointment, Department, LogEntry, User
from creation.roles import RIGHTS, ROLES
from creation.services.people import create_user
from tests.factories import make_user


def _names(response):
    return {row.record.name for row in response.context["table"].rows}


def test_every_right_has_its_words():
    assert set(RIGHTS) == set().union(*(role.rights for role in ROLES.values()))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=晓", {"王晓燕"}),
        ("state=disabled", set()),
        ("state=fresh", {"新人"}),
        ("state=active&appointed=0", {"吴凡"}),
        ("appointed=1&name=静", {"陈静"}),
    ],
)
def test_filter_narrows_the_list(page, cast, query, names):
    create_user(username="new", name="新人", by=None)
    assert _names(page("zhao", f"/people/accounts/?{query}")) == names


def test_town_staff_lists_its_own_people(page, cast):
    cast.li.appointments.update(role="district_staff")
    assert _names(page("li", "/people/accounts/")) == {"李明", "陈静"}


@pytest.mark.parametrize("more", [1, 3])
def test_list_costs_the_same_for_any_number_of_people(queries, cast, more):
    for _ in range(more):
        make_user("secretary", cast.branch)
    # session, user, appointments, total, count, rows, waiting
    assert queries("wang", "/people/accounts/") == 7


def test_person_sees_what_the_page_says(page, cast):
    response = page("wang", f"/people/accounts/{cast.li.pk}/")
    (sight,) = response.context["sights"]
    assert (sight.where, sight.organizations, sight.rated) == ("石桥镇党委", 2, 1)
    assert "初审" in sight.rights
    assert f'href="/organizations/{cast.town.pk}/people/"' in response.content.decode()


def test_department_sees_its_red_lines(page, cast):
    (sight,) = page("wang", f"/people/accounts/{cast.zhou.pk}/").context["sights"]
    lines = Department.objects.get(code="police").red_lines.values_list("name", flat=True)
    assert set(sight.red_lines) == set(lines)
    assert sight.organizations is None


def test_person_without_appointment_sees_nothing(page, cast):
    response = page("wang", f"/people/accounts/{cast.wu.pk}/")
    assert response.context["sights"] == []
    assert "什么也看不到" in response.content.decode()


def test_past_and_future_appointments_stand_apart(page, cast):
    today = timezone.localdate()
    for days in (-9, 9):
        Appointment.objects.create(
            user=cast.chen,
            role="secretary",
            organization=cast.far,
            starts_on=today + timedelta(days=days),
            ends_on=today + timedelta(days=days),
        )
    context = page("wang", f"/people/accounts/{cast.chen.pk}/").context
    assert (len(context["sights"]), len(context["others"].rows)) == (1, 2)


def test_organization_names_everybody_who_sees_it_and_why(page, cast):
    context = page("wang", f"/organizations/{cast.branch.pk}/people/").context
    seen = {str(one.user): str(one.organization) for one, _ in context["seeing"]}
    assert seen == {"王晓燕": "江南区委", "李明": "石桥镇党委", "陈静": "前柳村党支部"}
    assert {str(one.user) for one, _ in context["others"]} == {"赵强", "孙丽", "周平"}


def test_ended_and_disabled_ones_see_nothing(page, cast):
    cast.li.appointments.update(ends_on=date(2021, 1, 1))
    User.objects.filter(pk=cast.chen.pk).update(is_active=False)
    context = page("wang", f"/organizations/{cast.branch.pk}/people/").context
    assert [str(one.user) for one, _ in context["seeing"]] == ["王晓燕"]


def test_town_staff_is_shown_its_own_people_as_links_alone(page, cast):
    cast.li.appointments.update(role="district_staff")
    text = page("li", f"/organizations/{cast.branch.pk}/people/").content.decode()
    assert f'href="/people/accounts/{cast.chen.pk}/"' in text
    assert "王晓燕" in text
    assert f'href="/people/accounts/{cast.wang.pk}/"' not in text
    assert page("li", f"/organizations/{cast.far.pk}/people/").status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_organization_page_costs_the_same_for_any_number_of_people(queries, cast, more):
    for _ in range(more):
        make_user("secretary", cast.branch)
    # session, user, appointments, organization, seeing, others, links
    assert queries("wang", f"/organizations/{cast.branch.pk}/people/") == 7


def test_disabling_names_what_ends_and_asks_for_a_reason(page, cast):
    address = f"/people/accounts/{cast.chen.pk}/disable/"
    assert "前柳村党支部" in page("wang", address).content.decode()
    assert page("wang", address, {"reason": ""}).status_code == 200
    assert page("wang", address, {"reason": "退休"}).url == f"/people/accounts/{cast.chen.pk}/"
    assert not User.objects.get(pk=cast.chen.pk).is_active


def test_administrator_is_not_disabled_by_staff(page, cast):
    response = page("wang", f"/people/accounts/{cast.zhao.pk}/disable/", {"reason": "退休"})
    assert response.status_code == 409
    assert "账号由系统管理员办理" in response.content.decode()


def test_account_comes_back_with_its_password_shown_once(page, cast):
    User.objects.filter(pk=cast.chen.pk).update(is_active=False)
    assert (
        "可以重新登录" in page("wang", f"/people/accounts/{cast.chen.pk}/enable/").content.decode()
    )
    response = page("wang", f"/people/accounts/{cast.chen.pk}/enable/", {})
    chen = User.objects.get(pk=cast.chen.pk)
    assert chen.check_password(response.context["password"])
    assert "no-store" in response["Cache-Control"]


def test_expired_one_time_password_opens_nothing(client, db):
    _, password = create_user(username="late", name="迟到", by=None)
    login = {"username": "late", "password": password}
    User.objects.update(password_expires_at=timezone.now() - timedelta(minutes=1))
    assert "一次性密码已经过期" in client.post("/login/", login).content.decode()
    User.objects.update(password_expires_at=timezone.now() + timedelta(minutes=1))
    assert client.post("/login/", login).status_code == 302


def test_passwords_come_as_one_workbook_once(page, cast):
    user = User(username="fresh", name="新人", must_change_password=True)
    user.set_unusable_password()
    user.save()
    assert "有 1 人还没有密码" in page("wang", "/people/accounts/").content.decode()
    response = page("wang", "/people/accounts/passwords/", {})
    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[1][:2] == ("新人", "fresh")
    assert User.objects.get(username="fresh").check_password(rows[1][2])
    assert "还没有密码" not in page("wang", "/people/accounts/").content.decode()
    assert LogEntry.objects.filter(action="发放一次性密码").count() == 1
