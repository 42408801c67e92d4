"""A round of many units with every paper in, laid down as sets: what big cases start from."""

import os
import tomllib
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils import timezone

from assessment.models import Candidacy, Clearance, Sheet
from assessment.services.candidacies import open_round
from creation.models import Kind, Organization, Sector, User
from creation.services.rounds import define_round
from creation.services.standards import publish, save_standard
from creation.standards import parse_standard
from surveys.services.questionnaires import install_questionnaire

UNITS = int(os.environ.get("BENCH_UNITS", "10000"))
TOWNS = 20
STANDARD = settings.BASE_DIR / "standards" / "village-2026.toml"
ROUND = {
    "code": "big",
    "name": "大轮次",
    "starts_on": "2025-01-01",
    "ends_on": "2026-12-31",
    "editions": {"village": "village-2026"},
}

# Deterministic: an item in seven lost a tenth of its points.
_MARKS = """
INSERT INTO assessment_mark (sheet_id, item_id, points, why, not_applicable, reason, note, returned,
                             version, entry_key, updated_at)
SELECT sheet.id, item.id,
       CASE WHEN item.is_bonus THEN 0
            WHEN (sheet.candidacy_id + item.id) % 7 = 0 THEN round(item.points * 0.9, 2)
            ELSE item.points END,
       '缺 1 次，扣分', '', '', '', '', 1, '', now()
FROM assessment_sheet sheet
JOIN assessment_candidacy candidacy ON candidacy.id = sheet.candidacy_id
JOIN creation_item item ON item.standard_id = candidacy.standard_id AND item.computed = ''
"""
_RATES = """
INSERT INTO surveys_rate (question_id, organization_id, stratum, numerator, denominator, dont_know,
                          blank, skipped, void, classes)
SELECT question.id, candidacy.organization_id, stratum.code, stratum.answers * 9 / 10,
       stratum.answers, 0, 0, 0, 0, '{}'
FROM assessment_candidacy candidacy
CROSS JOIN surveys_question question
CROSS JOIN (VALUES ('member', 20), ('mass', 100)) AS stratum (code, answers)
WHERE question.dimension <> 'identity'
"""


def make(units=UNITS):
    """(round, staff): an open round whose units have all been reviewed, cleared and surveyed."""
    spec = parse_standard(tomllib.loads(STANDARD.read_text(), parse_float=Decimal))
    publish(standard=save_standard(spec=spec, by=None), by=None)
    _organizations(units)
    round = open_round(round=define_round(data=ROUND, by=None), by=None)
    now = timezone.now()
    Candidacy.objects.filter(round=round).update(state="applied", applied_at=now)
    Clearance.objects.filter(candidacy__round=round).update(state="clear", answered_at=now)
    for stage, state in (("self", "accepted"), ("review", "submitted")):
        Sheet.objects.bulk_create(
            Sheet(candidacy_id=pk, stage=stage, state=state, submitted_at=now)
            for pk in Candidacy.objects.filter(round=round).values_list("pk", flat=True)
        )
    install_questionnaire(round=round, by=None)
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        cursor.execute(_RATES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return round, _staff()


def _organizations(units):
    district = Organization.objects.create(code="B", name="测试区委", kind=Kind.DISTRICT)
    _place([district])
    towns = [
        Organization(code=f"B{n:03}", name=f"第{n}镇党委", kind=Kind.COMMITTEE, parent=district)
        for n in range(1, TOWNS + 1)
    ]
    _place(Organization.objects.bulk_create(towns))
    village = Sector.objects.get(code="village")
    branches = [
        Organization(
            code=f"B{n % TOWNS + 1:03}{n:06}",
            name=f"第{n}村党支部",
            kind=Kind.BRANCH,
            parent=towns[n % TOWNS],
            town=towns[n % TOWNS],
            sector=village,
            is_rated=True,
            full_members=20,
            masses=300,
            opened_on="2001-05-01",
        )
        for n in range(units)
    ]
    _place(Organization.objects.bulk_create(branches))


def _place(organizations):
    """Paths and towns as the services keep them."""
    for one in organizations:
        one.path = f"{one.parent.path if one.parent else ''}{one.pk}/"
        if one.parent and not one.town_id:
            one.town = one
    Organization.objects.bulk_update(organizations, ["path", "town"], batch_size=1000)


def _staff():
    staff = User.objects.create_user(username="bench", name="测试")
    district = Organization.objects.get(parent=None)
    staff.appointments.create(
        role="district_staff", organization=district, starts_on=timezone.localdate()
    )
    return staff
