"""What is there of the sample that a questionnaire needs."""

from django.db import connection

from creation.queries.organizations import subtree_populations
from surveys.planning import needs_of
from surveys.rates import STRATA

# The smallest of the questions that count for the stratum; 0 where one has no answer at all.
REACHED = """
    WITH asked AS (
        SELECT question.id, wanted.stratum
        FROM surveys_question question
        JOIN (VALUES ('satisfaction', 'mass'), ('participation', 'mass'), ('awareness', 'mass'),
                     ('participation', 'member'), ('awareness', 'member'))
             AS wanted(dimension, stratum) ON wanted.dimension = question.dimension
        WHERE question.questionnaire_id = %(questionnaire)s
    )
    SELECT rate.organization_id, rate.stratum, min(rate.denominator),
           min(rate.denominator + rate.dont_know)
    FROM surveys_rate rate JOIN asked ON asked.id = rate.question_id
         AND asked.stratum = rate.stratum
    WHERE rate.organization_id = ANY(%(organizations)s)
    GROUP BY 1, 2
    HAVING count(*) = (SELECT count(*) FROM asked other WHERE other.stratum = rate.stratum)
"""


def plans_of(questionnaire, organizations, enough):
    """{organization id: [Need of 党员, Need of 群众]} for these ids, in two queries."""
    ids = list(organizations)
    people = subtree_populations(ids, questionnaire.round.counted_on)
    reached = {}
    with connection.cursor() as cursor:
        cursor.execute(REACHED, {"questionnaire": questionnaire.pk, "organizations": ids})
        for pk, stratum, n, answered in cursor.fetchall():
            reached.setdefault(pk, {})[stratum] = (n, answered)
    return {
        pk: needs_of(dict(zip(STRATA, people[pk], strict=True)), reached.get(pk, {}), enough)
        for pk in ids
    }
