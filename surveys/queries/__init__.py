"""Reading questionnaires, files and organizations for surveys."""

from django.db.models import Count, Q

from creation.models import Organization, Round
from surveys.directory import Directory
from surveys.drafting import QuestionSpec
from surveys.layouts import FormOption, FormQuestion
from surveys.library import LibraryEntry, shipped
from surveys.models import LibraryQuestion, Question, Questionnaire, Rate, Response


def form_of(questionnaire):
    """The questions and options as pure values, in the order of a response's answers."""
    return forms_of([questionnaire]).get(questionnaire.pk, ())


def forms_of(questionnaires):
    """{questionnaire's id: its form}; one without questions is not in it."""
    rows = Question.objects.filter(questionnaire__in=questionnaires).order_by("order")
    forms = {}
    for question in rows.prefetch_related("options"):
        found = forms.get(question.questionnaire_id, ())
        forms[question.questionnaire_id] = (*found, _asked(question))
    return forms


def _asked(question):
    return FormQuestion(
        code=question.code,
        order=question.order,
        text=question.text,
        dimension=question.dimension,
        is_multiple=question.is_multiple,
        options=tuple(
            FormOption(option.order, option.text, option.klass) for option in question.options.all()
        ),
    )


def directory_of(organizations):
    """Codes and names of these organizations, for reading a file."""
    return Directory.of(organizations.order_by("code").values_list("code", "name"))


def with_uploads(questionnaires):
    committed = Q(uploads__state="committed") & ~Q(uploads__layout="online")
    return questionnaires.annotate(
        question_count=Count("questions", distinct=True),
        upload_count=Count("uploads", filter=committed, distinct=True),
    ).order_by("-round__starts_on", "code")


def library_of(dimension=None, sector=None):
    """Questions of the library: the shipped ones, then those that staff kept.

    A sector's own come with those for all sectors.
    """
    kept = LibraryQuestion.objects.select_related("sector").order_by("pk")
    found = [*shipped(), *(_kept(row) for row in kept)]
    return [
        one
        for one in found
        if (not dimension or one.spec.dimension == dimension)
        and (sector is None or not one.sectors or sector.code in one.sectors)
    ]


def _kept(row):
    data = {"text": row.text, "dimension": row.dimension, "is_multiple": row.is_multiple}
    spec = QuestionSpec.of(data | {"options": row.options})
    sectors = (row.sector.code,) if row.sector else ()
    return LibraryEntry(key=f"k{row.pk}", spec=spec, sectors=sectors, kept=row)


def questionnaires_in(round):
    return Questionnaire.objects.filter(round=round).order_by("code")


def rounds_without():
    """Rounds that may still get a questionnaire."""
    return Round.objects.exclude(state="closed").filter(questionnaires=None)


def rates_of(round, organization):
    """The rollup of one organization, question by question, 党员 before 群众."""
    rows = Rate.objects.filter(question__questionnaire__round=round, organization=organization)
    order = ("question__questionnaire_id", "question__order", "-stratum")
    return rows.select_related("question").order_by(*order)


def answers_by_stratum(round, organization):
    """{stratum: sheets}; of a ballot counted by hand, the question most asked about."""
    found = {}
    for row in rates_of(round, organization):
        sheets = row.denominator + row.dont_know + row.excluded
        found[row.stratum] = max(found.get(row.stratum, 0), sheets)
    return found


def touched_by(upload):
    """The ids of the organizations that a file has answers for."""
    return list(
        Response.objects.filter(upload=upload)
        .order_by()
        .values_list("organization_id", flat=True)
        .distinct()
    )


def not_rated(codes):
    """Names of those among these codes that don't take part: their answers count nowhere."""
    found = Organization.objects.filter(code__in=codes, is_rated=False)
    return list(found.order_by("code").values_list("name", flat=True))
