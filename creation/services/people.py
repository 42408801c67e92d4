"""Accounts and appointments: who may act for whom, from when to when."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from creation.access import may_everywhere, people_for, places_for
from creation.models import Appointment, User
from creation.roles import ROLES, SUBTREE
from creation.services.log import record
from wuhao.errors import Refused

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


def _one_time_password() -> str:
    """Twelve letters that can be read out on the telephone; 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def create_user(*, username, name, by) -> tuple[User, str]:
    """A new account and its one-time password, which the first login has to change."""
    password = _one_time_password()
    user = User(username=username, name=name, must_change_password=True)
    user.set_password(password)
    user.full_clean()
    user.save()
    record(by=by, action="新建账号", on=user)
    return user, password


def why_not_reset(user, by) -> str:
    if by is None:
        return ""
    if user.pk == by.pk:
        return "自己的密码请在“修改密码”里改。"
    if not people_for(by).filter(pk=user.pk).exists():
        return f"“{user}”不在您的管理范围内。"
    return ""


@transaction.atomic
def reset_password(*, user, by) -> str:
    """A new one-time password; sessions of the old one end with it."""
    if sentence := why_not_reset(user, by):
        raise Refused(sentence)
    password = _one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(by=by, action="重置密码", on=user)
    return password


@transaction.atomic
def change_password(*, user, password) -> None:
    """The user's own choice, already checked by the form."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(by=user, action="修改密码", on=user)


def why_not_appoint(user, role, organization, by) -> str:
    """Nobody appoints himself; outside one's own subtree only the whole district's staff may."""
    if by is None:
        return ""
    if user.pk == by.pk:
        return "不能给自己任职，请由其他管理人员办理。"
    if sentence := _why_not_reach(role, organization, by):
        return sentence
    if ROLES[role].scope != SUBTREE and organization is not None:
        return f"{ROLES[role].name}的任职不填任职组织，请清空。"
    return ""


def _why_not_reach(role, organization, by) -> str:
    """A role that reaches no subtree holds in the whole district, whatever place it names."""
    if ROLES[role].scope != SUBTREE or organization is None:
        if may_everywhere(by, "edit_people"):
            return ""
        return "这个角色的任职由区委组织部或系统管理员办理。"
    if not places_for(by).filter(pk=organization.pk).exists():
        return f"“{organization}”不在您的管理范围内。"
    return ""


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
    if by is not None and appointment.user_id == by.pk:
        return "不能结束自己的任职，请由其他管理人员办理。"
    if by is None:
        return ""
    return _why_not_reach(appointment.role, appointment.organization, by)


@transaction.atomic
def end(*, appointment, by) -> Appointment:
    """Yesterday is its last day, so that it gives nothing from now on; one that begins later goes.

    An appointment of today can't end yesterday: it is taken back.
    """
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
