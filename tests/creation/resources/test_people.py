"""People and their appointments come from a file."""

import csv
from datetime import date

import pytest

from creation.models import Appointment, Department, User
from creation.registers import APPOINTMENTS, PEOPLE
from creation.services.exports import send_out
from creation.services.imports import bring_in
from tests.factories import make_district, make_organization, make_town, make_user

pytestmark = pytest.mark.django_db
LAST = "2026-12-31"
TITLES = ("用户名", "角色", "任职组织代码", "联审部门", "开始日期", "结束日期")


@pytest.fixture
def cast():
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    make_organization(town, code="SQ1")
    make_organization(other, code="LL1")
    return {
        "wang": make_user("district_staff", district, name="王晓燕"),
        "li": make_user("district_staff", town, name="李明"),
        "wu": make_user(name="吴凡"),
    }


@pytest.fixture
def bring(tmp_path, cast):
    """Import rows under their titles; the report."""

    def bring(register, titles, rows, by="wang"):
        path = tmp_path / "people.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([titles, *rows])
        return bring_in(register=register, path=path, by=cast[by])

    return bring


def _row(cast, *values, user="wu"):
    given = dict(zip(("role", "place", "department", "start", "end"), values, strict=False))
    blank = {
        "role": "党组织书记",
        "place": "SQ1",
        "department": "",
        "start": "2026-01-01",
        "end": "",
    }
    return (cast[user].username, *(blank | given).values())


def _said(report):
    return "；".join(str(problem) for problem in report.problems)


def test_new_people_have_no_password_until_it_is_issued(bring):
    report = bring(PEOPLE, ("用户名", "姓名", "邮箱"), [("newone", "钱新", "q@example.cn")])
    assert report.counts["新增"] == 1
    user = User.objects.get(username="newone")
    assert (user.has_usable_password(), user.must_change_password) == (False, True)


def test_known_person_keeps_the_password(bring, cast):
    before = cast["wu"].password
    bring(PEOPLE, ("用户名", "姓名", "邮箱"), [(cast["wu"].username, "吴凡凡", "")])
    user = User.objects.get(pk=cast["wu"].pk)
    assert (user.name, user.password) == ("吴凡凡", before)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("a/b", "甲", ""), "用户名只能用文字"),
        (("ab", "甲", "不是邮箱"), "不是邮箱地址"),
        (("ab", "", ""), "没有填写"),
    ],
)
def test_wrong_person_is_named(bring, row, said):
    assert said in _said(bring(PEOPLE, ("用户名", "姓名", "邮箱"), [row]))
    assert not User.objects.filter(username=row[0]).exists()


def test_appointments_come_with_their_period(bring, cast):
    bring(APPOINTMENTS, TITLES, [_row(cast, "党组织书记", "SQ1", "", "2026-01-01", LAST)])
    made = cast["wu"].appointments.get()
    assert (made.role, made.starts_on, made.ends_on) == (
        "secretary",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("党组织书记", ""), "要填任职组织代码"),
        (("审计员", "SQ1"), "不填任职组织"),
        (("联审部门", ""), "联审部门的任职要填部门"),
        (("党组织书记", "SQ1", "公安"), "其他角色不填"),
        (("党组织书记", "SQ1", "", "2026-02-01", "2026-01-01"), "结束日期不能早于开始日期"),
        (("院长", "SQ1"), "院长"),
    ],
)
def test_wrong_appointment_is_named(bring, cast, values, said):
    assert said in _said(bring(APPOINTMENTS, TITLES, [_row(cast, *values)]))
    assert not cast["wu"].appointments.exists()


def test_department_is_appointed_by_its_name(bring, cast):
    bring(APPOINTMENTS, TITLES, [_row(cast, "联审部门", "", "公安")])
    assert cast["wu"].appointments.get().department == Department.objects.get(code="police")


def test_same_role_twice_on_a_day_is_named(bring, cast):
    rows = [_row(cast), _row(cast, "党组织书记", "SQ1", "", "2026-03-01")]
    assert "已有同样的任职" in _said(bring(APPOINTMENTS, TITLES, rows))


def test_nobody_raises_his_own_rights_by_a_file(bring, cast):
    row = _row(cast, "区委组织部", "SQ1", user="wang")
    assert "不能给自己任职" in _said(bring(APPOINTMENTS, TITLES, [row]))


@pytest.mark.parametrize(
    ("values", "said"),
    [(("党组织书记", "LL1"), "LL1"), (("审计员", ""), "由区委组织部或系统管理员办理")],
)
def test_town_staff_appoints_in_its_town_alone(bring, cast, values, said):
    assert said in _said(bring(APPOINTMENTS, TITLES, [_row(cast, *values)], by="li"))
    assert bring(APPOINTMENTS, TITLES, [_row(cast)], by="li").counts["新增"] == 1


def test_disabled_account_is_not_known(bring, cast):
    User.objects.filter(pk=cast["wu"].pk).update(is_active=False)
    assert cast["wu"].username in _said(bring(APPOINTMENTS, TITLES, [_row(cast)]))


def test_drawn_appointment_and_that_of_an_administrator_are_not_changed_by_file(bring, cast):
    drawn = {"role": "inspector", "source": "抽签 1", "starts_on": date(2026, 1, 1)}
    place = cast["li"].appointments.get().organization
    Appointment.objects.create(user=cast["wu"], organization=place, **drawn)
    row = _row(cast, "抽查员", place.code, "", "2026-01-01", "2026-02-01")
    assert "抽签产生" in _said(bring(APPOINTMENTS, TITLES, [row]))
    admin = make_user("system_admin", name="赵强")
    row = (admin.username, "系统管理员", "", "", "2020-01-01", "2026-02-01")
    assert "请在页面上结束" in _said(bring(APPOINTMENTS, TITLES, [row]))


@pytest.mark.parametrize(("register", "model"), [(PEOPLE, User), (APPOINTMENTS, Appointment)])
def test_what_was_exported_imports_again_unchanged(bring, cast, register, model):
    titles, *rows = send_out(register=register, rows=model.objects.all(), by=cast["wang"])
    report = bring(register, titles, rows)
    assert _said(report) == ""
    assert report.counts["未变"] == model.objects.count()
