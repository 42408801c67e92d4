"""Putting in its time what the generator did in one go today: dates, signatures, words.

No score, rate or decision is touched; the log keeps the true time.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from assessment.demo import submissions
from assessment.demo.material import material
from creation.models import Round

# A time within a stage that is the same for the same row, spread over the stage's days.
_WITHIN = """
    (stage.starts_on + (hashint8(paper.id) & 65535) %% greatest(1,
        least(stage.ends_on + 1, %(today)s) - stage.starts_on)
     + interval '9 hours' + (hashint8(paper.id) & 32767) * interval '1 second')
    AT TIME ZONE %(zone)s
"""
_APPLIED = f"""
UPDATE assessment_candidacy paper SET applied_at = {_WITHIN}
FROM creation_roundstage stage
WHERE stage.round_id = %(round)s AND stage.stage = 'apply' AND paper.round_id = stage.round_id
  AND paper.applied_at IS NOT NULL
"""  # noqa: S608  our own texts
_OF_CANDIDACY = """
FROM assessment_candidacy candidacy JOIN creation_organization organization
  ON organization.id = candidacy.organization_id, creation_roundstage stage
WHERE candidacy.id = paper.candidacy_id AND candidacy.round_id = stage.round_id
  AND stage.round_id = %(round)s
"""
_ANSWERED = f"""
UPDATE assessment_clearance paper SET answered_at = {_WITHIN} {_OF_CANDIDACY}
  AND stage.stage = 'clearance' AND paper.answered_at IS NOT NULL
"""  # noqa: S608  our own texts
# What stands under a self-check, and what it says beside its marks.
_SUBMITTED = f"""
UPDATE assessment_sheet paper SET submitted_at = {_WITHIN} {_OF_CANDIDACY}
  AND stage.stage = paper.stage AND paper.stage <> 'self' AND paper.submitted_at IS NOT NULL
"""  # noqa: S608  our own texts
_SIGNED = f"""
UPDATE assessment_sheet paper SET submitted_at = {_WITHIN},
    signed_by = organization.secretary_name, results = %(results)s,
    shortcomings = %(shortcomings)s, next_effort = %(next_effort)s {_OF_CANDIDACY}
  AND stage.stage = paper.stage AND paper.stage = 'self' AND paper.submitted_at IS NOT NULL
"""  # noqa: S608  our own texts
WORDS = ("results", "shortcomings", "next_effort")
FILLED = """
    creation_organization, creation_item, assessment_candidacy, assessment_clearance,
    assessment_sheet, assessment_mark (sheet_id, item_id, points, not_applicable), surveys_rate
"""


def settle(round) -> None:
    """Submissions, answers and applications fall into the days of their stages."""
    words = {name: material()["words"][name] for name in WORDS}
    when = {"today": timezone.localdate(), "zone": settings.TIME_ZONE, "round": round.pk}
    with connection.cursor() as cursor:
        for statement in (_APPLIED, _SUBMITTED, _SIGNED, _ANSWERED):
            cursor.execute(statement, when | words)
    submissions.keep(round)


def opened(code, day) -> None:
    """The round opened on its first day."""
    at = timezone.now() + timedelta(days=day)
    Round.objects.filter(code=code).update(opened_at=at, is_demo=True)


def analyze() -> None:
    """Fresh tables have no statistics, and one transaction leaves no time to gather them."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {FILLED}")
