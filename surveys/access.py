"""Whose questionnaires and files somebody may see; 404 for everything else."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from creation.access import may, organizations_for, scope
from creation.models import Organization
from surveys.models import Questionnaire, Upload

RIGHT = "edit_surveys"


def visible_to(user):
    """Questionnaires: the district's, for everybody who takes care of surveys."""
    questionnaires = Questionnaire.objects.select_related("round")
    return questionnaires if may(user, RIGHT) else questionnaires.none()


def questionnaire_or_404(user, pk):
    return get_object_or_404(visible_to(user), pk=pk)


def uploads_for(user):
    """All files for those who run the round; else one's own and those of one's colleagues."""
    found = Upload.objects.select_related("questionnaire__round", "uploaded_by")
    if may(user, "edit_rounds"):
        return found
    colleagues = scope(user, RIGHT, "uploaded_by__appointments__organization__")
    return found.filter(
        Q(uploaded_by=user.pk) | Q(pk__in=Upload.objects.filter(colleagues).values("pk"))
    )


def upload_or_404(user, pk):
    return get_object_or_404(uploads_for(user), pk=pk)


def organizations_to_answer_for(user):
    """What a file of this user may name; all of them for a command of the system (None)."""
    return organizations_for(user, RIGHT) if user else Organization.objects.all()


def rated_organization_or_404(user, pk):
    return get_object_or_404(organizations_for(user, RIGHT), pk=pk)
