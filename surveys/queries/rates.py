"""Stored rates for lists, levels and files; option counts and the wave before for one page."""

from collections import defaultdict
from fractions import Fraction

from django.db import connection
from django.db.models import Count, DecimalField, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from creation.models import Organization, Sector
from surveys.levels import Part, level_rate
from surveys.models import STRATA, OrganizationRate, Question, Questionnaire
from surveys.rates import STRATA_OF


def stored(round, organizations):
    """{organization's id: {dimension: OrganizationRate}} of what is kept."""
    found = defaultdict(dict)
    for row in OrganizationRate.objects.filter(round=round, organization__in=organizations):
        found[row.organization_id][row.dimension] = row
    return found


def in_doubt(round, how):
    """Ids of organizations with a rate that is missing, thin or too thin to decide (either)."""
    rows = OrganizationRate.objects.filter(round=round, sufficient=False)
    if how == "missing":
        rows = rows.exclude(missing="")
    if how == "thin":
        rows = rows.filter(missing="")
    return rows.values("organization")


def levels(round, organizations):
    """[(heading, [(name, filter, {dimension: LevelRate})])]: in all, by sector, by town."""
    parts = _parts(round, organizations)
    groups = [("全部", [("全部", "", _three(parts, lambda town, sector: True))])]
    for heading, place, name, known in (
        ("领域", 1, "sector", Sector.objects.in_bulk({key[1] for key in parts if key[1]})),
        ("街镇", 0, "town", Organization.objects.in_bulk({key[0] for key in parts if key[0]})),
    ):
        rows = [
            (one.name, f"{name}={pk}", _three(parts, lambda *key, p=place, k=pk: key[p] == k))
            for pk, one in sorted(known.items(), key=lambda pair: _order(pair[1]))
        ]
        groups.append((heading, rows))
    return groups


def _order(one):
    return (getattr(one, "order", 0), getattr(one, "code", ""), one.pk)


def _three(parts, is_in):
    """The rates of all whose (town, sector) is in."""
    found = {dimension: Part() for dimension in STRATA_OF}
    for (town, sector), by_dimension in parts.items():
        if is_in(town, sector):
            for dimension, part in by_dimension.items():
                found[dimension] += part
    return {dimension: level_rate(part) for dimension, part in found.items()}


ANSWERED = Q(missing="")


def _sum(what):
    """Over those that have a rate; 0 when none has."""
    return Coalesce(Sum(what, filter=ANSWERED), Value(0), output_field=DecimalField())


def _parts(round, organizations):
    """{(town, sector): {dimension: Part}}, one query."""
    rows = (
        OrganizationRate.objects.filter(round=round, organization__in=organizations)
        .order_by()
        .values("organization__town", "organization__sector", "dimension")
        .annotate(
            _organizations=Count("dimension"),
            _answered=Count("dimension", filter=ANSWERED),
            _insufficient=Count("dimension", filter=ANSWERED & Q(sufficient=False)),
            _all_people=Sum("people"),
            _people=_sum("people"),
            _weighted=_sum(F("people") * F("value")),
            _squares=_sum(F("people") * F("variance") * F("people")),
            _worth=_sum("n_eff"),
            _n=_sum("n"),
            _numerator=_sum("numerator"),
            _denominator=_sum("denominator"),
            _excluded=_sum("excluded"),
            _dont_know=_sum("dont_know"),
            _open=Count("dimension", filter=ANSWERED & Q(is_census=False)),
        )
    )
    found = defaultdict(dict)
    for row in rows:
        key = (row["organization__town"], row["organization__sector"])
        facts = {name[1:]: value for name, value in row.items() if name.startswith("_")}
        found[key][row["dimension"]] = Part(**{k: _whole(k, v) for k, v in facts.items()})
    return found


def _whole(name, value):
    return Fraction(value) if name in ("weighted", "squares", "worth") else int(value)


UNANSWERED = {"空白": 0, "跳过": -1, "无效": -2}
TICKED = """
    SELECT question.id, response.stratum, answer.value, sum(response.weight)
    FROM surveys_response response
    CROSS JOIN LATERAL unnest(response.answers) WITH ORDINALITY AS answer(value, place)
    JOIN surveys_upload upload ON upload.id = response.upload_id AND upload.state = 'committed'
    JOIN surveys_question question ON question.questionnaire_id = upload.questionnaire_id
         AND question."order" = answer.place
    WHERE upload.questionnaire_id = ANY(%(questionnaires)s) AND answer.value > -3
      AND response.organization_id = %(organization)s AND {keep}
    GROUP BY 1, 2, 3
"""


def option_tables(round, organization, keep):
    """[(question, strata's names, [(text, [(name, count, share)])])]: each option by stratum.

    `keep` is the rollup's condition on the sheets that count. Shares are of the sheets that
    answered the question; of a multiple choice they add up to more than one.
    """
    asked = list(round.questionnaires.values_list("pk", flat=True))
    values = {"questionnaires": asked, "organization": organization.pk}
    with connection.cursor() as cursor:
        cursor.execute(TICKED.format(keep=keep), values)
        counts = defaultdict(lambda: defaultdict(dict))
        for question, stratum, value, sheets in cursor.fetchall():
            counts[question][stratum][value] = sheets
    questions = Question.objects.filter(pk__in=counts).exclude(dimension="identity")
    return [
        (question, *_table_of(question, counts[question.pk]))
        for question in questions.order_by("questionnaire", "order").prefetch_related("options")
    ]


def _table_of(question, by_stratum):
    asked = [(label, by_stratum[code]) for code, label in STRATA if code in by_stratum]
    texts = [option.text for option in question.options.all()] + list(UNANSWERED)
    columns = [[(name, *cell) for cell in _ticked(question, counts)] for name, counts in asked]
    lines = [
        (text, cells)
        for text, *cells in zip(texts, *columns, strict=True)
        if text not in UNANSWERED or any(count for _, count, _ in cells)
    ]
    return [label for label, _ in asked], lines


def _ticked(question, counts):
    """(count, share) of each option, then of what was left open, which has no share."""
    answered = sum(sheets for value, sheets in counts.items() if value > 0)
    cells = []
    for option in question.options.all():
        if question.is_multiple:
            bit = 1 << (option.order - 1)
            ticked = sum(n for value, n in counts.items() if value > 0 and value & bit)
        else:
            ticked = counts.get(option.order, 0)
        cells.append((ticked, Fraction(ticked, answered) if answered else None))
    return cells + [(counts.get(value, 0), None) for value in UNANSWERED.values()]


def wave_before(questionnaire):
    """The questionnaire that this one's rates are compared with: the one it follows, else that of
    the same code in the round before; None when there is none or it is of the same round."""
    earlier = questionnaire.follows
    if earlier is None:
        same = Questionnaire.objects.filter(code=questionnaire.code).select_related("round")
        started = questionnaire.round.starts_on
        earlier = same.filter(round__starts_on__lt=started).order_by("-round__starts_on").first()
    return earlier if earlier and earlier.round_id != questionnaire.round_id else None
