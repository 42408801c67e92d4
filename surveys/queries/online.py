"""Links to the online questionnaire and how many have answered through them."""

from functools import lru_cache

from django.db.models import Prefetch, Sum

from surveys.models import OnlineLink, Questionnaire, Response
from surveys.queries import form_of

SHOWN = (  # what a page of the questionnaire needs: its widest table is read on every tap
    "token", "mode", "opens_at", "closes_at", "upload__state", "organization__name",
    "questionnaire__name", "questionnaire__state", "questionnaire__published_at",
    "questionnaire__round__state",
)  # fmt: skip
FORMS = 64  # kept in memory


def answer_links():
    """Links as whoever holds the phone meets them."""
    found = OnlineLink.objects.select_related("organization", "questionnaire__round", "upload")
    return found.only(*SHOWN).order_by()


def published_form(questionnaire):
    """As `form_of`; kept, because the database lets nothing of a published one change."""
    return _form(questionnaire.pk, questionnaire.published_at)


@lru_cache(maxsize=FORMS)
def _form(pk, published_at):
    return form_of(Questionnaire(pk=pk))


def with_links(organizations, questionnaire):
    """Each with `links`: its own of this questionnaire, one or none."""
    rows = OnlineLink.objects.filter(questionnaire=questionnaire).select_related(
        "upload", "questionnaire__round"
    )
    return organizations.prefetch_related(Prefetch("survey_links", rows, to_attr="links"))


def answer_counts(links):
    """{link id: {stratum: sheets}}, in one query."""
    places = {(link.upload_id, link.organization_id): link.pk for link in links}
    rows = Response.objects.filter(
        upload__in={upload for upload, _ in places},
        organization__in={organization for _, organization in places},
    )
    found = {pk: {} for pk in places.values()}
    sums = rows.order_by().values_list("upload_id", "organization_id", "stratum")
    for upload, organization, stratum, sheets in sums.annotate(sheets=Sum("weight")):
        if (upload, organization) in places:
            found[places[upload, organization]][stratum] = sheets
    return found


def last_used(questionnaire):
    """The times of the newest link: the start for the next ones."""
    return OnlineLink.objects.filter(questionnaire=questionnaire).order_by("-pk").first()


def running_questionnaires():
    """Published ones of rounds that are not over."""
    found = Questionnaire.objects.filter(state="published").exclude(round__state="closed")
    return found.select_related("round").order_by("-round__starts_on", "code")
