"""The rollup that every rate is read from, and the three rates of a round.

`rates_for` is the one door for the app above.
"""

from collections import defaultdict

from django.db import connection, transaction

from creation.policy import Policy
from surveys.models import Rate, Upload
from surveys.rates import EXCLUDED, POSITIVE, STRATA_OF, Count, Enough, three_rates

# One row per organization, question and stratum. `meant` lists what every possible value of an
# answer counts for: an option's class, for a multiple choice that of its most positive tick. -3
# (not asked on that paper) is not in it and counts nowhere.
ROLL_UP = """
    INSERT INTO surveys_rate (question_id, organization_id, stratum, numerator, denominator,
                              dont_know, blank, skipped, void, classes)
    WITH asked AS (
        SELECT * FROM surveys_question WHERE questionnaire_id = %(questionnaire)s
        AND dimension IN ('satisfaction', 'participation', 'awareness')
    ), meant AS MATERIALIZED (
        SELECT asked.id AS question_id, asked."order" AS place, asked.dimension,
               option."order"::integer AS value, option.klass
        FROM asked JOIN surveys_option option ON option.question_id = asked.id
        WHERE NOT asked.is_multiple
        UNION ALL
        (SELECT DISTINCT ON (asked.id, ticked.sum) asked.id, asked."order", asked.dimension,
               ticked.sum, option.klass
        FROM asked
        CROSS JOIN LATERAL (SELECT max("order") AS many FROM surveys_option
                            WHERE question_id = asked.id) last
        CROSS JOIN LATERAL generate_series(1, (1 << last.many) - 1) AS ticked(sum)
        JOIN surveys_option option ON option.question_id = asked.id
             AND (ticked.sum >> (option."order" - 1)) & 1 = 1
        WHERE asked.is_multiple
        ORDER BY asked.id, ticked.sum, option.klass <> ALL(%(positive)s), option."order")
        UNION ALL
        SELECT asked.id, asked."order", asked.dimension, apart.value, apart.klass
        FROM asked CROSS JOIN (VALUES (0, 'blank'), (-1, 'skipped'), (-2, 'void'))
             AS apart(value, klass)
    ), given AS MATERIALIZED (  -- narrow and first: most sheets say the same
        SELECT response.organization_id, response.stratum COLLATE "C" AS stratum,
               answer.place, answer.value, sum(response.weight) AS sheets
        FROM surveys_response response
        CROSS JOIN LATERAL unnest(response.answers) WITH ORDINALITY AS answer(value, place)
        WHERE response.upload_id = ANY(%(uploads)s)
          AND response.organization_id = ANY(%(organizations)s)
        GROUP BY 1, 2, 3, 4
    ), counted AS (
        SELECT meant.question_id, given.organization_id, given.stratum,
               meant.klass COLLATE "C" AS klass,
               meant.dimension = 'satisfaction' AND meant.klass = 'dont_know' AS is_apart,
               sum(given.sheets) AS sheets
        FROM given JOIN meant ON meant.place = given.place AND meant.value = given.value
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
    committed = Upload.objects.filter(questionnaire=questionnaire, state="committed")
    values = {
        "questionnaire": questionnaire.pk,
        "uploads": list(committed.values_list("pk", flat=True)),
        "organizations": list(organizations),
        "positive": sorted(set().union(*POSITIVE.values())),
        "excluded": sorted(EXCLUDED),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # or the counting spills to disk
        cursor.execute(CLEAR, values)
        cursor.execute(ROLL_UP, values)


def rates_for(*, round, populations, policy=None):
    """{organization id: ThreeRates} for `populations` = {id: (members, people served)}.

    One query, however many organizations, and one for the round's policy unless it is given;
    those without an answer come with missing rates.
    """
    policy = policy or _policy_of(round)
    enough = Enough(policy.sample_margin, policy.census_share)
    counts = counts_for(round=round, organizations=populations)
    return {
        pk: three_rates(counts.get(pk, {}), {"member": members, "mass": masses}, enough)
        for pk, (members, masses) in populations.items()
    }


def _policy_of(round) -> Policy:
    """The newest; the defaults before there is one."""
    row = round.policies.order_by("-version").first()
    return Policy.from_dict(row.values) if row else Policy()


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
