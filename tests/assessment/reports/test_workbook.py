"""The Excel report, read back: every number equals the stored row, nothing typed is a formula."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.models import Evaluation, Rectification
from assessment.queries.report import report_data
from assessment.reports.workbook import write_workbook
from creation.models import Organization


def read(data):
    file = BytesIO()
    write_workbook(data, file)
    return load_workbook(file)


def rows(sheet):
    """[{column: value}] below the head."""
    head, *found = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in found]


def test_sheets_for_all_sectors_and_towns(data):
    assert read(data).sheetnames == [
        "总体情况", "五好目标得分率", "各街镇情况", "得分总表", "三率情况", "各单位三率",
        "失分较多的考核要点", "问题清单", "拟命名名单", "高压线联审情况", "各领域创建标准",
        "三个保证情况",
        "领域 农村", "领域 社区", "街镇 第1镇党委", "街镇 第2镇党委",
    ]  # fmt: skip


SCORES = {
    "自查得分": "self_score",
    "初审得分": "review_score",
    "抽查得分": "spot_score",
    "自查与抽查偏差": "deviation",
    "组织部分": "organization_part",
    "三率部分": "rates_part",
    "加分": "bonus",
    "综合得分": "composite",
}


def test_score_table_equals_the_stored_evaluations(stored):
    shown = {row["党组织代码"]: row for row in rows(read(stored)["得分总表"])}
    evaluations = Evaluation.objects.select_related("candidacy__organization")
    assert len(shown) == 12
    assert evaluations.count() == 11
    for one in evaluations:
        row = shown[one.candidacy.organization.code]
        assert row["结论"] == one.get_decision_display()
        assert row["理由"] == "；".join(one.reasons)
        for column, name in SCORES.items():
            value = getattr(one, name)
            if value is None:
                assert not isinstance(row[column], int | float)
            else:
                assert Decimal(str(row[column])) == value.normalize()


def test_unit_without_evaluation_says_so_and_has_no_zero(data):
    (row,) = (one for one in rows(read(data)["得分总表"]) if one["结论"] == "未评价")
    assert (row["自查得分"], row["抽查得分"], row["综合得分"]) == ("未自查", "未检查", "未得出")
    assert (row["满意率"], row["支部班子坚强"], row["加分"]) == (None, None, None)


def test_each_unit_is_once_in_its_sector_and_once_in_its_town(data):
    book = read(data)
    whole = {row["党组织代码"] for row in rows(book["得分总表"])}
    for kind in ("领域", "街镇"):
        sheets = [sheet for sheet in book if sheet.title.startswith(f"{kind} ")]
        codes = [row["党组织代码"] for sheet in sheets for row in rows(sheet)]
        assert (len(codes), set(codes)) == (12, whole)


def test_overview_adds_up(data):
    *sectors, total = rows(read(data)["总体情况"])
    for column in ("参评", "五好", "未达标", "否决", "不评定", "待定", "未评价"):
        assert sum(row[column] for row in sectors) == total[column]
    assert total["五好比例"] == pytest.approx(total["五好"] / total["参评"])


def test_rates_of_units_show_what_they_are_of(data):
    shown = [row for row in rows(read(data)["各单位三率"]) if row["党组织"] == data.units[0].name]
    assert [row["判断"] for row in shown] == [
        "样本足够",
        "样本不足，只作参考",
        "没有群众的有效答卷",
    ]
    assert (shown[0]["分子"], shown[0]["分母"], shown[0]["剔除"]) == (80, 88, 2)
    assert shown[0]["比率"] == pytest.approx(80 / 88)
    assert shown[2]["比率"] is None


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_typed_text_never_becomes_a_formula(filled, start):
    Organization.objects.filter(kind="branch").update(name=start)
    Rectification.objects.update(problem=start)
    cells = [
        cell
        for sheet in read(report_data(*filled))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    typed = [cell for cell in cells if cell.value == start]
    assert len(typed) > 12
    assert all(cell.quotePrefix for cell in typed)


def test_control_characters_are_left_out(filled):
    Organization.objects.filter(kind="branch").update(name="甲\x1b支部")
    assert rows(read(report_data(*filled))["得分总表"])[0]["党组织"] == "甲支部"


def test_charts_are_native(data):
    book = read(data)
    charts = {sheet.title: [type(chart).__name__ for chart in sheet._charts] for sheet in book}
    assert charts["总体情况"] == ["BarChart", "BarChart"]
    assert charts["五好目标得分率"] == ["RadarChart"]


def test_average_chart_starts_at_nought(data):
    axis = read(data)["总体情况"]._charts[1].y_axis
    assert (axis.scaling.min, axis.scaling.max) == (0, 100)


def test_sheets_print_on_a4_with_the_head_on_every_page(data):
    for sheet in read(data):
        assert sheet.freeze_panes.endswith("4")
        assert sheet.print_title_rows == "$1:$3"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        assert sheet.auto_filter.ref is None or sheet.auto_filter.ref.startswith("A3:")


def test_numbers_have_formats_and_heads_a_style(data):
    sheet = read(data)["总体情况"]
    assert [cell.number_format for cell in sheet[4]][-2:] == ["0.00", "0.0%"]
    assert {cell.fill.fgColor.rgb for cell in sheet[3]} == {"00A8161C"}


def test_towns_with_hostile_or_equal_names_get_sheets_of_their_own(filled):
    long = "江南开发区[新]港口:物流/保税*综合?管理'委员会党委第一二三四五六七八九十"
    Organization.objects.filter(kind="committee").update(name=long)
    data = report_data(*filled)
    names = [name for name in read(data).sheetnames if name.startswith("街镇")]
    assert len(names) == 2
    assert all(len(name) <= 31 for name in names)
    assert names[1].endswith(" 2")


def test_empty_round_has_empty_cells_not_noughts(empty_data):
    total = rows(read(empty_data)["总体情况"])[-1]
    assert (total["平均分"], total["五好比例"]) == (None, None)
    assert total["未评价"] == 12
