from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from creation.access import may, organizations_for
from creation.models import Appointment, LogEntry, User
from creation.services.handover import hand_over, why_not_hand_over
from tests.factories import make_district, make_organization, make_town, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture
def cast():
    """Wang runs the district, Li a town; Chen is secretary of a branch, Wu follows."""
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    branch = make_organization(town)
    return {
        "branch": branch,
        "wang": make_user("district_staff", district, name="王晓燕"),
        "li": make_user("district_staff", town, name="李明"),
        "far": make_user("district_staff", other, name="远处"),
        "chen": make_user("secretary", branch, name="陈静"),
        "wu": make_user(name="吴凡"),
    }


def _hand_over(cast, *, to="wu", by="li", day=DAY, of="chen"):
    return hand_over(
        appointment=cast[of].appointments.get(), successor=cast[to], starts_on=day, by=cast.get(by)
    )


def test_successor_sees_from_the_day_on_what_the_predecessor_saw_until_then(cast):
    _hand_over(cast)
    for day, who in ((DAY - timedelta(days=1), "chen"), (DAY, "wu")):
        with time_machine.travel(day, tick=False):
            seeing = [
                name
                for name in ("chen", "wu")
                if cast["branch"] in organizations_for(User.objects.get(pk=cast[name].pk))
            ]
            assert seeing == [who]
            assert may(User.objects.get(pk=cast[who].pk), "self_check")


def test_handover_is_one_entry_that_names_both(cast):
    _hand_over(cast)
    entry = LogEntry.objects.get(action="交接")
    assert entry.after == {"前任": "陈静", "接任": "吴凡", "接任日期": "2026-07-01"}
    assert entry.organization_id == cast["branch"].pk


def test_end_of_the_appointment_is_handed_over_too(cast):
    Appointment.objects.filter(user=cast["chen"]).update(ends_on=date(2026, 12, 31))
    assert _hand_over(cast).ends_on == date(2026, 12, 31)


def test_successor_of_an_appointment_that_just_ends_has_no_end(cast):
    Appointment.objects.filter(user=cast["chen"]).update(ends_on=DAY - timedelta(days=1))
    with time_machine.travel(date(2026, 6, 1)):
        assert _hand_over(cast).ends_on is None


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"by": "far"}, "不在您的管理范围内"),
        ({"to": "chen"}, "接任的人就是现任"),
        ({"to": "li"}, "不能给自己任职"),
        ({"day": date(2020, 1, 1)}, "要晚于现任的开始日期"),
        ({"of": "li"}, "不能交接自己的任职"),
    ],
)
def test_refused_handover_changes_nothing(cast, how, sentence):
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(Refused, match=sentence):
        _hand_over(cast, **how)
    assert list(Appointment.objects.order_by("pk").values()) == before


def test_nobody_hands_over_after_a_gap(cast):
    Appointment.objects.filter(user=cast["chen"]).update(ends_on=DAY - timedelta(days=9))
    with time_machine.travel(date(2026, 6, 1)), pytest.raises(Refused, match="中间无人负责"):
        _hand_over(cast)


def test_disabled_account_takes_nothing_over(cast):
    User.objects.filter(pk=cast["wu"].pk).update(is_active=False)
    cast["wu"].refresh_from_db()
    with pytest.raises(Refused, match="账号已停用"):
        _hand_over(cast)


def test_ended_and_drawn_appointments_are_not_handed_over(cast):
    appointment = cast["chen"].appointments.get()
    appointment.ends_on = date(2021, 1, 1)
    assert "已于 2021-01-01 结束" in why_not_hand_over(appointment, None)
    appointment.ends_on, appointment.source = None, "抽签 7"
    assert "抽签产生" in why_not_hand_over(appointment, None)


def test_write_goes_back_when_its_log_entry_fails(cast, broken_log):
    before = list(Appointment.objects.values())
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        _hand_over(cast)
    assert list(Appointment.objects.values()) == before
