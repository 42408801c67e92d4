"""The rollup that every rate is read from, and the three rates of a round.

`rates_for` is the one door for the app above.
"""

from collections import defaultdict

from django.db import connection, transaction

from surveys.models import Rate
from surveys.rates import EXCLUDED, POSITIVE, STRATA_OF, Count, three_rates

# One row per organization, question and stratum. An answer's class comes from its option; a
# multiple choice is an activity when one was ticked. -3 (not asked on that paper) counts nowhere.
ROLL_UP = """
    INSERT INTO surveys_rate (question_id, organization_id, stratum, numerator, denominator,
                              dont_know, blank, skipped, void, classes)
    WITH given AS (
        SELECT response.organization_id, response.stratum, answer.place, answer.value,
               sum(response.weight) AS sheets
        FROM surveys_response response
        JOIN surveys_upload upload ON upload.id = response.upload_id
        CROSS JOIN LATERAL unnest(response.answers) WITH ORDINALITY AS answer(value, place)
        WHERE upload.questionnaire_id = %(questionnaire)s
          AND upload.state = 'committed'
          AND response.organization_id = ANY(%(organizations)s)
          AND answer.value >= -2
        GROUP BY 1, 2, 3, 4
    ), meant AS (
        SELECT question.id AS question_id, question.dimension, given.value, CASE
            WHEN given.value = 0 THEN 'blank'
            WHEN given.value = -1 THEN 'skipped'
            WHEN given.value = -2 THEN 'void'
            WHEN question.is_multiple THEN (
                SELECT option.klass FROM surveys_option option
                WHERE option.question_id = question.id
                  AND (given.value >> (option.order - 1)) & 1 = 1
                ORDER BY option.klass = ANY(%(positive)s) DESC, option.order LIMIT 1)
            ELSE (
                SELECT option.klass FROM surveys_option option
                WHERE option.question_id = question.id AND option.order = given.value)
            END AS klass
        FROM (SELECT DISTINCT place, value FROM given) given
        JOIN surveys_question question ON question.questionnaire_id = %(questionnaire)s
             AND question.order = given.place
        WHERE question.dimension IN ('satisfaction', 'participation', 'awareness')
    ), counted AS (
        SELECT meant.question_id, given.organization_id, given.stratum, meant.klass,
               meant.dimension = 'satisfaction' AND meant.klass = 'dont_know' AS is_apart,
               sum(given.sheets) AS sheets
        FROM given
        JOIN surveys_question question ON question.questionnaire_id = %(questionnaire)s
             AND question.order = given.place
        JOIN meant ON meant.question_id = question.id AND meant.value = given.value
        GROUP BY 1, 2, 3, 4, 5
    )
    SELECT question_id, organization_id, stratum,
           coalesce(sum(sheets) FILTER (WHERE klass = ANY(%(positive)s)), 0),
           coalesce(sum(sheets) FILTER (WHERE klass <> ALL(%(excluded)s) AND NOT is_apart), 0),
           coalesce(sum(sheets) FILTER (WHERE is_apart), 0),
           coalesce(sum(sheets) FILTER (WHERE klass = 'blank'), 0),
           coalesce(sum(sheets) FILTER (WHERE klass = 'skipped'), 0),
           coalesce(sum(sheets) FILTER (WHERE klass = 'void'), 0),
           jsonb_object_agg(klass, sheets)
    FROM counted
    GROUP BY 1, 2, 3
"""
CLEAR = """
    DELETE FROM surveys_rate rate USING surveys_question question
    WHERE question.id = rate.question_id
      AND question.questionnaire_id = %(questionnaire)s
      AND rate.organization_id = ANY(%(organizations)s)
"""


@transaction.atomic
def refresh(*, questionnaire, organizations):
    """Count anew for these organizations (ids); called with the questionnaire's row locked."""
    values = {
        "questionnaire": questionnaire.pk,
        "organizations": list(organizations),
        "positive": sorted(set().union(*POSITIVE.values())),
        "excluded": sorted(EXCLUDED),
    }
    with connection.cursor() as cursor:
        cursor.execute(CLEAR, values)
        cursor.execute(ROLL_UP, values)


def rates_for(*, round, populations):
    """{organization id: ThreeRates} for `populations` = {id: (members, people served)}.

    One query, however many organizations; those without an answer come with missing rates.
    """
    counts = counts_for(round=round, organizations=populations)
    return {
        pk: three_rates(counts.get(pk, {}), {"member": members, "mass": masses})
        for pk, (members, masses) in populations.items()
    }


def counts_for(*, round, organizations):
    """{organization id: {(dimension, stratum): [Count, …]}}, all strata that answered."""
    rows = Rate.objects.filter(
        question__questionnaire__round=round,
        question__dimension__in=STRATA_OF,
        organization_id__in=list(organizations),
    ).order_by("organization_id", "question__questionnaire_id", "question__order")
    found = defaultdict(lambda: defaultdict(list))
    for row in rows.values_list(
        "organization_id", "question__dimension", "stratum", "numerator", "denominator",
        "blank", "skipped", "void", "dont_know",
    ).iterator(chunk_size=10_000):  # fmt: skip
        pk, dimension, stratum, numerator, denominator, blank, skipped, void, dont_know = row
        count = Count(numerator, denominator, blank + skipped + void, dont_know)
        found[pk][dimension, stratum].append(count)
    return found
