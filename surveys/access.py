"""Whose questionnaires and files somebody may see; 404 for everything else."""

from django.db.models import Exists, OuterRef, Q, Value
from django.shortcuts import get_object_or_404

from creation.access import may, may_everywhere, organizations_for, scope
from creation.models import Appointment, Organization
from creation.roles import roles_with
from surveys.models import OnlineLink, Questionnaire, Response, Upload

RIGHT = "edit_surveys"
OWN_RIGHT = "self_check"  # a secretary sees how many have answered, never what
EDIT_RIGHT = "edit_rounds"  # what is asked is the whole district's


def visible_to(user):
    """Questionnaires: the district's, for everybody who takes care of surveys; drafts for those
    who work on them."""
    questionnaires = Questionnaire.objects.select_related("round")
    if may_everywhere(user, EDIT_RIGHT):
        return questionnaires
    return questionnaires.filter(state="published") if may(user, RIGHT) else questionnaires.none()


def questionnaire_or_404(user, pk):
    return get_object_or_404(visible_to(user), pk=pk)


def uploads_for(user):
    """All files for those who run the round; else one's own and those of one's colleagues.

    A colleague takes care of surveys today, at an organization in reach.
    """
    found = Upload.objects.select_related("questionnaire__round", "uploaded_by", "replaces", "job")
    if may_everywhere(user, "edit_rounds"):
        return found
    same = Appointment.objects.in_force().filter(
        scope(user, RIGHT, "organization__"), role__in=roles_with(RIGHT)
    )
    return found.filter(Q(uploaded_by=user.pk) | Q(uploaded_by__in=same.values("user")))


def with_reach(uploads, user):
    """`is_in_reach`: whether all that a file has answers for is the user's to answer for."""
    if may_everywhere(user, RIGHT):
        return uploads.annotate(is_in_reach=Value(True))
    reach = organizations_to_answer_for(user).values("pk")
    beyond = Response.objects.filter(upload=OuterRef("pk")).exclude(organization__in=reach)
    return uploads.annotate(is_in_reach=~Exists(beyond))


def upload_or_404(user, pk):
    return get_object_or_404(uploads_for(user), pk=pk)


def organizations_to_answer_for(user):
    """What a file of this user may name; all of them for a command of the system (None)."""
    return organizations_for(user, RIGHT) if user else Organization.objects.all()


def rated_organization_or_404(user, pk):
    return get_object_or_404(organizations_for(user, RIGHT), pk=pk)


def reach_of(user):
    """The ids of the organizations to answer for; None for all, which spares listing them."""
    if may_everywhere(user, RIGHT):
        return None
    return list(organizations_to_answer_for(user).values_list("pk", flat=True))


def links_for(user):
    """Links of the organizations that the user answers for."""
    reach = organizations_to_answer_for(user).values("pk")
    rows = OnlineLink.objects.select_related("organization__town", "upload", "questionnaire__round")
    return rows.filter(organization__in=reach)


def link_or_404(user, pk):
    return get_object_or_404(links_for(user), pk=pk)


def own_units(user):
    """The rated organizations whose secretary the user is, and those below."""
    return organizations_for(user, OWN_RIGHT).filter(is_rated=True).open_on()


def own_links(user):
    """Those of the organizations whose secretary the user is, while their round runs."""
    reach = organizations_for(user, OWN_RIGHT).values("pk")
    rows = OnlineLink.objects.select_related("organization", "upload", "questionnaire__round")
    return rows.filter(organization__in=reach).exclude(questionnaire__round__state="closed")


def own_link_or_404(user, pk):
    return get_object_or_404(own_links(user), pk=pk)
