"""GB/T 9704-2012: page, fonts, line pitch, indents, numbering, page numbers."""

from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from assessment.reports.official import OfficialDocument
from assessment.reports.tables import Column, Table


def saved(document):
    """The document as Word would open it."""
    file = BytesIO()
    document.save(file)
    return Document(file)


@pytest.fixture
def official():
    return OfficialDocument("报告", "江南区委")


def style(document, name):
    return next(one for one in document.styles.element if one.get(qn("w:styleId")) == name)


def value(element, path, attribute="w:val"):
    return element.find("/".join(qn(part) for part in path.split("/"))).get(qn(attribute))


def test_page_is_a4_with_the_standards_margins_and_grid(official):
    section = saved(official).sections[0]
    sides = ("page_width", "page_height", "top_margin", "right_margin", "bottom_margin")
    assert [round(getattr(section, side).mm) for side in (*sides, "left_margin")] == [
        210, 297, 37, 26, 35, 28,
    ]  # fmt: skip
    grid = section._sectPr.find(qn("w:docGrid"))
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")] == [
        "linesAndChars",
        "579",
        "-848",
    ]


@pytest.mark.parametrize(
    ("code", "font", "half_points"),
    [
        ("Title", "方正小标宋简体", "44"),
        ("Normal", "仿宋_GB2312", "32"),
        ("Heading1", "黑体", "32"),
        ("Heading2", "楷体_GB2312", "32"),
        ("Heading3", "仿宋_GB2312", "32"),
        ("Heading4", "仿宋_GB2312", "32"),
    ],
)
def test_fonts_and_sizes(official, code, font, half_points):
    one = style(saved(official), code)
    assert value(one, "w:rPr/w:rFonts", "w:eastAsia") == font
    assert value(one, "w:rPr/w:sz") == half_points


@pytest.mark.parametrize("code", ["Normal", "Heading1", "Heading2", "Heading3", "Heading4"])
def test_lines_are_exactly_28_95_points_and_begin_two_characters_in(official, code):
    paragraph = style(saved(official), code).find(qn("w:pPr"))
    assert value(paragraph, "w:spacing", "w:line") == "579"
    assert value(paragraph, "w:spacing", "w:lineRule") == "exact"
    assert value(paragraph, "w:ind", "w:firstLineChars") == "200"


def test_no_theme_font_wins_over_ours(official):
    xml = saved(official).styles.element.xml
    assert "Theme=" not in xml


def test_headings_number_themselves_and_start_anew_under_a_new_one(official):
    for level, text in [
        (1, "甲"),
        (2, "乙"),
        (3, "丙"),
        (4, "丁"),
        (4, "戊"),
        (1, "己"),
        (2, "庚"),
    ]:
        official.heading(level, text)
    assert [p.text for p in saved(official).paragraphs] == [
        "一、甲", "（一）乙", "1.丙", "（1）丁", "（2）戊", "二、己", "（一）庚",
    ]  # fmt: skip


def test_page_numbers_stand_outside_between_dashes(official):
    document = saved(official)
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]._p
        assert "".join(text.text for text in paragraph.iter(qn("w:t"))) == "— 1 —"
        assert value(paragraph, "w:fldSimple", "w:instr").strip() == "PAGE"
        assert value(paragraph, "w:pPr/w:jc") == side
        assert value(paragraph, "w:fldSimple/w:r/w:rPr/w:rFonts", "w:eastAsia") == "宋体"
    assert document.settings.odd_and_even_pages_header_footer is True


def test_page_on_its_side_keeps_the_head_at_the_spine_and_the_numbers(official):
    official.section(landscape=True)
    section = saved(official).sections[1]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert [round(side.mm) for side in (section.page_width, section.top_margin)] == [297, 28]
    assert section.footer.is_linked_to_previous


def test_text_is_inert_whatever_was_typed(official):
    canary = '"><w:t>&amp;{{7*7}}\x00\x1b\ufffe'
    official.paragraph(canary)
    official.title(canary)
    official.fill_in('"<x>')
    read = saved(official)
    assert {p.text for p in read.paragraphs} == {'"><w:t>&amp;{{7*7}}'}


def test_blank_to_fill_in_is_an_empty_paragraph_with_a_name(official):
    official.fill_in("可补充：主要成效")
    body = saved(official).element.body
    assert value(body, "w:sdt/w:sdtPr/w:alias") == "可补充：主要成效"
    assert list(body.find(qn("w:sdt")).iter(qn("w:t"))) == []


@pytest.fixture
def table():
    columns = (
        Column("单位", lambda row: row[0], width=9),
        Column("得分", lambda row: row[1], "score", 4, "未检查"),
    )
    return lambda rows: Table("表", columns, rows, "说明")


def test_table_repeats_its_head_and_says_what_is_missing(official, table):
    official.table(table([("甲", 90), ("乙", None)]), "表1　总体情况")
    read = saved(official)
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [
        ["单位", "得分"],
        ["甲", "90.00"],
        ["乙", "未检查"],
    ]
    assert [p.text for p in read.paragraphs] == ["表1　总体情况", "注：说明"]
    heads = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) for row in read.tables[0]._tbl.tr_lst]
    assert [head is not None for head in heads] == [True, False, False]


@pytest.mark.parametrize(("rows", "kept"), [(15, 14), (16, 0)])
def test_only_a_short_table_is_kept_on_one_page(official, table, rows, kept):
    official.table(table([("甲", 1)] * rows))
    cells = saved(official).tables[0].columns[0].cells
    assert sum(cell.paragraphs[0].style.style_id == "TableKept" for cell in cells) == kept
