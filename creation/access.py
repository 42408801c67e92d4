"""Who may see and do what: rights from creation.roles, scope from the appointments in force.

What is not yours does not exist for you: gates answer 404, never 403.
"""

from functools import wraps

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from creation.codes import masked_name, masked_phone
from creation.models import (
    Appointment,
    Department,
    ImportBatch,
    Job,
    LogChange,
    LogEntry,
    Organization,
    StandardSet,
    User,
)
from creation.models.guarantees.base import ALL, DOWN
from creation.queries.appointments import held_by
from creation.roles import ROLES, SUBTREE


def appointments(user):
    """The user's appointments in force today, read once per request.

    Each carries the user's unread notices: the bell of every page costs no query of its own.
    """
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_appointments"):
        user._appointments = held_by(user)
    return user._appointments


def unread_notices(user) -> int:
    """For the bell; somebody without an appointment has no work to be reminded of."""
    return next((one.unread for one in appointments(user)), 0)


def may(user, right):
    """Whether some appointment gives the right, anywhere."""
    return any(right in ROLES[one.role].rights for one in appointments(user))


def scope(user, right, prefix=""):
    """A filter for rows whose organization (at lookup `prefix`, e.g. "organization__") is in reach.

    It matches nothing when no appointment gives the right.
    """
    reach = Q(pk__in=[])
    for one in appointments(user):
        role = ROLES[one.role]
        if right in role.rights and role.scope == SUBTREE:
            reach |= Q(**{f"{prefix}path__startswith": one.organization.path})
    return reach


def organizations_for(user, right="see_organizations"):
    """Organizations in reach for that right."""
    return Organization.objects.filter(scope(user, right))


def organization_or_404(user, pk, right="see_organizations"):
    rows = organizations_for(user, right).select_related("parent", "town", "sector")
    return get_object_or_404(rows, pk=pk)


def may_at(user, right, organization):
    """Whether the right holds for that organization; no query once the appointments are read."""
    return any(
        right in ROLES[one.role].rights
        and ROLES[one.role].scope == SUBTREE
        and organization.path.startswith(one.organization.path)
        for one in appointments(user)
    )


def masked_for(user, organizations):
    """The same rows, names and telephones hidden (in memory) where the user has no need of them."""
    for one in organizations:
        if not may_at(user, "see_contacts", one):
            one.secretary_name = masked_name(one.secretary_name)
            one.phone = masked_phone(one.phone)
        yield one


def departments_for(user):
    """The departments for which the user answers red lines."""
    return Department.objects.filter(
        pk__in=[
            one.department_id
            for one in appointments(user)
            if "answer_clearances" in ROLES[one.role].rights
        ]
    )


def job_or_404(user, pk):
    """A background job of the user's own; what it made has its own gate."""
    mine = Job.objects.filter(requested_by=user.pk).select_related("round", "requested_by")
    return get_object_or_404(mine, pk=pk)


def need(*rights):
    """Decorate a view: 404 unless the user has at least one of the rights somewhere."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(may(request.user, right) for right in rights):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def may_everywhere(user, right):
    """Whether the right holds in the whole district: given at the root, or to no subtree."""
    return any(
        right in ROLES[one.role].rights
        and (ROLES[one.role].scope != SUBTREE or one.organization.parent_id is None)
        for one in appointments(user)
    )


def need_everywhere(right):
    """Decorate a view of what the whole district shares: 404 unless the right holds there."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may_everywhere(request.user, right):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def standards_for(user):
    """Editions in reach; a draft is there only for those who may edit it."""
    rows = StandardSet.objects.select_related("sector", "published_by")
    return rows if may_everywhere(user, "edit_standards") else rows.exclude(state="draft")


def standard_or_404(user, pk):
    """With its goals and items."""
    return get_object_or_404(standards_for(user).prefetch_related("goals", "items"), pk=pk)


def appointments_for(user):
    """The appointments that the user may see and end."""
    rows = Appointment.objects.select_related("user", "organization", "department")
    if may_everywhere(user, "edit_people"):
        return rows
    return rows.filter(scope(user, "edit_people", "organization__"))


def appointment_or_404(user, pk):
    return get_object_or_404(appointments_for(user), pk=pk)


def people_for(user):
    """The people whose account the user may touch: every appointment of theirs is in reach."""
    if may_everywhere(user, "edit_people"):
        return User.objects.all()
    reach = appointments_for(user).values("pk")
    beyond = Appointment.objects.exclude(pk__in=reach).values("user")
    return User.objects.filter(appointments__in=reach).exclude(pk__in=beyond).distinct()


def person_or_404(user, pk):
    return get_object_or_404(people_for(user), pk=pk)


def place_or_404(user, pk):
    return get_object_or_404(places_for(user).select_related("parent", "sector"), pk=pk)


def places_for(user):
    """The organizations at which the user may appoint people."""
    if may_everywhere(user, "edit_people"):
        return Organization.objects.all()
    return organizations_for(user, "edit_people")


def kept_for(user, model, right="see_guarantees"):
    """Rows of a register of the three guarantees that are kept in reach."""
    if may_everywhere(user, right):
        return model.objects.all()
    reach = scope(user, right, f"{model.keeper}__") if model.keeper else Q(pk__in=[])
    return model.objects.filter(reach)


def guarantees_for(user, model):
    """Those, and what superiors keep for everybody below them or for the whole district."""
    right = "see_guarantees"
    if model.seen == ALL:
        return model.objects.all() if may(user, right) else model.objects.none()
    rows = kept_for(user, model)
    if model.seen == DOWN and not may_everywhere(user, right):
        rows |= model.objects.filter(**{f"{model.keeper}__in": _superiors(user, right)})
    return rows


def _superiors(user, right):
    """Ids of the organizations above those at which the user has the right."""
    return {
        int(pk)
        for one in appointments(user)
        if right in ROLES[one.role].rights and ROLES[one.role].scope == SUBTREE
        for pk in one.organization.path.rstrip("/").split("/")[:-1]
    }


def guarantee_or_404(user, model, pk):
    return get_object_or_404(guarantees_for(user, model), pk=pk)


def kept_or_404(user, model, pk):
    """A row that the user may change."""
    return get_object_or_404(kept_for(user, model, "edit_guarantees"), pk=pk)


def may_keep(user, model):
    """Whether the user may enter rows of that register somewhere."""
    right = "edit_guarantees"
    return may(user, right) if model.keeper else may_everywhere(user, right)


def log_for(user):
    """The log entries that the user may read: all, or those of his subtree."""
    if may_everywhere(user, "see_log"):
        return LogEntry.objects.all()
    reach = organizations_for(user, "see_log").values("pk")
    return LogEntry.objects.filter(organization_id__in=reach)


def log_entry_or_404(user, pk):
    return get_object_or_404(log_for(user), pk=pk)


def log_changes_for(user):
    """The changed rows that the user may read: all, or those of organizations of his subtree."""
    if may_everywhere(user, "see_log"):
        return LogChange.objects.all()
    reach = organizations_for(user, "see_log").values("pk")
    return LogChange.objects.filter(organization_id__in=reach)


def batches_for(user, register):
    """The imported files that the user may look at and undo: own ones, or all of the register."""
    batches = ImportBatch.objects.filter(register=register.key).select_related("by", "undone_by")
    if may_everywhere(user, register.right):
        return batches
    return batches.filter(by=user.pk)
