"""The three guarantees in the report: stored numbers with what they are of, else 未登记."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from docx import Document

from assessment.queries.report import report_data
from assessment.reports import guarantees as words
from assessment.reports.document import write_document
from creation.guarantees import (
    Bodies,
    Centres,
    Guarantees,
    Liaisons,
    Plans,
    Practices,
    Required,
    SectorTraining,
    Share,
)
from creation.models import Organization
from tests.assessment.reports.rows import make_filled
from tests.creation import guarantees as ready

SENTENCES = (
    words.bodies,
    words.liaisons,
    words.plans,
    words.training,
    words.centres,
    words.practices,
)
NOBODY, NOTHING = Share(0, 9), Share(0, 0)


def sessions(planned=0, held=0, people=None, required=None, sector="合计"):
    return SectorTraining(sector, None, planned, held, Decimal(8), people, required)


EMPTY = Guarantees(
    year=2026,
    required=Required(visits=4, trainings=1, seminars=1, city_part=1, district_part=1),
    bodies=Bodies(NOBODY, 0, 0, 0),
    liaisons=Liaisons(NOBODY, 0, 0, 0, 0, 0, NOTHING),
    plans=Plans(0, NOTHING, 0, None),
    trainings=(),
    seminars=(),
    training_total=sessions(),
    seminar_total=sessions(),
    centres=Centres(0, NOBODY, NOTHING, Decimal(0), Decimal(0), 0),
    practices=Practices(0, 0, NOBODY),
)
LINKED = Liaisons(Share(3, 9), 2, 3, 5, 6, 1, Share(1, 2))
OPEN = Centres(2, Share(6, 9), Share(1, 2), Decimal("50.00"), Decimal("40.50"), 1)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_nobody_registered_is_said_and_never_nought(sentence):
    text = sentence(EMPTY)
    assert "未登记" in text
    assert "%" not in text
    assert "0" not in text.replace("2026", "")


@pytest.mark.parametrize(
    ("sentence", "changed", "said"),
    [
        (
            words.bodies,
            {"bodies": Bodies(Share(8, 9), 10, 30, 4)},
            "组织保证：设有领导小组或工作机构的党委8个（8/9，88.9%），登记机构10个、成员30名；"
            "2026年召开会议4次。",
        ),
        (
            words.bodies,
            {"bodies": Bodies(Share(8, 9), 10, 30, 0)},
            "组织保证：设有领导小组或工作机构的党委8个（8/9，88.9%），登记机构10个、成员30名；"
            "2026年会议未登记。",
        ),
        (
            words.liaisons,
            {"liaisons": LINKED},
            "制度保证：有联系领导的参评单位3个（3/9，33.3%），联系领导2名；2026年走访5次，"
            "到统计日应走访6次，走访次数不够的联系点1个（1/3，33.3%）；"
            "走访发现问题2个，已解决1个（1/2，50.0%）。",
        ),
        (
            words.liaisons,
            {"liaisons": replace(LINKED, due=None, behind=None, problems=NOTHING)},
            "制度保证：有联系领导的参评单位3个（3/9，33.3%），联系领导2名；2026年走访5次，"
            "没有设定每年走访次数；走访没有登记问题。",
        ),
        (
            words.plans,
            {"plans": Plans(1, Share(2, 3), 1, Fraction(250, 3))},
            "行动计划任务3项，已完成2项（2/3，66.7%），逾期1项（1/3，33.3%），平均进度83.3%。",
        ),
        (
            words.training,
            {
                "training_total": sessions(4, 3, 120),
                "trainings": (sessions(4, 3, 120, 4, "农村"), sessions(4, 3, 9, 3, "社区")),
                "seminar_total": sessions(2, 2),
            },
            "人力保证：2026年计划培训4次，已举办3次（3/4，75.0%），参加120人次，农村领域次数不够；"
            "计划交流研讨2次，已举办2次（2/2，100.0%），参加人数未登记。",
        ),
        (
            words.centres,
            {"centres": OPEN},
            "物力保证：党群服务中心2个，服务到的参评单位6个（6/9，66.7%）；"
            "登记了市、区两级投入的中心1个（1/2，50.0%），市级50万元、区级40.5万元，"
            "不合1:1的1个（1/1，100.0%）。",
        ),
        (
            words.centres,
            {"centres": replace(OPEN, uneven=None), "required": None},
            "物力保证：党群服务中心2个，服务到的参评单位6个（6/9，66.7%）；"
            "登记了市、区两级投入的中心1个（1/2，50.0%），市级50万元、区级40.5万元。",
        ),
        (
            words.centres,
            {"centres": replace(OPEN, funded=Share(0, 2))},
            "物力保证：党群服务中心2个，服务到的参评单位6个（6/9，66.7%）；市、区两级投入未登记。",
        ),
        (
            words.practices,
            {"practices": Practices(2, 5, Share(4, 9))},
            "登记好做法2个，推广5次，用上别处好做法的参评单位4个（4/9，44.4%）。",
        ),
        (
            words.practices,
            {"practices": Practices(2, 0, NOBODY)},
            "登记好做法2个，推广情况未登记。",
        ),
    ],
)
def test_sentence_states_the_figures_with_what_they_are_of(sentence, changed, said):
    assert sentence(replace(EMPTY, **changed)) == said


def test_table_says_not_registered_where_there_is_no_whole():
    assert all(row[2:] == [None, None, None] for row in words.table(EMPTY).cells())
    known = words.table(replace(EMPTY, liaisons=LINKED, centres=OPEN)).cells()
    lines = {row[1]: row[2:] for row in known}
    assert lines["走访次数不够的联系点"] == [1, 3, Fraction(1, 3)]
    assert lines["两级投入不合比例的中心"] == [1, 1, 1]
    assert lines["计划的培训已举办"] == [None, None, None]


@pytest.mark.django_db
def test_report_reads_the_registers_of_its_scope():
    round, district = make_filled()
    first, second = Organization.objects.filter(kind="committee").order_by("code")
    ready.group(first)
    ready.group(second)
    ready.practice(second)
    assert report_data(round, district).guarantees.bodies.committees == Share(2, 3)
    town = report_data(round, first)
    assert town.guarantees.bodies.committees == Share(1, 1)
    assert town.guarantees.practices.practices == 0


@pytest.mark.django_db
def test_document_holds_the_sentences_and_the_table():
    round, district = make_filled()
    ready.group(district)
    data, file = report_data(round, district), BytesIO()
    write_document(data, file)
    document = Document(file)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "（二）组织领导和三个保证" in texts
    assert {sentence(data.guarantees) for sentence in SENTENCES} <= set(texts)
    cells = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert ["组织保证", "设有领导小组或工作机构的党委", "1", "3", "33.3%"] in cells
    assert ["好做法", "用上别处好做法的参评单位", "未登记", "未登记", "未登记"] in cells
