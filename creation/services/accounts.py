"""Accounts that end and come back, and one-time passwords for many."""

from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from creation.access import people_for
from creation.appointing import is_kept_by
from creation.models import User
from creation.services.log import record, record_many
from creation.services.people import (
    PASSWORD_FIELDS,
    administrators,
    give_once,
    lock_administrators,
    one_time_password,
    why_not_touch,
    why_not_without,
)
from wuhao.errors import Refused

MOST_PASSWORDS = 60  # hashing one takes a fifth of a second on purpose


def why_not_disable(user, by) -> str:
    if not user.is_active:
        return f"“{user}”的账号已经停用。"
    if by is not None and user.pk == by.pk:
        return "不能停用自己的账号，请由其他管理人员办理。"
    if sentence := why_not_touch(user, by):
        return sentence
    return next(filter(None, map(why_not_without, user.appointments.in_force())), "")


@transaction.atomic
def disable(*, user, reason, by) -> User:
    """The account opens nothing from this moment: its sessions end, its appointments too."""
    lock_administrators()
    user = User.objects.select_for_update().get(pk=user.pk)
    if sentence := why_not_disable(user, by):
        raise Refused(sentence)
    if not reason.strip():
        raise Refused("请写停用的原因，例如“调离”“退休”。")
    user.is_active = False
    user.disabled_at, user.disabled_reason = timezone.now(), reason.strip()
    user.save(update_fields=["is_active", "disabled_at", "disabled_reason"])
    ended = _end_appointments(user)
    record(by=by, action="停用账号", on=user, after={"结束任职": ended}, note=user.disabled_reason)
    return user


def _end_appointments(user) -> int:
    """Yesterday was the last day; what begins today or later goes, the log keeps it."""
    today = timezone.localdate()
    running = user.appointments.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    begun = running.filter(starts_on__lt=today)
    ended = begun.update(ends_on=today - timedelta(days=1))
    return ended + running.filter(starts_on__gte=today).delete()[0]


def why_not_enable(user, by) -> str:
    if user.is_active:
        return f"“{user}”的账号没有停用。"
    return why_not_touch(user, by)


@transaction.atomic
def enable(*, user, by) -> tuple[User, str]:
    """The account with a new one-time password; appointments are made anew by who decides them."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if sentence := why_not_enable(user, by):
        raise Refused(sentence)
    password = one_time_password()
    user.is_active, user.disabled_at, user.disabled_reason = True, None, ""
    give_once(user, password)
    user.save(update_fields=["is_active", "disabled_at", "disabled_reason", *PASSWORD_FIELDS])
    record(by=by, action="恢复账号", on=user)
    return user, password


def without_password(by):
    """People in reach who have never been given one: entered from a file."""
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    people = people_for(by).filter(unusable, is_active=True).order_by("username")
    return people if is_kept_by(by) else people.exclude(appointments__in=administrators())


@transaction.atomic
def issue_passwords(*, by) -> list[tuple[User, str]]:
    """One-time passwords for the next of those who have none; they are stored nowhere."""
    keys = list(without_password(by).values_list("pk", flat=True)[:MOST_PASSWORDS])
    users = list(User.objects.filter(pk__in=keys).order_by("username").select_for_update())
    issued = [(user, one_time_password()) for user in users]
    for user, password in issued:
        give_once(user, password)
    User.objects.bulk_update(users, PASSWORD_FIELDS)
    record_many(by=by, action="发放一次性密码", entries=[(user, None, "") for user in users])
    return issued
