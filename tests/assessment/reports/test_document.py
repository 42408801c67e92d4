"""The Word report, read back: every number equals the stored row."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from assessment.models import Evaluation
from assessment.queries.report import report_data
from assessment.reports.document import write_document
from creation.models import Organization
from tests.assessment.reports.rows import make_filled


def read(data):
    file = BytesIO()
    write_document(data, file)
    return Document(file)


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def table_named(document, caption):
    """The table right below its caption."""
    (found,) = (
        table
        for table in document.tables
        if caption in "".join(text.text for text in table._tbl.getprevious().iter(qn("w:t")))
    )
    return found


def test_sections_come_in_the_campaigns_order(data):
    headings = [p.text for p in read(data).paragraphs if p.style.style_id == "Heading1"]
    assert headings == [
        "一、方法与步骤",
        "二、内容与标准",
        "三、激励与评价",
        "四、目标与成效",
        "五、下一步",
    ]


def test_opening_table_counts_the_stored_decisions(data):
    assert rows(table_named(read(data), "总体情况")) == [
        [
            "领域",
            "参评",
            "五好",
            "未达标",
            "否决",
            "不评定",
            "待定",
            "未评价",
            "平均分",
            "五好比例",
        ],
        ["农村", "6", "2", "2", "2", "0", "0", "0", "86.92", "33.3%"],
        ["社区", "6", "1", "0", "0", "2", "2", "1", "93.33", "16.7%"],
        ["合计", "12", "3", "2", "2", "2", "2", "1", "88.20", "25.0%"],
    ]


def test_column_of_the_unevaluated_is_there_only_when_there_are_some(filled):
    Evaluation.objects.filter(candidacy__round=filled[0]).update(decision="pending")
    filled[0].candidacies.filter(evaluations=None).delete()
    head = rows(table_named(read(report_data(*filled)), "总体情况"))[0]
    assert "待定" in head
    assert "未评价" not in head


def test_score_table_holds_every_candidacy_with_its_stored_scores(stored):
    shown = {row[1]: row[4:] for row in rows(read(stored).tables[-4])[1:]}
    evaluations = Evaluation.objects.select_related("candidacy__organization")
    fields = ("self_score", "review_score", "spot_score", "organization_part", "rates_part")
    none = dict(zip(fields, ("未自查", "未初审", "未检查", "暂缺", "暂缺"), strict=True))
    for one in evaluations:
        expected = [
            none[name] if getattr(one, name) is None else f"{getattr(one, name):.2f}"
            for name in fields
        ]
        expected.append("—" if one.bonus is None else f"{one.bonus:.2f}")
        expected.append("未得出" if one.composite is None else f"{one.composite:.2f}")
        expected.append(one.get_decision_display())
        assert shown.pop(one.candidacy.organization.name) == expected
    assert list(shown.values()) == [
        ["未自查", "未初审", "未检查", "暂缺", "暂缺", "—", "未得出", "未评价"]
    ]


def test_problems_and_nominees_are_listed(data):
    problems, nominees = (rows(table)[1:] for table in read(data).tables[-3:-1])
    assert [row[3:] for row in problems] == [
        ["=1+1 台账不全", "1.1 要点1", "补齐台账", "2026-10-05", "整改中"],
        ["没有条款的问题", "—", "整改", "2026-10-06", "整改中"],
    ]
    assert [row[-1] for row in nominees] == ["拟命名", "公示中"]


def test_loss_is_what_the_lines_lost_of_what_applied(data):
    shown = rows(table_named(read(data), "失分率最高"))
    assert shown[1:] == [
        ["农村", "1.1", "要点1", "6", "6", "30.00", "120.00", "25.0%"],
        ["社区", "1.1", "要点1", "1", "1", "5.00", "20.00", "25.0%"],
    ]


def test_rates_show_interval_numerator_denominator_and_who_lacks_them(data):
    shown = rows(table_named(read(data), "三率情况"))
    assert shown[1][4:] == ["531", "616", "14", "616", "0", "5"]
    assert shown[2][-2:] == ["7", "5"]
    assert shown[3] == ["知晓率", "—", "—", "—", "0", "0", "0", "0", "0", "12"]


def test_without_data_nothing_reads_zero_per_cent(empty_data):
    document = read(empty_data)
    body = "".join(texts(document))
    assert "目前尚未开展综合评价，得分和结论均为空缺，不代表零分。" in body
    assert "12个参评党组织均未检查" in body
    assert "满意率：没有数据。" in body
    assert [row[-2:] for row in rows(table_named(document, "总体情况"))[1:]] == [["—", "—"]] * 3
    assert texts(document).count("无。") == 2


def test_blanks_are_left_for_what_no_table_knows(data):
    blanks = read(data).element.body.findall(qn("w:sdt"))
    names = [one.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val")) for one in blanks]
    assert names == [
        "可补充：主要做法",
        "可补充：激励措施",
        "可补充：主要成效和典型事例",
        "可补充：下一步打算",
    ]


def test_report_on_a_town_names_it_and_leaves_the_other_out(filled):
    town = Organization.objects.get(name="第1镇党委")
    document = read(report_data(filled[0], town))
    names = {row[3] for row in rows(document.tables[-4])[1:]}
    assert texts(document)[0].startswith("第1镇党委")
    assert names == {"第1镇党委"}
    assert not any("各街镇情况" in text for text in texts(document))


@pytest.mark.django_db
def test_canary_in_every_typed_text_stays_text():
    canary = '"><img src=x onerror=1>{{7*7}}${7*7}'
    round, district = make_filled()
    Organization.objects.update(name=canary[:80])
    document = read(report_data(round, district))
    assert canary in rows(document.tables[-4])[1]
