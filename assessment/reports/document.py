"""The report as a Word file, in the campaign's own order of sections."""

from assessment.reports import guarantees, sentences, tables
from assessment.reports.official import LANDSCAPE_WIDTH, OfficialDocument
from assessment.reports.values import ReportData
from assessment.reports.words import day

TOP = 3


def write_document(data: ReportData, place) -> None:
    """Write the report to `place` (a path or an open file)."""
    title = f"{data.round_name}工作情况报告"
    document = OfficialDocument(f"{data.scope_name}{title}", data.scope_name)
    document.title(data.scope_name, title)
    document.subtitle(f"（汇总稿，数据截至{day(data.made_at)}）")
    document.paragraph(sentences.opening(data))
    document.table(tables.overview(data), "表1　总体情况")
    _method(document, data)
    _contents(document, data)
    _appraisal(document, data)
    _results(document, data)
    _next(document, data)
    _end(document, data)
    _attachments(document, data)
    document.save(place)


def _method(document, data) -> None:
    document.heading(1, "方法与步骤")
    document.heading(2, "步骤安排")
    document.paragraph(sentences.stages(data))
    document.heading(2, "组织领导和三个保证")
    for sentence in (
        guarantees.bodies,
        guarantees.liaisons,
        guarantees.plans,
        guarantees.training,
        guarantees.centres,
    ):
        document.paragraph(sentence(data.guarantees))
    document.heading(2, "申报、自查和初审")
    document.paragraph(sentences.papers(data))
    document.heading(2, "高压线联审")
    document.paragraph(sentences.vetting(data))
    document.table(tables.red_lines(data), "表2　高压线联审情况")
    document.heading(2, "抽查")
    document.paragraph(sentences.spot_checks(data))
    document.fill_in("可补充：主要做法")


def _contents(document, data) -> None:
    document.heading(1, "内容与标准")
    document.paragraph(sentences.contents(data))
    document.table(tables.standards(data), "表3　各领域创建标准")
    document.paragraph(sentences.red_lines(data))


def _appraisal(document, data) -> None:
    document.heading(1, "激励与评价")
    document.heading(2, "评价办法")
    document.paragraph(sentences.rules(data))
    document.heading(2, "命名情况")
    document.paragraph(sentences.titles(data))
    document.heading(2, "激励措施")
    document.paragraph(guarantees.practices(data.guarantees))
    document.fill_in("可补充：激励措施")


def _results(document, data) -> None:
    document.heading(1, "目标与成效")
    document.heading(2, "目标")
    document.paragraph(sentences.target(data))
    if len(data.towns) > 1:
        document.table(tables.towns(data), "表4　各街镇情况")
    document.heading(2, "五个好")
    document.paragraph(sentences.goods(data))
    document.table(tables.goods(data), "表5　五好目标得分率")
    document.heading(2, "三率")
    for rate in data.rates:
        document.paragraph(sentences.rate(rate))
    document.table(tables.rates(data), "表6　三率情况")
    document.heading(2, "失分较多的要点")
    document.paragraph(sentences.losses(data))
    document.table(tables.losses(data), "表7　失分率最高的考核要点")
    document.heading(2, "主要成效")
    document.fill_in("可补充：主要成效和典型事例")


def _next(document, data) -> None:
    document.heading(1, "下一步")
    document.heading(2, "需要办理的事项")
    document.heading(3, "整改销号")
    document.paragraph(sentences.rectification(data))
    document.heading(3, "补齐结论")
    document.paragraph(sentences.undecided(data))
    document.heading(3, "针对失分集中的要点")
    lost = [item for item in data.items if item.lost]
    for item in lost[:TOP]:
        document.heading(4, f"{sentences.loss(item)}。")
    if not lost:
        document.paragraph(sentences.losses(data))
    document.heading(2, "工作打算")
    document.fill_in("可补充：下一步打算")


def _end(document, data) -> None:
    document.blank_line()
    document.paragraph("附件：1.得分汇总表")
    document.paragraph("　　　2.问题清单")
    document.paragraph("　　　3.拟命名名单")
    document.paragraph("　　　4.三个保证情况")
    document.signature(data.scope_name, day(data.made_at))


def _attachments(document, data) -> None:
    """The score table on its side; "none" is said, an empty table is not shown."""
    made = (tables.scores(data), tables.problems(data), tables.nominees(data))
    made = (*made, guarantees.table(data.guarantees))
    for number, table in enumerate(made, start=1):
        document.section(landscape=True)
        document.mark(f"附件{number}")
        document.title(table.name)
        if table.rows:
            document.table(table, width=LANDSCAPE_WIDTH)
        else:
            document.paragraph("无。")
