"""Who can see an organization, and what a person can see: the same appointments, read both ways."""

from dataclasses import dataclass

from django.db.models import Count, Q

from creation.models import Appointment, Organization, RedLine
from creation.roles import ROLES, SUBTREE, in_words


@dataclass(frozen=True)
class Sight:
    """What one appointment lets somebody see: where, how much of it, and which rights."""

    appointment: Appointment
    where: str
    rights: list[str]
    organizations: int | None = None
    rated: int | None = None
    red_lines: tuple[str, ...] = ()


def who_sees(organization):
    """Appointments in force of active people that reach the organization, by their own subtree."""
    subtree = [code for code, role in ROLES.items() if role.scope == SUBTREE]
    above = [int(key) for key in organization.path.strip("/").split("/")]
    return (
        Appointment.objects.in_force()
        .filter(user__is_active=True, role__in=subtree, organization__in=above)
        .select_related("user", "organization")
        .order_by("organization__path", "role", "user__name")
    )


def who_knows_of_it_otherwise():
    """Those whose roles reach no subtree: red lines, the log, the accounts."""
    others = [code for code, role in ROLES.items() if role.scope != SUBTREE]
    return (
        Appointment.objects.in_force()
        .filter(user__is_active=True, role__in=others)
        .select_related("user", "department", "organization")
        .order_by("role", "user__name")
    )


def sights(appointments) -> list[Sight]:
    """What each of a person's appointments shows; two queries more for any number of them."""
    appointments = list(appointments)
    organizations, red_lines = _organizations(appointments), _red_lines(appointments)
    return [_sight(one, organizations, red_lines) for one in appointments]


def _organizations(appointments):
    """Appointment → (organizations open today in its subtree, those of them that are rated)."""
    counts = {
        f"{name}{one.pk}": Count("pk", filter=Q(path__startswith=one.organization.path) & more)
        for one in appointments
        if one.organization is not None and ROLES[one.role].scope == SUBTREE
        for name, more in (("all", Q()), ("rated", Q(is_rated=True)))
    }
    return Organization.objects.open_on().aggregate(**counts) if counts else {}


def _red_lines(appointments):
    departments = {one.department_id for one in appointments if one.department_id}
    rows = RedLine.objects.filter(departments__in=departments).values_list("departments", "name")
    found = {}
    for department, name in rows if departments else ():
        found.setdefault(department, []).append(name)
    return found


def _sight(one, organizations, red_lines) -> Sight:
    return Sight(
        one,
        str(one.organization or one.department or "全区"),
        in_words(ROLES[one.role]),
        organizations.get(f"all{one.pk}"),
        organizations.get(f"rated{one.pk}"),
        tuple(red_lines.get(one.department_id, ())),
    )
