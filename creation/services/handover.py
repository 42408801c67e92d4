"""交接: a successor takes over a role and its scope from a day on."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from creation.appointing import why_not_appoint
from creation.models import Appointment
from creation.services.log import record
from creation.services.people import appoint
from wuhao.errors import Refused


def why_not_hand_over(appointment, by) -> str:
    """Whatever the successor is: the rights are those of somebody else to give."""
    if appointment.ends_on and appointment.ends_on < timezone.localdate():
        return f"这项任职已于 {appointment.ends_on} 结束，请直接新任职。"
    if appointment.source:
        return "抽签产生的任职不能交接，请在抽签里调整检查组。"
    if by is not None and appointment.user_id == by.pk:
        return "不能交接自己的任职，请由其他管理人员办理。"
    return ""


def why_not_successor(appointment, successor, starts_on, by) -> str:
    if sentence := why_not_hand_over(appointment, by):
        return sentence
    if successor.pk == appointment.user_id:
        return "接任的人就是现任，请另选一位。"
    if starts_on <= appointment.starts_on:
        return f"接任日期要晚于现任的开始日期 {appointment.starts_on}。"
    if appointment.ends_on and starts_on > appointment.ends_on + timedelta(days=1):
        last = appointment.ends_on
        return f"现任到 {last} 为止，接任日期最晚是 {last + timedelta(days=1)}，否则中间无人负责。"
    return why_not_appoint(successor, appointment.role, appointment.organization, by)


@transaction.atomic
def hand_over(*, appointment, successor, starts_on, by) -> Appointment:
    """The same role at the same place; what the predecessor had to do is the successor's now.

    Nothing moves: tasks hang on the organization and its papers, never on the person.
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if sentence := why_not_successor(appointment, successor, starts_on, by):
        raise Refused(sentence)
    ends_on = appointment.ends_on
    new = appoint(
        user=successor,
        role=appointment.role,
        organization=appointment.organization,
        department=appointment.department,
        period=(starts_on, ends_on if ends_on and ends_on >= starts_on else None),
        by=by,
    )
    appointment.ends_on = starts_on - timedelta(days=1)
    appointment.save(update_fields=["ends_on"])
    after = {"前任": str(appointment.user), "接任": str(successor), "接任日期": str(starts_on)}
    record(by=by, action="交接", on=new, after=after)
    return new
