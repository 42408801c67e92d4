"""The rollup that every rate is read from, and the three rates of a round.

`rates_for` is the one door for the app above.
"""

from collections import defaultdict

from django.db import connection, models, transaction

from creation.policy import Policy
from surveys.models import OrganizationRate, Rate, Upload
from surveys.queries.people import people_of
from surveys.rates import STRATA_OF, Count, Enough, three_rates
from surveys.services.rollup import count_apart, count_into
from surveys.services.stored_rates import store, words_of

CLEAR = """
    DELETE FROM surveys_rate rate USING surveys_question question
    WHERE question.id = rate.question_id
      AND question.questionnaire_id = %(questionnaire)s
      AND rate.organization_id = ANY(%(organizations)s)
"""


@transaction.atomic
def refresh(*, questionnaire, organizations):
    """Count anew for these organizations (ids); called with the questionnaire's row locked."""
    round, organizations = questionnaire.round, list(organizations)
    with connection.cursor() as cursor:
        cursor.execute(CLEAR, {"questionnaire": questionnaire.pk, "organizations": organizations})
    count_into(
        "surveys_rate",
        questionnaire,
        uploads=committed(questionnaire),
        organizations=organizations,
    )
    populations = people_of(round, organizations)
    store(round=round, populations=populations, enough=enough_of(policy_of(round)))


def catch_up(*, round, organizations):
    """Compute stored rates anew whose people or policy have changed since; how many those were.

    `organizations` are ids. Rosters change without any answer coming in.
    """
    enough = enough_of(policy_of(round))
    now = people_of(round, organizations)
    kept = OrganizationRate.objects.filter(
        round=round, organization__in=list(now), enough=words_of(enough)
    )
    rows = kept.values_list("organization_id", "members", "masses").distinct()
    fresh = {pk for pk, *people in rows if tuple(people) == now[pk]}
    stale = {pk: people for pk, people in now.items() if pk not in fresh}
    if stale:
        store(round=round, populations=stale, enough=enough)
    return len(stale)


def rates_for(*, round, populations, policy=None):
    """{organization id: ThreeRates} for `populations` = {id: (members, people served)}.

    One query, however many organizations, and one for the round's policy unless it is given;
    those without an answer come with missing rates.
    """
    policy = policy or policy_of(round)
    enough = enough_of(policy)
    counts = counts_for(round=round, organizations=populations)
    return {
        pk: three_rates(counts.get(pk, {}), {"member": members, "mass": masses}, enough)
        for pk, (members, masses) in populations.items()
    }


def rates_without(*, round, organization, people, keep, policy=None):
    """ThreeRates of one organization when other sheets count than those decided on.

    `keep` is ALL or UNFLAGGED of the rollup: the figure with and the one without doubtful sheets.
    """
    counts = defaultdict(list)
    for questionnaire in round.questionnaires.order_by("pk"):
        dimensions = dict(questionnaire.questions.values_list("pk", "dimension"))
        uploads = committed(questionnaire)
        found = count_apart(questionnaire, uploads=uploads, organization=organization, keep=keep)
        for pk, stratum, count in found:
            counts[dimensions[pk], stratum].append(count)
    members, masses = people
    enough = enough_of(policy or policy_of(round))
    return three_rates(counts, {"member": members, "mass": masses}, enough)


def enough_of(policy) -> Enough:
    return Enough(policy.sample_margin, policy.census_share)


def policy_of(round) -> Policy:
    """The newest; the defaults before there is one."""
    row = round.policies.order_by("-version").first()
    return Policy.from_dict(row.values) if row else Policy()


def committed(questionnaire):
    """The files whose answers count (ids)."""
    found = Upload.objects.filter(questionnaire=questionnaire, state="committed")
    return list(found.values_list("pk", flat=True))


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


def well_answered(round):
    """Ids of the organizations whose three rates all rest on enough answers, as a subquery."""
    kept = OrganizationRate.objects.filter(round=round).order_by().values("organization")
    counted = kept.annotate(enough=models.Count("dimension", filter=models.Q(sufficient=True)))
    return counted.filter(enough=len(STRATA_OF)).values("organization")
