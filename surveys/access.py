"""Whose questionnaires and files somebody may see; 404 for everything else."""

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
    """Files of one's own, and those sent in by people appointed within one's reach."""
    colleagues = scope(user, RIGHT, "uploaded_by__appointments__organization__")
    own = Upload.objects.filter(uploaded_by=user.pk)
    if may(user, RIGHT):
        own = own | Upload.objects.filter(colleagues)
    return own.select_related("questionnaire__round", "uploaded_by").distinct()


def upload_or_404(user, pk):
    return get_object_or_404(uploads_for(user), pk=pk)


def organizations_to_answer_for(user):
    """What a file of this user may name; all of them for a command of the system (None)."""
    return organizations_for(user, RIGHT) if user else Organization.objects.all()


def rated_organization_or_404(user, pk):
    return get_object_or_404(organizations_for(user, RIGHT), pk=pk)
