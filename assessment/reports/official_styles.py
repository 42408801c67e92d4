"""Styles of an official document as WordprocessingML. Fonts are named, never shipped."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
BODY_SIZE = 16
LINE = 579  # twentieths of a point: 28.95 pt, 22 lines a page
TWO_CHARACTERS = 632  # for readers that do not know firstLineChars

GRID = f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="-848"/>'
# Off the grid: LibreOffice gives a 16 pt character two cells of a 15.8 pt grid. TIGHT makes a
# character 15.75 pt wide instead, 28 a line everywhere; no gap between Chinese and digits.
FREE = "".join(
    f'<w:{name} w:val="0"/>'
    for name in ("widowControl", "autoSpaceDE", "autoSpaceDN", "snapToGrid")
)
LOOSE, TIGHT = '<w:spacing w:val="0"/>', '<w:spacing w:val="-5"/>'
EXACT = f'{FREE}<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
INDENTED = f'<w:ind w:firstLineChars="200" w:firstLine="{TWO_CHARACTERS}"/>'
FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
RIGHT = '<w:ind w:rightChars="400" w:right="1264" w:firstLineChars="0" w:firstLine="0"/>'
IN_TABLE = f'{FREE}<w:spacing w:before="30" w:after="30" w:line="260" w:lineRule="atLeast"/>'


def _justified(side: str) -> str:
    return f'<w:jc w:val="{side}"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


# id, name in Word, font, size in points, paragraph
STYLES = (
    ("Normal", "Normal", BODY, 16, EXACT + INDENTED + _justified("both")),
    ("Title", "Title", TITLE, 22, EXACT + FLUSH + _justified("center")),
    ("Subtitle", "Subtitle", KAI, 16, EXACT + FLUSH + _justified("center")),
    ("Heading1", "heading 1", BLACK, 16, "<w:keepNext/>" + EXACT + INDENTED + _outline(0)),
    ("Heading2", "heading 2", KAI, 16, "<w:keepNext/>" + EXACT + INDENTED + _outline(1)),
    ("Heading3", "heading 3", BODY, 16, EXACT + INDENTED + _outline(2)),
    ("Heading4", "heading 4", BODY, 16, EXACT + INDENTED + _outline(3)),
    ("Caption", "caption", BLACK, 14, "<w:keepNext/>" + EXACT + FLUSH + _justified("center")),
    ("Mark", "附件", BLACK, 16, EXACT + FLUSH + _justified("left")),
    ("Signature", "Signature", BODY, 16, EXACT + RIGHT + _justified("right")),
    ("TableHead", "表头", BLACK, 10.5, "<w:keepNext/>" + IN_TABLE + FLUSH),
    ("TableText", "表文", BODY, 10.5, IN_TABLE + FLUSH),
    ("TableKept", "表文（不分页）", BODY, 10.5, "<w:keepNext/>" + IN_TABLE + FLUSH),
    ("TableNote", "表注", KAI, 10.5, IN_TABLE + FLUSH + _justified("left")),
)
_BASED = '<w:basedOn w:val="Normal"/>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for sides, size in ((("top", "left", "bottom", "right"), 8), (("insideH", "insideV"), 4))
    for side in sides
)
TABLE_PROPERTIES = (
    '<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/>'
    f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr>"
)


def replace(document) -> None:
    """Our styles in place of the template's: nothing of a theme that would win over the fonts."""
    element = document.styles.element
    for child in list(element):
        element.remove(child)
    defaults = (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_fonts(BODY)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    element.append(parse_xml(defaults))
    for style in STYLES:
        element.append(parse_xml(_style(*style)))


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{east}"/>'


def _style(code: str, name: str, font: str, size: float, paragraph: str) -> str:
    height = "".join(f'<w:{tag} w:val="{int(size * 2)}"/>' for tag in ("sz", "szCs"))
    spacing = TIGHT if size == BODY_SIZE else LOOSE
    default, based = (' w:default="1"', "") if code == "Normal" else ("", _BASED)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{code}">'
        f'<w:name w:val="{name}"/>{based}<w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{_fonts(font)}{spacing}{height}</w:rPr></w:style>"
    )


def page_number(side: str) -> str:
    """A footer's paragraph: "— 1 —" in 4号宋体, one character in from the outer edge."""
    run = f'<w:rPr>{_fonts(SONG)}<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    return (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Normal"/>'
        f'<w:ind w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:fldSimple w:instr=" PAGE "><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r>{run}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
