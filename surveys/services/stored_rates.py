"""Each organization's three rates with their intervals, computed and kept by the database.

RULES 5 once more, for ten thousand organizations at a time. The pure rules stay the truth: a test
holds every stored figure against `surveys.rates`, digit by digit, and evaluations ask those.
"""

from django.db import connection, transaction

from surveys.intervals import Z2, Z
from surveys.rates import CENSUS, STRATA, STRATA_OF

STORING = 5_008  # the database's name for the lock
# Products of 30 digits after the point are cut back to 30: the stored figures have 18.
STORE = """
    INSERT INTO surveys_organizationrate (
        round_id, organization_id, dimension, members, masses, enough, people, numerator,
        denominator, excluded, dont_know, n, value, variance, n_eff, low, high, is_census,
        sufficient, missing)
    WITH people AS MATERIALIZED (
        SELECT * FROM unnest(%(ids)s::bigint[], %(members)s::int[], %(masses)s::int[])
            AS given (organization_id, members, masses)
    ), wanted (dimension, stratum, place, label) AS (VALUES {wanted}
    ), counted AS MATERIALIZED (
        SELECT rate.organization_id, question.dimension, rate.stratum,
               min(rate.denominator) AS n, min(rate.denominator + rate.dont_know) AS answered,
               max(rate.denominator) > 0 AS is_known,
               sum(rate.numerator) AS numerator, sum(rate.denominator) AS denominator,
               sum(rate.blank + rate.skipped + rate.void) AS excluded,
               sum(rate.dont_know) AS dont_know,
               round(sum(rate.numerator::numeric(40, 30) / nullif(rate.denominator, 0))
                     / count(*), 30) AS share
        FROM surveys_rate rate
        JOIN surveys_question question ON question.id = rate.question_id
        JOIN wanted ON wanted.dimension = question.dimension AND wanted.stratum = rate.stratum
        JOIN surveys_questionnaire asked ON asked.id = question.questionnaire_id
        WHERE asked.round_id = %(round)s AND rate.organization_id = ANY(%(ids)s)
        GROUP BY 1, 2, 3
    ), cell AS (
        SELECT people.organization_id, wanted.dimension, wanted.place, wanted.label, size.number,
               coalesce(counted.n, 0) AS n, counted.numerator, counted.denominator,
               counted.excluded, counted.dont_know,
               CASE WHEN counted.n > 0 THEN counted.share END AS share,
               coalesce(counted.n, 0) >= size.number AS is_census,
               round(counted.n * (size.number - 1)::numeric(40, 30)
                     / nullif(greatest(size.number - counted.n, 0), 0), 30) AS n_eff,
               CASE WHEN counted.n > 0 THEN ''
                    WHEN counted.is_known THEN wanted.label || '有题目无人有效作答'
                    ELSE '没有' || wanted.label || '的有效答卷' END AS missing,
               counted.n > 0 AND CASE
                   WHEN size.number <= %(census)s
                   THEN counted.answered >= ceil(%(census_share)s::numeric * size.number)
                   ELSE counted.n >= ceil(9604 * size.number::numeric
                        / (%(margin)s::numeric ^ 2 * (size.number - 1) + 9604))
               END AS sufficient
        FROM people CROSS JOIN wanted
        CROSS JOIN LATERAL (SELECT CASE wanted.stratum
            WHEN 'member' THEN people.members ELSE people.masses END::bigint AS number) size
        LEFT JOIN counted ON counted.organization_id = people.organization_id
            AND counted.dimension = wanted.dimension AND counted.stratum = wanted.stratum
        WHERE size.number > 0
    ), whole AS MATERIALIZED (
        SELECT organization_id, dimension, count(*) AS strata, sum(number) AS people,
               coalesce(sum(numerator), 0) AS numerator,
               coalesce(sum(denominator), 0) AS denominator,
               coalesce(sum(excluded), 0) AS excluded, coalesce(sum(dont_know), 0) AS dont_know,
               sum(n) AS n, bool_and(n > 0) AS is_present, min(n_eff) AS n_eff,
               bool_and(is_census) AS is_census, bool_and(coalesce(sufficient, false)) AS enough,
               round(sum(number * share) / sum(number), 30) AS value,
               coalesce(round(sum(round(number * number * share * (1 - share), 30) / n_eff)
                        / sum(number) ^ 2, 34), 0) AS variance,
               string_agg(nullif(missing, ''), '；' ORDER BY place) AS missing
        FROM cell GROUP BY 1, 2
    ), worth AS (
        SELECT *, CASE
            WHEN strata = 1 THEN n_eff
            WHEN value IN (0, 1) THEN n
            WHEN is_census THEN NULL
            WHEN variance = 0 THEN n
            ELSE round(value * (1 - value) / variance, 30)
        END AS size
        FROM whole
    ), spread AS (
        SELECT *, value * size + %(z2)s / 2 AS centre,
               %(z)s * sqrt(round(size * value * (1 - value) + %(z2)s / 4, 30)) AS half
        FROM worth WHERE is_present
    )
    SELECT %(round)s, people.organization_id, kind.dimension, people.members, people.masses,
           %(enough)s, coalesce(whole.people, 0), coalesce(whole.numerator, 0),
           coalesce(whole.denominator, 0), coalesce(whole.excluded, 0),
           coalesce(whole.dont_know, 0), coalesce(whole.n, 0), spread.value,
           CASE WHEN whole.is_present THEN whole.variance END, spread.size,
           CASE WHEN size IS NULL THEN spread.value
                ELSE greatest(0, (centre - half) / (size + %(z2)s)) END,
           CASE WHEN size IS NULL THEN spread.value
                ELSE least(1, (centre + half) / (size + %(z2)s)) END,
           coalesce(whole.is_present AND whole.is_census, false),
           coalesce(whole.is_present AND whole.enough, false),
           CASE WHEN whole.people IS NULL THEN kind.nobody
                WHEN whole.is_present THEN '' ELSE whole.missing END
    FROM people
    CROSS JOIN (VALUES {kinds}) AS kind (dimension, nobody)
    LEFT JOIN whole ON whole.organization_id = people.organization_id
        AND whole.dimension = kind.dimension
    LEFT JOIN spread ON spread.organization_id = people.organization_id
        AND spread.dimension = kind.dimension
"""
CLEAR = "DELETE FROM surveys_organizationrate WHERE round_id = %s AND organization_id = ANY(%s)"


def _statement():
    """The dimensions and strata of the rules, as the lines of VALUES."""
    wanted = [
        f"('{dimension}', '{stratum}', {place}, '{STRATA[stratum]}')"
        for dimension, strata in STRATA_OF.items()
        for place, stratum in enumerate(strata)
    ]
    kinds = [
        f"('{dimension}', '{'和'.join(map(STRATA.get, strata))}人数为 0，没有可以调查的人')"
        for dimension, strata in STRATA_OF.items()
    ]
    return STORE.format(wanted=", ".join(wanted), kinds=", ".join(kinds))


_STORE = _statement()


@transaction.atomic
def store(*, round, populations, enough):
    """Compute and keep the three rates of these organizations: {id: (members, people served)}.

    One at a time for a round: who waited computes from what the other has committed by then.
    """
    ids = list(populations)
    values = {
        "round": round.pk,
        "ids": ids,
        "members": [populations[pk][0] for pk in ids],
        "masses": [populations[pk][1] for pk in ids],
        "enough": words_of(enough),
        "census": CENSUS,
        "census_share": enough.census_share,
        "margin": enough.margin,
        "z": Z,
        "z2": Z2,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [STORING, round.pk])
        cursor.execute(CLEAR, [round.pk, ids])
        cursor.execute(_STORE, values)


def words_of(enough):
    """What a stored rate was judged by; another policy gives another text."""
    return f"±{enough.margin:f} 个百分点，小单位 {enough.census_share:f}"
