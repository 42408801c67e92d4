"""Accounts and appointments: who may act for whom, from when to when."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from creation.access import people_for
from creation.appointing import is_kept_by, why_not_appoint, why_not_reach
from creation.models import Appointment, User
from creation.services.log import record
from wuhao.errors import Refused

PASSWORD_FIELDS = ["password", "must_change_password", "password_expires_at"]
ONE_TIME_DAYS = 7  # then the printed slip is worth nothing
ADMIN = "system_admin"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


def one_time_password() -> str:
    """Twelve letters that can be read out on the telephone; 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def create_user(*, username, name, by) -> tuple[User, str]:
    """A new account and its one-time password, which the first login has to change."""
    password = one_time_password()
    user = User(username=username, name=name)
    give_once(user, password)
    user.full_clean()
    user.save()
    record(by=by, action="新建账号", on=user)
    return user, password


def give_once(user, password) -> None:
    """The password opens one page only, the one that changes it, and that for a week."""
    user.set_password(password)
    user.must_change_password = True
    user.password_expires_at = timezone.now() + timedelta(days=ONE_TIME_DAYS)


def why_not_sign_in(user) -> str:
    """Why a right password opens nothing all the same."""
    expires = user.password_expires_at
    if user.must_change_password and expires and expires <= timezone.now():
        return "一次性密码已经过期，请向区委组织部或系统管理员要一个新的。"
    return ""


def why_not_reset(user, by) -> str:
    if by is None:
        return ""
    if user.pk == by.pk:
        return "自己的密码请在“修改密码”里改。"
    return why_not_touch(user, by)


def why_not_touch(user, by) -> str:
    """Why somebody's account is not `by`'s to open, close or give a password to."""
    if by is None:
        return ""
    if not people_for(by).filter(pk=user.pk).exists():
        return f"“{user}”不在您的管理范围内。"
    if not is_kept_by(by) and administrators().filter(user=user).exists():
        return f"“{user}”是系统管理员，账号由系统管理员办理。"
    return ""


@transaction.atomic
def reset_password(*, user, by) -> str:
    """A new one-time password; sessions of the old one end with it."""
    if sentence := why_not_reset(user, by):
        raise Refused(sentence)
    password = one_time_password()
    give_once(user, password)
    user.save(update_fields=PASSWORD_FIELDS)
    record(by=by, action="重置密码", on=user)
    return password


@transaction.atomic
def change_password(*, user, password) -> None:
    """The user's own choice, already checked by the form."""
    user.set_password(password)
    user.must_change_password, user.password_expires_at = False, None
    user.save(update_fields=PASSWORD_FIELDS)
    record(by=user, action="修改密码", on=user)


@transaction.atomic
def appoint(*, user, role, period, by, organization=None, department=None, source=""):
    """A role at an organization (or for a department) from `period[0]` to `period[1]` or open."""
    starts_on, ends_on = period
    if sentence := why_not_appoint(user, role, organization, by):
        raise Refused(sentence)
    appointment = Appointment(
        user=user,
        role=role,
        organization=organization,
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
    )
    try:
        appointment.full_clean()
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    if _overlapping(appointment).exists():
        raise Refused(f"{user} 在这段时间已有同样的任职，不用再加。")
    appointment.save()
    record(by=by, action="任职", on=appointment, after=_shown(appointment))
    return appointment


def _overlapping(new):
    """The same role at the same place on some of the same days."""
    same = Appointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=new.starts_on),
        user=new.user,
        role=new.role,
        organization=new.organization,
        department=new.department,
    )
    return same.filter(starts_on__lte=new.ends_on) if new.ends_on else same


def why_not_end(appointment, by) -> str:
    today = timezone.localdate()
    if appointment.ends_on and appointment.ends_on < today:
        return f"这项任职已于 {appointment.ends_on} 结束。"
    if sentence := why_not_without(appointment):
        return sentence
    if by is not None and appointment.user_id == by.pk:
        return "不能结束自己的任职，请由其他管理人员办理。"
    if by is None:
        return ""
    return why_not_reach(appointment.role, appointment.organization, by)


def why_not_without(appointment) -> str:
    """Somebody must be left who keeps the accounts."""
    if appointment.role != ADMIN or appointment not in administrators():
        return ""
    others = administrators().exclude(user=appointment.user_id)
    return "" if others.exists() else "这是最后一名系统管理员，请先任命另一位，再结束或停用。"


def administrators():
    """Appointments that make a system administrator today."""
    return Appointment.objects.in_force().filter(role=ADMIN, user__is_active=True)


def lock_administrators():
    """Two administrators who end each other at once go one after the other."""
    list(User.objects.filter(appointments__in=administrators()).order_by("pk").select_for_update())


@transaction.atomic
def end(*, appointment, by) -> Appointment:
    """Yesterday is its last day, so that it gives nothing from now on; one that begins later goes.

    An appointment of today can't end yesterday: it is taken back.
    """
    lock_administrators()
    if sentence := why_not_end(appointment, by):
        raise Refused(sentence)
    before, today = _shown(appointment), timezone.localdate()
    if appointment.starts_on >= today:
        record(by=by, action="撤回任职", on=appointment, before=before)
        appointment.delete()
        return appointment
    appointment.ends_on = today - timedelta(days=1)
    appointment.save(update_fields=["ends_on"])
    record(by=by, action="结束任职", on=appointment, before=before, after=_shown(appointment))
    return appointment


def _shown(appointment) -> dict:
    place = appointment.organization or appointment.department
    return {
        "角色": appointment.get_role_display(),
        "任职组织": str(place or ""),
        "开始日期": str(appointment.starts_on),
        "结束日期": str(appointment.ends_on or ""),
    }
