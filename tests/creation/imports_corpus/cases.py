"""What must come of each file: counts, and where something is wrong, its cell and the words.

Stored before: 江南区委 Q, 石桥镇党委 SQ, 柳林镇党委 LL, 前柳村党支部 SQ1 and 老城支部 00105.
"""

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.styles import Font

from tests.creation.imports_corpus import files as f
from tests.creation.imports_corpus.files import csv, raw, row, xlsx

OPENED, MEMBERS, TOWN, RATED = "建立日期", "正式党员数", "所在街镇", "参评"
SKIP = "（不导入这一行）"


@dataclass(frozen=True)
class Case:
    """`counts` new, updated, unchanged, wrong rows; `said`: (cell, words, the fix offered)."""

    name: str
    make: Callable
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    said: tuple[tuple[str, str, str], ...] = ()


def good(name, make, new=1, updated=0, unchanged=0):
    return Case(name, make, (new, updated, unchanged, 0))


def refused(name, make, words):
    """The file as a whole: nothing of it is looked at further."""
    return Case(name, make, (0, 0, 0, 1), (("", words, ""),))


def wrong(name, make, *said, new=0, rows=1):
    return Case(name, make, (new, 0, 0, rows), said)


def day(name, value, words=None, fix=""):
    make = xlsx([*row(), value], more=[OPENED])
    return wrong(name, make, ("F2", words, fix)) if words else good(name, make)


def number(name, value, words=None, fix=""):
    make = xlsx([*row(), value], more=[MEMBERS])
    return wrong(name, make, ("F2", words, fix)) if words else good(name, make)


def code(name, value, words, fix=""):
    return wrong(name, xlsx(row(code=value)), ("B2", words, fix))


def named(name, value, words, fix=""):
    return wrong(name, xlsx(row(name=value)), ("A2", words, fix))


HEADERS = [
    Case(
        "missing column",
        xlsx(row()[:4], titles=f.TITLES[:4]),
        (0, 0, 0, 1),
        (("", "缺少这一列", ""),),
    ),
    wrong(
        "doubled column",
        xlsx([*row(), "N2"], more=["党组织代码"]),
        ("B1", "B 列、F 列都是“党组织代码”", ""),
        new=1,
    ),
    wrong(
        "merged header",
        xlsx(row(), more=["备注", ""], shape=f.merged("F1:G1")),
        ("F1", "F1:G1 是合并单元格", ""),
        new=1,
    ),
    good("title and date above the header", xlsx(row(), shape=f.header_below("名册", "2026年3月"))),
    good(
        "header with stars, blanks and line breaks",
        xlsx(row(), titles=["党组织\n名称*", " 党组织代码（必填）", "类别", "上 级代码", "领域"]),
    ),
    refused("no header at all", csv(["甲", "乙"], titles=["一", "二"]), "没有找到表头"),
    refused("only a header", xlsx(), "只有表头，没有数据行"),
    wrong(
        "header printed again on each page",
        xlsx(row(), f.TITLES, row(code="N2")),
        ("A3", "重复的表头", SKIP),
        new=2,
    ),
]

ROWS = [
    wrong("sum at the foot", xlsx(row(), ["合计", 1]), ("A3", "“合计”行", SKIP), new=1),
    wrong(
        "notes at the foot",
        xlsx(row(), [], ["注：数据截至3月底"], ["填表人：李明", "", "", "审核：王"]),
        ("A4", "不是一个单位", SKIP),
        ("A5", "不是一个单位", SKIP),
        new=1,
        rows=2,
    ),
    good("blank rows between", xlsx(row(), [], [], row(code="N2")), new=2),
    wrong(
        "merged cells below the header",
        xlsx(row(), row(code="N2"), shape=f.merged("E2:E3")),
        ("E2", "E2:E3 是合并单元格", ""),
        ("E3", "没有填写", ""),
        rows=2,
    ),
    good("superior further down", xlsx(row(superior="N2"), row("丙总支", "N2", "总支")), new=2),
    wrong(
        "circle",
        xlsx(row("甲", "A", "总支", "B"), row("乙", "B", "总支", "A")),
        ("D2", "绕成了一圈", ""),
        ("D3", "绕成了一圈", ""),
        rows=2,
    ),
    good("template's example left in", xlsx(row("（示例，请删除这一行）甲", "示例"), row())),
    good("hidden row is read and said", xlsx(row(), row(code="N2"), shape=f.hide_row(3)), new=2),
    good("hidden sheet is passed over", xlsx(row(), shape=f.hidden_first_sheet)),
    good("second sheet is left and said", xlsx(row(), shape=f.second_sheet)),
    good("again what is stored", xlsx(["前柳村党支部", "SQ1", "支部", "SQ", "农村"]), 0, 0, 1),
    refused("one row too many", xlsx(*f.many(20_001)), "超过上限 20,000 行"),
]

CODES = [
    wrong(
        "same code twice",
        xlsx(row(), row("丙支部")),
        ("B2", "与第 3 行重复", ""),
        ("B3", "与第 2 行重复", ""),
        rows=2,
    ),
    wrong(
        "same row twice",
        xlsx(row(), row()),
        ("B2", "与第 3 行重复", ""),
        ("B3", "与第 2 行重复", SKIP),
        rows=2,
    ),
    code("stored code in another case", "sq1", "SQ1", "SQ1"),
    wrong(
        "code in another case within the file",
        xlsx(row(), row("丙支部", "n1")),
        ("B3", "N1", "N1"),
        new=1,
    ),
    code("full-width code", "ＳＱ９", "应为 SQ9", "SQ9"),
    code("blank inside a code", "SQ 9", "应为 SQ9", "SQ9"),
    code("invisible character in a code", "SQ\u200b9", "应为 SQ9", "SQ9"),
    code("leading zeros lost", 105, "00105", "00105"),
    code("long code as 1.0E+11", "1.1E+11", "科学记数法", ""),
    code("longer than Excel's 15 digits", 1234567890123456789, "超过 15 位", ""),
    good("twelve digits as a number", xlsx(row(code=310112001001))),
    code("formula that was never computed", "=CONCAT(1,2)", "公式没有算出的值", ""),
    good("formula with its value", f.formula_with_value),
    code("#REF!", "#REF!", "错误值 #REF!", ""),
    code("#N/A as text", "#N/A", "错误值 #N/A", ""),
    wrong("no code", xlsx(row(code="")), ("B2", "没有填写", "")),
]

DATES = [
    day("30 February", "2019年2月30日", "不是日期"),
    day("month 13", "2026.13.1", "不是日期"),
    day("month without a day", "2019.7", "没有写到日", "2019-07-01"),
    day("serial number of Excel", 43647, "日期序号", "2019-07-01"),
    day("year alone", 2019, "只有年份"),
    day("words", "去年", "不是日期"),
    day("day before the month", "1/7/2019", "不是日期"),
    day("far away", "0219-07-01", "年份不对"),
    day("text with signs", "2019年7月1日"),
    day("text with points", "2019.7.1"),
    day("full-width", "２０１９－０７－０１"),
    day("eight digits", 20190701),
    day("Excel's own", f.DAY),
    day("with a time of day", f.MOMENT),
    good("of a Mac", xlsx([*row(), f.DAY], more=[OPENED], shape=f.mac_dates)),
]

NUMBERS = [
    number("negative", -3, "不是人数"),
    number("decimals", 3.5, "不是人数"),
    number("with its unit", "28人", "不是人数", "28"),
    number("in words", "二十八", "不是人数"),
    number("too large", 99999999999, "太大了"),
    number("number as text", "28"),
    number("wide digits", "２８"),
    number("thousands", "1,200"),
    number("hard blanks around it", "\u00a028\u00a0"),
]

WORDS = [
    named("hard blank in a name", "乙\u00a0支部", "看不见", "乙 支部"),
    named("invisible character in a name", "乙\u200b支部", "看不见", "乙支部"),
    wrong(
        "hundred thousand characters",
        csv(row(name="长" * 100_000)),
        ("A2", "最多 80 个字，现有 100000 个", ""),
    ),
    named("no name", "", "没有填写"),
    good("emoji and rare characters", xlsx(row(name="乙支部😀㐂𠮷"))),
    good("what a spreadsheet would run, as text", csv(row(name="'=cmd|' /C calc'!A0"))),
    wrong("unknown kind", xlsx(row(kind="支布")), ("C2", "没有“支布”这一种", "支部")),
    wrong("unknown sector", xlsx(row(sector="农付")), ("E2", "没有“农付”这一种", "农村")),
    wrong("unknown superior", xlsx(row(superior="ZZZ")), ("D2", "没有代码是“ZZZ”", "")),
    wrong("superior by its name", xlsx(row(superior="石桥镇党委")), ("D2", "是名称", "SQ")),
    wrong("unknown town", xlsx([*row(), "石桥"], more=[TOWN]), ("F2", "没有街镇“石桥”", "石桥镇")),
    wrong("other town", xlsx([*row(), "柳林镇"], more=[TOWN]), ("F2", "不一致", "石桥镇")),
    good("a ticked box", xlsx([*row(), True], more=[RATED])),
    wrong("maybe", xlsx([*row(), "也许"], more=[RATED]), ("F2", "没有“也许”这一种", "")),
    good(
        "bold and coloured",
        xlsx(
            row(),
            shape=lambda book: setattr(book.active["A2"], "font", Font(bold=True, color="FF0000")),
        ),
    ),
]

ENCODINGS = [
    good("GBK", csv(row(), encoding="gbk")),
    good("GB18030 with a rare character", csv(row(name="㐂𠮷支部"), encoding="gb18030")),
    good("UTF-8 with its mark", csv(row())),
    good("UTF-8 without", csv(row(), encoding="utf-8")),
    good("UTF-16 with tabs", csv(row(), encoding="utf-16", comma="\t")),
    good("semicolons", csv(row(), comma=";")),
    good("tabs", csv(row(), comma="\t")),
    good("more cells than titles", csv([*row(), "", ""])),
    wrong(
        "fewer cells than titles", csv(row()[:2]), ("C2", "没有填写", ""), ("D2", "没有填写", "")
    ),
    wrong("control character", csv(row(name="乙\x07支部")), ("A2", "控制字符", "乙支部")),
    good("xls", f.xls(row())),
]

FILES = [
    refused("empty file", raw(b"", ".csv"), "文件是空的"),
    refused("empty workbook", xlsx(titles=[]), "没有内容"),
    refused("picture", raw(b"\x89PNG\r\n\x1a\n" + b"0" * 99, ".xlsx"), "PNG 图片"),
    refused("web page", raw(f.html(), ".xls"), "网页"),
    refused("Word document", raw(f.word(), ".xlsx"), "Word 文档"),
    refused("random bytes", raw(bytes(range(1, 250)) * 9, ".xlsx"), "不是 Excel 工作簿"),
    refused("zeros as csv", raw(b"a,b\0\0\0", ".csv"), "不是文本表格"),
    refused("PDF", raw(b"%PDF-1.7", ".xlsx"), "PDF"),
    refused("unknown suffix", raw(b"a,b", ".doc"), "不认识扩展名"),
    refused("cut off", f.truncated, "已损坏"),
    refused("with a password", f.encrypted, "有密码"),
    refused("with macros", f.with_member("xl/vbaProject.bin"), "带有宏"),
    refused("links to other files", f.with_member("xl/externalLinks/externalLink1.xml"), "链接"),
    refused("path out of the archive", f.with_member("../../evil"), "路径不正常"),
    refused("zip bomb", f.bomb, "展开后"),
    refused("far cell", xlsx(row(), shape=f.far_cell), "第 1048576 行还有内容"),
    refused("250 columns", xlsx([*row(), *["x"] * 250]), "超过上限 200 列"),
]

CASES = [*HEADERS, *ROWS, *CODES, *DATES, *NUMBERS, *WORDS, *ENCODINGS, *FILES]
