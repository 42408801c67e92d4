"""A round with the shipped questionnaire, two branches of one town, and files about them."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.core.files.base import ContentFile

from creation.models import Round
from surveys.queries import form_of
from surveys.services.questionnaires import install_questionnaire
from tests import factories

QUESTIONS = [
    "您的身份",
    "您对党支部班子的工作满意吗",
    "您对党员干部的作风满意吗",
    "您对党支部为群众办实事的成效满意吗",
    "您知道党支部近期的主要工作吗",
    "您知道党支部近期决定的重大事项吗",
    "最近12个月您参加过党支部组织的哪些活动",
]
HEADER = ["党组织代码", *QUESTIONS]
MASS = ["群众", "满意", "基本满意", "一般", "知道", "听说过", "志愿服务┋文体活动"]
MEMBER = ["党员", "满意", "满意", "满意", "很清楚", "知道", "主题党日"]


@pytest.fixture
def district(db):
    return factories.make_district()


@pytest.fixture
def town(district):
    return factories.make_town(district)


@pytest.fixture
def branches(town):
    people = {"full_members": 10, "masses": 40}
    return [
        factories.make_organization(town, code="QD01", name="北街党支部", **people),
        factories.make_organization(town, code="QD02", name="河东党支部", **people),
    ]


@pytest.fixture
def staff(district):
    return factories.make_user("district_staff", district)


@pytest.fixture
def reviewer(town):
    return factories.make_user("committee_reviewer", town, name="李初审")


@pytest.fixture
def round_(db):
    return Round.objects.create(
        code="r1",
        name="第一轮",
        state="open",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
    )


@pytest.fixture
def questionnaire(round_):
    return install_questionnaire(round=round_, by=None)


@pytest.fixture
def form(questionnaire):
    return form_of(questionnaire)


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def workbook(rows, name="测评.xlsx"):
    """Rows as an uploaded xlsx."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return ContentFile(content.getvalue(), name=name)


def csv_file(rows, encoding="utf-8-sig", name="测评.csv"):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return ContentFile(text.getvalue().encode(encoding), name=name)
