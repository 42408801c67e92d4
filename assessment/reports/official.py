"""A Word file in the format of official documents (GB/T 9704-2012): page, styles, numbering.

A draft: no red head, no document number, no seal. Paragraphs and tables are written as XML, a
table at once; python-docx's cells by index would take most of a report's time.
"""

import re
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from assessment.reports import official_styles as styles
from assessment.reports.tables import Table
from assessment.reports.words import cell, chinese

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 8845, 12756  # of the text, in twentieths of a point
TOGETHER = 15  # a table of so many rows stays on one page
WIDE_TEXT = 7  # columns of so many characters and more are set flush left
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUMBERS = (
    lambda n: f"{chinese(n)}、",
    lambda n: f"（{chinese(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
)


class OfficialDocument:
    """Text from top to bottom: each method adds at the end."""

    def __init__(self, title: str, author: str):
        self.document = Document()
        self.body = self.document.element.body
        self.numbers = [0, 0, 0, 0]
        self.fields = 0
        styles.replace(self.document)
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = _plain(title), _plain(author), ""
        self.document.settings.odd_and_even_pages_header_footer = True
        self._page(self.document.sections[0])
        _page_number(self.document.sections[0].footer, "right")
        _page_number(self.document.sections[0].even_page_footer, "left")

    def title(self, *lines: str) -> None:
        self._add("Title", "</w:t><w:br/><w:t>".join(_xml(line) for line in lines))

    def subtitle(self, text: str) -> None:
        self._add("Subtitle", _xml(text))
        self.blank_line()

    def heading(self, level: int, text: str) -> None:
        """Levels 1 to 4 read 一、（一）1.（1）and number themselves."""
        self.numbers[level - 1] += 1
        self.numbers[level:] = [0] * (4 - level)
        self._add(f"Heading{level}", _xml(NUMBERS[level - 1](self.numbers[level - 1]) + text))

    def paragraph(self, text: str) -> None:
        self._add("Normal", _xml(text))

    def mark(self, text: str) -> None:
        """附件1, flush left above its title."""
        self._add("Mark", _xml(text))

    def signature(self, *lines: str) -> None:
        self.blank_line()
        for line in lines:
            self._add("Signature", _xml(line))

    def blank_line(self) -> None:
        self._add("Normal", "")

    def fill_in(self, what: str) -> None:
        """An empty paragraph to type into; Word shows `what` when the cursor stands in it."""
        self.fields += 1
        self._insert(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias w:val={quoteattr(what)}/>"
            f'<w:id w:val="{self.fields}"/></w:sdtPr><w:sdtContent>'
            '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p></w:sdtContent></w:sdt>'
        )

    def table(self, table: Table, caption: str = "", *, width: int = PORTRAIT_WIDTH) -> None:
        """Caption above, the head repeated on every page, the note below."""
        if caption:
            self._add("Caption", _xml(caption))
        total = sum(column.width for column in table.columns)
        widths = [width * column.width // total for column in table.columns]
        sides = ["left" if _is_wide(column) else "center" for column in table.columns]
        centred = ["center"] * len(widths)
        parts = [
            f"<w:tbl {nsdecls('w')}>{styles.TABLE_PROPERTIES}<w:tblGrid>",
            *(f'<w:gridCol w:w="{one}"/>' for one in widths),
            "</w:tblGrid>",
            _row([column.title for column in table.columns], widths, centred, "TableHead"),
        ]
        shown = [(column.kind, column.none) for column in table.columns]
        keep_until = len(table.rows) - 1 if len(table.rows) <= TOGETHER else 0
        for number, values in enumerate(table.cells()):
            texts = [
                cell(kind, value, none) for (kind, none), value in zip(shown, values, strict=True)
            ]
            style = "TableKept" if number < keep_until else "TableText"
            parts.append(_row(texts, widths, sides, style))
        self._insert("".join(parts) + "</w:tbl>")
        self._add("TableNote", _xml(f"注：{table.note}") if table.note else "")

    def section(self, *, landscape: bool = False) -> None:
        """A new page, the paper upright or on its side; page numbers run on."""
        self._page(self.document.add_section(), landscape=landscape)

    def save(self, place) -> None:
        self.document.save(place)

    def _add(self, style: str, xml: str) -> None:
        runs = f'<w:r><w:t xml:space="preserve">{xml}</w:t></w:r>' if xml else ""
        self._insert(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>')

    def _insert(self, xml: str) -> None:
        self.body.insert(len(self.body) - 1, parse_xml(xml))  # the last child is the section

    def _page(self, section, *, landscape: bool = False) -> None:
        """A4 with margins 37, 26, 35, 28 mm; on its side the head of the table is at the spine."""
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        top, right, bottom, left = (28, 37, 26, 35) if landscape else (37, 26, 35, 28)
        section.top_margin, section.right_margin = Mm(top), Mm(right)
        section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
        section.footer_distance = Mm(bottom - 12)
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)
        section._sectPr.append(parse_xml(styles.GRID))


def _plain(text) -> str:
    """Text without the characters that XML cannot carry."""
    return NOT_XML.sub("", str(text))


def _xml(text) -> str:
    return escape(_plain(text))


def _is_wide(column) -> bool:
    return column.kind == "text" and column.width >= WIDE_TEXT


def _row(texts, widths, sides, style: str) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{_xml(text)}</w:t></w:r></w:p></w:tc>'
        for text, width, side in zip(texts, widths, sides, strict=True)
    )
    head = "<w:tblHeader/>" if style == "TableHead" else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _page_number(footer, side: str) -> None:
    """ "— 1 —" at the outer edge, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p
    paragraph.getparent().replace(paragraph, parse_xml(styles.page_number(side)))
