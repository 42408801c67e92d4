"""A million sheets over ten thousand organizations, laid down by the database itself."""

import os
from datetime import date

from django.db import connection

from bench import big_round
from creation.models import Organization, Round
from surveys.models import Questionnaire, Upload
from surveys.services.questionnaires import install_questionnaire

SHEETS = int(os.environ.get("BENCH_SHEETS", "1000000"))

# One member among five; five choices at random, some left blank; activities as sums of bits.
_SHEETS = """
INSERT INTO surveys_response (upload_id, organization_id, number, stratum, answers, weight, flags)
SELECT %(upload)s, unit.id, number, CASE WHEN number %% 5 = 0 THEN 'member' ELSE 'mass' END,
       ARRAY[2, 1 + random() * 3, 1 + random() * 4, random() * 3, 1 + random() * 3,
             1 + random() * 3, CASE WHEN random() < 0.3 THEN 128 ELSE 1 + random() * 126 END
       ]::smallint[], 1, ''
FROM creation_organization unit CROSS JOIN generate_series(1, %(each)s) AS number
WHERE unit.is_rated
"""


def make(units: int, sheets: int) -> tuple[Round, Questionnaire, list[int]]:
    """The round, its questionnaire, and the ids of the rated organizations."""
    big_round._organizations(units)
    round = Round.objects.create(
        code="big", name="大轮次", starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31),
        state="open",
    )  # fmt: skip
    questionnaire = install_questionnaire(round=round, by=None)
    upload = Upload.objects.create(questionnaire=questionnaire, name="大", state="committed")
    rated = list(Organization.objects.filter(is_rated=True).values_list("pk", flat=True))
    values = {"upload": upload.pk, "each": sheets // units}
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_SHEETS, values)
        cursor.execute("ANALYZE")
    return round, questionnaire, rated
