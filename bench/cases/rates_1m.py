"""A million sheets counted, the three rates of 10,000 organizations computed and stored.

Beside it one query per organization, as most projects do, and the bare aggregate that writes the
same rows without an interval.
"""

from django.db import connection, transaction
from django.db.models import Count, Q

from bench import big_survey
from bench.big_round import UNITS
from bench.harness import Result, peak_mb, seconds
from surveys.models import Question, Rate, Response
from surveys.services import rates

PEER = 30  # organizations of the loop, whose time is multiplied: it takes as long for each


def run() -> Result:
    round, questionnaire, units = big_survey.make(UNITS, big_survey.SHEETS)
    counting = {"questionnaire": questionnaire, "organizations": units}
    sample = units[:PEER]
    loop = seconds(lambda: undone(_loop, questionnaire, sample), repeat=1)
    ours = seconds(lambda: rates.refresh(**counting), before=_empty)
    return Result(
        name="rates_1m",
        ours_s=ours,
        peers_s={"query per organization": loop * len(units) / len(sample)},
        limit_s=seconds(lambda: _bare(round, questionnaire), before=_empty),
        peak_mb=peak_mb(lambda: rates.refresh(**counting)),
    )


def undone(work, *args):
    with transaction.atomic():
        work(*args)
        transaction.set_rollback(True)


def _empty():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE surveys_rate, surveys_organizationrate")


def _loop(questionnaire, units):
    """For each organization its counts question by question, each saved."""
    questions = Question.objects.filter(questionnaire=questionnaire).exclude(dimension="identity")
    for pk in units:
        for question in questions:
            place = f"answers__{question.order - 1}"
            good = Q(**{f"{place}__in": [1, 2]})
            if question.is_multiple:
                good = Q(**{f"{place}__gt": 0, f"{place}__lt": 128})
            found = Response.objects.filter(organization_id=pk).values("stratum")
            for row in found.annotate(
                numerator=Count("pk", filter=good),
                denominator=Count("pk", filter=Q(**{f"{place}__gt": 0})),
            ):
                Rate.objects.create(question=question, organization_id=pk, **row)


def _bare(round, questionnaire):
    """The same rows: counts by FILTER, then quotients of their sums; nothing else is computed."""
    questions = list(
        Question.objects.filter(questionnaire=questionnaire).exclude(dimension="identity")
    )
    sums, lines = [], []
    for question in questions:
        answer, name = f"answers[{question.order}]", f"q{question.pk}"
        rules = ["= 0", "= -1", "= -2", "BETWEEN 1 AND 127", "= 128"]
        if not question.is_multiple:
            rules[3:] = ["= 1", "= 2", "= 3", "= 4", "= 5"]
        sums += [f"count(*) FILTER (WHERE {answer} {r}) {name}_{i}" for i, r in enumerate(rules)]
        columns = [f"{name}_{number}" for number in range(len(rules))]
        pairs = ", ".join(f"'{column}', {column}" for column in columns)
        good, valid = " + ".join(columns[3:5]), " + ".join(columns[3:])
        lines.append(
            f"({question.pk}, {good}, {valid}, {columns[0]}, {columns[1]}, {columns[2]},"
            f" jsonb_build_object({pairs}))"
        )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(_COUNTS.format(sums=", ".join(sums), lines=", ".join(lines)))
        cursor.execute(_QUOTIENTS, [round.pk])


_COUNTS = """
INSERT INTO surveys_rate (question_id, organization_id, stratum, numerator, denominator, dont_know,
                          blank, skipped, void, classes)
WITH counted AS MATERIALIZED (
    SELECT organization_id, stratum, {sums} FROM surveys_response GROUP BY 1, 2
)
SELECT one.id, organization_id, stratum, good, valid, 0, blank, skipped, void, classes
FROM counted CROSS JOIN LATERAL (VALUES {lines})
    AS one (id, good, valid, blank, skipped, void, classes)
"""
_QUOTIENTS = """
INSERT INTO surveys_organizationrate (
    round_id, organization_id, dimension, members, masses, enough, people, numerator, denominator,
    excluded, dont_know, n, value, variance, n_eff, low, high, is_census, sufficient, missing)
SELECT %s, rate.organization_id, question.dimension, 0, 0, '', 0, sum(numerator), sum(denominator),
       sum(blank + skipped + void), sum(dont_know), min(denominator),
       sum(numerator)::float / sum(denominator), 0, 0, 0, 1, false, false, ''
FROM surveys_rate rate JOIN surveys_question question ON question.id = rate.question_id
GROUP BY rate.organization_id, question.dimension
"""
