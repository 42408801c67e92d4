"""Putting in its time what the generator did in one go today: dates, signatures, words.

No score, rate or decision is touched; the log keeps the true time.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from assessment.demo import submissions
from assessment.demo.material import material
from assessment.models import Sheet
from creation.models import Round

# A time within a stage that is the same for the same row, spread over the stage's days.
_WITHIN = """
    (stage.starts_on + (hashint8(paper.id) & 65535) %% greatest(1,
        least(stage.ends_on + 1, %(today)s) - stage.starts_on)
     + interval '9 hours' + (hashint8(paper.id) & 32767) * interval '1 second')
    AT TIME ZONE %(zone)s
"""
_TIMED = """
UPDATE {table} paper SET {column} = {within}
FROM {source} WHERE {link} AND stage.round_id = %(round)s AND stage.stage = %(stage)s
  AND paper.{column} IS NOT NULL
"""
_BY_CANDIDACY = "assessment_candidacy candidacy, creation_roundstage stage"
_LINK = "candidacy.id = paper.candidacy_id AND candidacy.round_id = stage.round_id"
_SIGNED = """
UPDATE assessment_sheet sheet SET signed_by = organization.secretary_name
FROM assessment_candidacy candidacy JOIN creation_organization organization
  ON organization.id = candidacy.organization_id
WHERE candidacy.id = sheet.candidacy_id AND candidacy.round_id = %(round)s
  AND sheet.stage = 'self' AND sheet.signed_by <> ''
"""


def settle(round) -> None:
    """Submissions, answers and applications fall into the days of their stages."""
    with connection.cursor() as cursor:
        _time(cursor, round, "assessment_candidacy", "applied_at", "apply",
              "creation_roundstage stage", "paper.round_id = stage.round_id")  # fmt: skip
        for stage in ("self", "review", "spot"):
            link = f"{_LINK} AND paper.stage = '{stage}'"
            _time(cursor, round, "assessment_sheet", "submitted_at", stage, _BY_CANDIDACY, link)
        _time(cursor, round, "assessment_clearance", "answered_at", "clearance",
              _BY_CANDIDACY, _LINK)  # fmt: skip
        cursor.execute(_SIGNED, {"round": round.pk})
    words = material()["words"]
    own = Sheet.objects.filter(candidacy__round=round, stage="self", results="")
    own.exclude(signed_by="").update(
        results=words["results"],
        shortcomings=words["shortcomings"],
        next_effort=words["next_effort"],
    )
    submissions.keep(round)


def _time(cursor, round, table, column, stage, source, link):
    query = _TIMED.format(table=table, column=column, within=_WITHIN, source=source, link=link)
    where = {"today": timezone.localdate(), "zone": settings.TIME_ZONE}
    cursor.execute(query, where | {"round": round.pk, "stage": stage})


def opened(code, day) -> None:
    """The round opened on its first day."""
    at = timezone.now() + timedelta(days=day)
    Round.objects.filter(code=code).update(opened_at=at, is_demo=True)


def analyze() -> None:
    """Fresh tables have no statistics, and one transaction leaves no time to gather them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
