from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from creation.access import may, people_for
from creation.appointing import why_not_appoint
from creation.models import Appointment, Department, LogEntry, User
from creation.services.people import (
    appoint,
    change_password,
    create_user,
    end,
    reset_password,
    why_not_end,
    why_not_reset,
)
from tests.factories import make_district, make_organization, make_town, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def cast():
    """Wang runs the whole district, Li a town, Zhao the accounts; Chen is secretary of a branch."""
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    branch = make_organization(town)
    return {
        "district": district,
        "town": town,
        "other": other,
        "branch": branch,
        "wang": make_user("district_staff", district, name="王晓燕"),
        "li": make_user("district_staff", town, name="李明"),
        "zhao": make_user("system_admin", name="赵强"),
        "chen": make_user("secretary", branch, name="陈静"),
    }


def _appoint(cast, by, role="secretary", place="branch", period=(TODAY, None), **fields):
    user = fields.pop("user", None) or make_user(name="新人")
    return appoint(
        user=user,
        role=role,
        organization=cast.get(place),
        period=period,
        by=cast.get(by),
        **fields,
    )


def test_new_account_has_a_one_time_password_that_must_be_changed(cast):
    user, password = create_user(username="new", name="新人", by=cast["zhao"])
    assert user.check_password(password)
    assert user.must_change_password
    entry = LogEntry.objects.get()
    assert (entry.action, entry.object_label, entry.actor) == ("新建账号", "新人", "赵强")
    assert password not in str(entry.__dict__)


def test_taken_username_is_refused(cast):
    with pytest.raises(ValidationError):
        create_user(username=cast["chen"].username, name="新人", by=cast["zhao"])


def test_two_one_time_passwords_differ(cast):
    first = reset_password(user=cast["chen"], by=cast["wang"])
    assert reset_password(user=cast["chen"], by=cast["wang"]) != first


def test_reset_password_ends_the_old_one(cast):
    password = reset_password(user=cast["chen"], by=cast["li"])
    chen = User.objects.get(pk=cast["chen"].pk)
    assert chen.check_password(password)
    assert chen.must_change_password


@pytest.mark.parametrize(
    ("by", "user", "sentence"),
    [
        ("wang", "wang", "自己的密码"),
        ("li", "wang", "“王晓燕”不在您的管理范围内"),
        ("li", "chen", ""),
        ("zhao", "wang", ""),
        (None, "wang", ""),
    ],
)
def test_who_may_reset_whose_password(cast, by, user, sentence):
    said = why_not_reset(cast[user], cast.get(by))
    assert sentence in said
    assert bool(said) == bool(sentence)


def test_refused_reset_changes_nothing(cast):
    with pytest.raises(Refused):
        reset_password(user=cast["wang"], by=cast["li"])
    assert not User.objects.get(pk=cast["wang"].pk).must_change_password


def test_person_with_an_appointment_elsewhere_is_out_of_a_towns_reach(cast):
    assert cast["chen"] in people_for(cast["li"])
    _appoint(cast, "wang", place="other", user=cast["chen"])
    assert cast["chen"] not in people_for(cast["li"])
    assert cast["chen"] in people_for(cast["wang"])


def test_changed_password_frees_the_account(cast):
    reset_password(user=cast["chen"], by=cast["wang"])
    change_password(user=cast["chen"], password="a-long-one-7")
    chen = User.objects.get(pk=cast["chen"].pk)
    assert (chen.must_change_password, chen.check_password("a-long-one-7")) == (False, True)
    assert LogEntry.objects.first().action == "修改密码"


def test_appointment_gives_its_right_and_is_logged(cast):
    made = _appoint(cast, "li", role="committee_reviewer", place="town")
    assert may(made.user, "review")
    entry = LogEntry.objects.get()
    assert (entry.action, entry.organization_id) == ("任职", cast["town"].pk)
    assert entry.after["角色"] == "初审员"


@pytest.mark.parametrize(
    ("by", "place", "sentence"),
    [
        ("li", "other", "“柳林镇党委”不在您的管理范围内"),
        ("li", None, "由区委组织部或系统管理员办理"),
        ("li", "branch", ""),
        ("wang", "other", ""),
        ("zhao", None, ""),
        (None, "other", ""),
    ],
)
def test_who_may_appoint_where(cast, by, place, sentence):
    said = why_not_appoint(cast["chen"], "secretary", cast.get(place), cast.get(by))
    assert sentence in said
    assert bool(said) == bool(sentence)


@pytest.mark.parametrize("role", ["department", "auditor"])
@pytest.mark.parametrize(
    ("by", "place", "sentence"),
    [
        ("li", "branch", "由区委组织部或系统管理员办理"),
        ("li", None, "由区委组织部或系统管理员办理"),
        ("wang", "branch", "不填任职组织"),
        ("zhao", "branch", "不填任职组织"),
        ("wang", None, ""),
        ("zhao", None, ""),
        (None, "branch", ""),
    ],
)
def test_role_of_the_whole_district_is_given_by_its_staff_and_at_no_place(
    cast, role, by, place, sentence
):
    said = why_not_appoint(cast["chen"], role, cast.get(place), cast.get(by))
    assert sentence in said
    assert bool(said) == bool(sentence)


@pytest.mark.parametrize(
    ("by", "place", "sentence"),
    [
        ("li", None, "由系统管理员办理"),
        ("wang", None, "由系统管理员办理"),
        ("zhao", "branch", "不填任职组织"),
        ("zhao", None, ""),
        (None, None, ""),
    ],
)
def test_administrators_are_made_and_ended_by_administrators(cast, by, place, sentence):
    said = why_not_appoint(cast["chen"], "system_admin", cast.get(place), cast.get(by))
    assert sentence in said
    assert bool(said) == bool(sentence)
    if place is None:
        second = make_user("system_admin").appointments.get()
        assert bool(why_not_end(second, cast.get(by))) == bool(sentence)


def test_role_of_the_whole_district_is_ended_by_its_staff_whatever_place_it_names(cast):
    appointment = make_user("auditor", cast["branch"]).appointments.get()
    with pytest.raises(Refused, match="由区委组织部或系统管理员办理"):
        end(appointment=appointment, by=cast["li"])
    assert why_not_end(appointment, cast["wang"]) == ""


def test_nobody_appoints_himself(cast):
    with pytest.raises(Refused, match="不能给自己任职"):
        _appoint(cast, "zhao", role="district_staff", place="district", user=cast["zhao"])


def test_department_needs_its_department(cast):
    with pytest.raises(Refused, match="只有联审部门的任职要填部门"):
        _appoint(cast, "wang", role="department", place=None)
    made = _appoint(
        cast,
        "wang",
        role="department",
        place=None,
        department=Department.objects.get(code="police"),
    )
    assert made.department.name == "公安"


def test_end_before_start_is_refused(cast):
    with pytest.raises(Refused, match="结束日期不能早于开始日期"):
        _appoint(cast, "wang", period=(TODAY, TODAY - timedelta(days=1)))


@pytest.mark.parametrize(
    ("period", "refused"),
    [
        ((TODAY, None), True),
        ((TODAY + timedelta(days=9), TODAY + timedelta(days=10)), True),
        ((TODAY - timedelta(days=9), TODAY - timedelta(days=1)), False),
    ],
)
def test_same_appointment_for_the_same_days_is_refused(cast, period, refused):
    user = _appoint(cast, "wang", period=(TODAY, None)).user
    if refused:
        with pytest.raises(Refused, match="已有同样的任职"):
            _appoint(cast, "wang", period=period, user=user)
    else:
        assert _appoint(cast, "wang", period=period, user=user).pk


def test_ended_appointment_gives_nothing_any_more(cast):
    end(appointment=cast["chen"].appointments.get(), by=cast["li"])
    chen = User.objects.get(pk=cast["chen"].pk)
    assert not may(chen, "self_check")
    assert LogEntry.objects.get().after["结束日期"] != ""


def test_appointment_of_today_is_taken_back(cast):
    made = _appoint(cast, "wang", period=(timezone.localdate(), None))
    end(appointment=made, by=cast["wang"])
    assert not Appointment.objects.filter(user=made.user).exists()
    assert LogEntry.objects.first().action == "撤回任职"


def test_what_cannot_be_ended(cast):
    own = cast["li"].appointments.get()
    assert "不能结束自己的任职" in why_not_end(own, cast["li"])
    chens = cast["chen"].appointments.get()
    chens.ends_on = date(2021, 1, 1)
    assert why_not_end(chens, None) == "这项任职已于 2021-01-01 结束。"
    with pytest.raises(Refused, match="不在您的管理范围内"):
        end(appointment=cast["wang"].appointments.get(), by=cast["li"])


@pytest.mark.parametrize(
    "write",
    [
        lambda cast: create_user(username="new", name="新人", by=cast["zhao"]),
        lambda cast: reset_password(user=cast["chen"], by=cast["zhao"]),
        lambda cast: change_password(user=cast["chen"], password="a-long-one-7"),
        lambda cast: _appoint(cast, "wang", user=cast["chen"], place="town"),
        lambda cast: end(appointment=cast["chen"].appointments.get(), by=cast["zhao"]),
    ],
    ids=["create_user", "reset_password", "change_password", "appoint", "end"],
)
def test_write_goes_back_when_its_log_entry_fails(cast, broken_log, write):
    before = list(User.objects.values()), list(Appointment.objects.values())
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(cast)
    assert (list(User.objects.values()), list(Appointment.objects.values())) == before
