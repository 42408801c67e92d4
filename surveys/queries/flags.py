"""Flagged sheets in groups: a file, an organization, a flag, and what was decided about them."""

from dataclasses import dataclass
from fractions import Fraction

from django.db import connection

from creation.models import Organization
from surveys.integrity import FLAGS
from surveys.models import FlagDecision, Upload


@dataclass(frozen=True)
class FlagGroup:
    """So many of an organization's sheets in one file carry this flag."""

    upload: Upload
    organization: Organization
    flag: str
    sheets: int
    out_of: int
    decision: FlagDecision | None  # None: the sheets count

    @property
    def name(self):
        return FLAGS.get(self.flag, self.flag)

    @property
    def share(self):
        return Fraction(self.sheets, self.out_of)


FLAGGED = """
    SELECT flagged.upload_id, flagged.organization_id, flag, count(*),
           (SELECT sum(every.weight) FROM surveys_response every
            WHERE every.upload_id = flagged.upload_id
              AND every.organization_id = flagged.organization_id)
    FROM surveys_response flagged, unnest(string_to_array(flagged.flags, ',')) AS flag
    WHERE flagged.upload_id = ANY(%(uploads)s) AND flagged.flags <> ''
      AND (%(organizations)s::bigint[] IS NULL OR flagged.organization_id = ANY(%(organizations)s))
    GROUP BY 1, 2, 3
    ORDER BY 4 DESC, 2, 1, 3
"""


def flag_groups(uploads, organizations=None):
    """The groups of these files (ids), the largest first; of all organizations unless some (ids)
    are given."""
    with connection.cursor() as cursor:
        cursor.execute(FLAGGED, {"uploads": list(uploads), "organizations": organizations})
        rows = cursor.fetchall()
    files = Upload.objects.in_bulk({row[0] for row in rows})
    units = Organization.objects.select_related("town").in_bulk({row[1] for row in rows})
    decisions = {
        (one.upload_id, one.organization_id, one.flag): one
        for one in in_force(files).select_related("decided_by")
    }
    return [
        FlagGroup(files[file], units[unit], flag, sheets, out_of, decisions.get((file, unit, flag)))
        for file, unit, flag, sheets, out_of in rows
    ]


def in_force(uploads):
    return FlagDecision.objects.filter(upload__in=list(uploads), lifted_at=None)


def decisions_on(organization, round):
    """All that was ever decided about an organization's sheets, the newest first."""
    found = FlagDecision.objects.filter(
        organization=organization, upload__questionnaire__round=round
    )
    return found.select_related("upload", "decided_by", "lifted_by")


CROWDED = """
    SELECT rate.organization_id, rate.stratum,
           max(rate.denominator + rate.dont_know + rate.blank + rate.skipped + rate.void) AS sheets,
           max(CASE rate.stratum WHEN 'member' THEN kept.members ELSE kept.masses END) AS people
    FROM surveys_rate rate
    JOIN surveys_question question ON question.id = rate.question_id
    JOIN surveys_organizationrate kept ON kept.organization_id = rate.organization_id
        AND kept.dimension = 'awareness' AND kept.round_id = %(round)s
    WHERE question.questionnaire_id = %(questionnaire)s AND rate.stratum IN ('member', 'mass')
      AND (%(organizations)s::bigint[] IS NULL OR rate.organization_id = ANY(%(organizations)s))
    GROUP BY 1, 2
    HAVING max(rate.denominator + rate.dont_know + rate.blank + rate.skipped + rate.void)
           > max(CASE rate.stratum WHEN 'member' THEN kept.members ELSE kept.masses END)
    ORDER BY 1, 2
"""


def crowded(questionnaire, organizations=None):
    """[(organization, stratum, sheets, people)] where more answered than there are people."""
    values = {
        "questionnaire": questionnaire.pk,
        "round": questionnaire.round_id,
        "organizations": organizations,
    }
    with connection.cursor() as cursor:
        cursor.execute(CROWDED, values)
        rows = cursor.fetchall()
    units = Organization.objects.select_related("town").in_bulk({row[0] for row in rows})
    return [(units[pk], stratum, sheets, people) for pk, stratum, sheets, people in rows]
