from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from creation.access import may
from creation.models import Appointment, LogEntry, User
from creation.services import accounts, open_work
from creation.services.people import end, why_not_end, why_not_reset, why_not_sign_in
from tests.factories import make_district, make_organization, make_town, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """Wang runs the whole district, Li a town, Zhao the accounts; Chen is secretary of a branch."""
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    branch = make_organization(town)
    return {
        "district": district,
        "other": other,
        "branch": branch,
        "wang": make_user("district_staff", district, name="王晓燕"),
        "li": make_user("district_staff", town, name="李明"),
        "zhao": make_user("system_admin", name="赵强"),
        "chen": make_user("secretary", branch, name="陈静"),
    }


def _disable(cast, who, by="wang", reason="调离"):
    return accounts.disable(user=cast[who], reason=reason, by=cast.get(by))


def test_disabled_account_keeps_nothing_but_its_reason(cast):
    _disable(cast, "chen")
    chen = User.objects.get(pk=cast["chen"].pk)
    assert (chen.is_active, chen.disabled_reason, may(chen, "self_check")) == (False, "调离", False)
    entry = LogEntry.objects.get()
    assert (entry.action, entry.note, entry.after) == ("停用账号", "调离", {"结束任职": 1})


def test_appointments_that_begin_later_go_with_the_account(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Appointment.objects.create(
        user=cast["chen"], role="secretary", organization=cast["other"], starts_on=tomorrow
    )
    _disable(cast, "chen")
    (left,) = cast["chen"].appointments.all()
    assert left.ends_on == timezone.localdate() - timedelta(days=1)


def test_sessions_of_a_disabled_account_end_at_once(cast, client):
    client.force_login(cast["chen"])
    assert client.get("/password/").status_code == 200
    _disable(cast, "chen")
    assert client.get("/password/").status_code == 302


def test_changed_password_ends_the_other_sessions(cast, client):
    client.force_login(cast["chen"])
    cast["chen"].set_password("another-long-one-7")
    cast["chen"].save()
    assert client.get("/password/").status_code == 302


@pytest.mark.parametrize(
    ("who", "by", "sentence"),
    [
        ("wang", "wang", "不能停用自己的账号"),
        ("wang", "li", "“王晓燕”不在您的管理范围内"),
        ("zhao", "wang", "“赵强”是系统管理员，账号由系统管理员办理"),
        ("zhao", None, "最后一名系统管理员"),
        ("chen", "li", ""),
        ("chen", None, ""),
    ],
)
def test_who_may_disable_whom(cast, who, by, sentence):
    said = accounts.why_not_disable(cast[who], cast.get(by))
    assert sentence in said
    assert bool(said) == bool(sentence)


def test_administrator_goes_when_another_one_is_there(cast):
    cast["next"] = make_user("system_admin", name="接任")
    _disable(cast, "zhao", by="next")
    assert not User.objects.get(pk=cast["zhao"].pk).is_active


def test_staff_give_an_administrator_no_password(cast):
    """Else whoever keeps the district's people would have the administrator's rights."""
    for account in (cast["zhao"], cast["chen"]):
        account.set_unusable_password()
        account.save()
    assert "由系统管理员办理" in why_not_reset(cast["zhao"], cast["wang"])
    assert why_not_reset(cast["zhao"], make_user("system_admin")) == ""
    assert list(accounts.without_password(cast["wang"])) == [cast["chen"]]
    assert set(accounts.without_password(make_user("system_admin"))) == {cast["zhao"], cast["chen"]}


def test_administrator_without_an_account_is_no_other_one(cast):
    second = make_user("system_admin", name="停用的")
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(Refused, match="最后一名系统管理员"):
        end(appointment=cast["zhao"].appointments.get(), by=cast["wang"])


def test_administrator_of_the_past_can_be_ended_no_more(cast):
    appointment = cast["zhao"].appointments.get()
    appointment.ends_on = timezone.localdate() - timedelta(days=1)
    assert "已于" in why_not_end(appointment, cast["wang"])


def test_disabling_needs_a_reason(cast):
    with pytest.raises(Refused, match="请写停用的原因"):
        _disable(cast, "chen", reason=" ")


def test_reason_is_asked_for_by_the_database_too(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast["chen"].pk).update(disabled_at=timezone.now())


def test_second_disabling_is_refused(cast):
    _disable(cast, "chen")
    with pytest.raises(Refused, match="已经停用"):
        _disable(cast, "chen")


def test_account_comes_back_with_a_new_password_and_no_appointment(cast):
    _disable(cast, "chen")
    chen, password = accounts.enable(user=cast["chen"], by=cast["wang"])
    assert chen.is_active
    assert chen.must_change_password
    assert chen.check_password(password)
    assert not chen.appointments.in_force().exists()
    assert LogEntry.objects.first().action == "恢复账号"


def test_account_that_is_in_use_cannot_come_back(cast):
    with pytest.raises(Refused, match="没有停用"):
        accounts.enable(user=cast["chen"], by=cast["wang"])


def test_town_staff_cannot_bring_back_somebody_of_another_town(cast):
    _disable(cast, "wang", by="zhao")
    with pytest.raises(Refused, match="不在您的管理范围内"):
        accounts.enable(user=cast["wang"], by=cast["li"])


def _imported(number):
    user = User(username=f"new{number}", name="新人", must_change_password=True)
    user.set_unusable_password()
    user.save()
    return user


def test_passwords_are_issued_once_to_those_who_have_none(cast):
    new = _imported(1)
    ((user, password),) = accounts.issue_passwords(by=cast["wang"])
    assert user == new
    assert User.objects.get(pk=new.pk).check_password(password)
    assert accounts.issue_passwords(by=cast["wang"]) == []
    assert password not in str(list(LogEntry.objects.values()))


def test_passwords_are_issued_to_so_many_at_once(cast, monkeypatch):
    monkeypatch.setattr(accounts, "MOST_PASSWORDS", 2)
    for number in range(3):
        _imported(number)
    assert [len(accounts.issue_passwords(by=cast["zhao"])) for _ in range(3)] == [2, 1, 0]


def test_town_staff_issues_none_beyond_the_town(cast):
    _imported(1)
    assert accounts.issue_passwords(by=cast["li"]) == []


@pytest.mark.parametrize(("days", "said"), [(6, ""), (8, "已经过期")])
def test_one_time_password_is_good_for_a_week(cast, days, said):
    user, _ = accounts.enable(user=_disable(cast, "chen"), by=cast["wang"])
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        sentence = why_not_sign_in(user)
    assert said in sentence
    assert bool(sentence) == bool(said)


def test_open_work_is_what_the_apps_say_and_nothing_that_is_done(monkeypatch):
    some = [open_work.Work("自查", 2, "/a/"), open_work.Work("初审", 0, "/b/")]
    monkeypatch.setattr(open_work, "_finders", [])
    open_work.register(lambda user: some)
    assert open_work.open_work(None) == some[:1]


@pytest.mark.parametrize(
    "write",
    [
        lambda cast: _disable(cast, "chen"),
        lambda cast: accounts.issue_passwords(by=cast["wang"]),
        lambda cast: accounts.enable(user=cast["gone"], by=cast["wang"]),
    ],
    ids=["disable", "issue", "enable"],
)
def test_write_goes_back_when_its_log_entry_fails(cast, broken_log, write):
    cast["gone"] = make_user("secretary", cast["branch"], is_active=False)
    _imported(1)
    before = list(User.objects.order_by("pk").values())
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(cast)
    assert list(User.objects.order_by("pk").values()) == before
