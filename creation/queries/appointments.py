"""What somebody may act for today, and how many notices wait: the one question of every request.

As text, because it never changes: the ORM takes six times as long to build it as all the rest
takes. A test holds every field against `Appointment.objects.in_force()`, another the notices.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from django.db import connection
from django.utils import timezone

from creation.models import Appointment, Department, Organization, Sector

MODELS = {
    "appointment": Appointment,
    "organization": Organization,
    "sector": Sector,
    "department": Department,
}
HELD = """
    SELECT {columns}, (
        SELECT count(*) FROM creation_notice notice
        WHERE notice.to_id = %(user)s AND notice.due_at <= %(now)s AND notice.read_at IS NULL)
    FROM creation_appointment appointment
    LEFT JOIN creation_organization organization ON organization.id = appointment.organization_id
    LEFT JOIN creation_sector sector ON sector.id = organization.sector_id
    LEFT JOIN creation_department department ON department.id = appointment.department_id
    WHERE appointment.user_id = %(user)s
      AND appointment.starts_on <= %(today)s
      AND (appointment.ends_on IS NULL OR appointment.ends_on >= %(today)s)
    ORDER BY appointment.role, organization.code
"""


def held_by(user) -> list[Appointment]:
    """In force today, with organization, its sector, department; `unread` is the person's."""
    values = {"user": user.pk, "today": timezone.localdate(), "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(_statement(), values)
        return [_appointment(iter(row)) for row in cursor.fetchall()]


@cache
def _statement() -> str:
    fields = [(name, one) for name, model in MODELS.items() for one in model._meta.concrete_fields]
    return HELD.format(columns=", ".join(f"{name}.{one.column}" for name, one in fields))


def _appointment(values: Iterator) -> Appointment:
    made = {name: _row(model, values) for name, model in MODELS.items()}
    one = made["appointment"]
    one.organization, one.department = made["organization"], made["department"]
    if one.organization:
        one.organization.sector = made["sector"]
    one.unread = next(values)
    return one


def _row(model, values: Iterator):
    """The next columns as one of these; None where the join found nothing."""
    names = [field.attname for field in model._meta.concrete_fields]
    own = list(islice(values, len(names)))
    return None if own[0] is None else model.from_db(connection.alias, names, own)
