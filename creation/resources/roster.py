"""From a sheet as people keep it to rows under known titles, or to what is wrong with it.

Knows nothing of the database; every problem names Excel's own row and the column's title.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from wuhao.workbooks import Sheet, cell_name, cell_text, column_name

HEADER_WITHIN = 20  # rows above the header: a title, a date, a remark
ERROR_VALUE = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")
TOTALS = ("合计", "总计", "小计", "共计", "汇总")
TOTAL_STARTS = {name[0] for name in TOTALS}
SKIP = "（不导入这一行）"  # a fix: leave the row out
CLEAR = "（清空这一格）"  # a fix: as if nothing stood there
MARK = "导出标记"  # the column that says which row of which export a line was
EXAMPLE = "（示例"  # a cell that begins so marks the template's example row
QUOTED = re.compile(r"'['=+\-@\t\r]")
NOTE = re.compile(
    r"(注|备注|说明|填表人?|制表人?|审核人?|填报人?|联系人|填表日期|数据截至)\d*[:：].*", re.DOTALL
)
OWN_SHEETS = {"填写说明", "可选项"}  # of our template
_ORNAMENT = re.compile(r"[\s*]|\((必填|选填)\)")


@dataclass(frozen=True)
class Title:
    """A column that we know: its title, whether a file must have it, what else people call it."""

    text: str
    required: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.text, *self.aliases)


@dataclass(frozen=True)
class Problem:
    """One thing to mend; row 0 means the file as a whole."""

    row: int
    column: str
    reason: str
    fix: str = ""  # the text that would mend the cell, or SKIP
    kind: str = ""  # like problems share it and can be mended together

    def __str__(self) -> str:
        if not self.row:
            return f"文件：{self.reason}"
        return f"第 {self.row} 行 {self.column}：{self.reason}"


@dataclass
class Roster:
    """`places`: title → column from 1. `rows`: (Excel's row, {title: value}) without empty ones."""

    header_row: int = 0
    places: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what a person should know, no fault

    def texts(self, title: str) -> Iterable[tuple[int, str]]:
        """(row, what a person reads in that column), for every row."""
        for number, values in self.rows:
            yield number, cell_text(values.get(title))

    def cell(self, problem: Problem) -> str:
        """The cell's name, "B5"; "" when the problem has no cell."""
        place = self.places.get(problem.column)
        if not problem.row:
            return ""
        if re.fullmatch(r"[A-Z]{1,3}", problem.column):  # a column that we don't know
            return f"{problem.column}{problem.row}"
        return cell_name(problem.row, place) if place else ""


def plain_title(text: object) -> str:
    """A header cell without blanks, stars and （必填）."""
    return _ORNAMENT.sub("", unicodedata.normalize("NFKC", cell_text(text)))


def find_header(sheet: Sheet, titles: Iterable[Title]) -> int:
    """The row (from 1) that names the most known titles, 0 when none names one."""
    known = {plain_title(name) for title in titles for name in title.names}
    scores = [sum(plain_title(cell) in known for cell in row) for row in sheet.rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) + 1 if best else 0


def guess_places(sheet: Sheet, header_row: int, titles: Iterable[Title]) -> dict[str, int]:
    """Title → column by its own name, else by an alias: a proposal for the person to check."""
    header = [plain_title(cell) for cell in sheet.rows[header_row - 1]]
    places: dict[str, int] = {}
    for exactly in (True, False):
        for title in titles:
            names = [title.text] if exactly else title.aliases
            found = [
                header.index(plain_title(name)) + 1 for name in names if plain_title(name) in header
            ]
            free = [place for place in found if place not in places.values()]
            if free:
                places.setdefault(title.text, free[0])
    return places


def read_roster(
    sheet: Sheet,
    titles: list[Title],
    mapping: Mapping[str, int] | None = None,
    mends: Mapping[tuple[int, str], str] | None = None,
) -> Roster:
    """Rows under our titles. Without a mapping the headers must be ours to the letter.

    `mends` (row, title) → text: cells that the person has put right since the upload.
    """
    roster = Roster(header_row=find_header(sheet, titles) or bool(mapping))
    if not roster.header_row:
        wanted = "、".join(title.text for title in titles if title.required)
        roster.problems.append(Problem(0, "", f"没有找到表头，第一行应有这些列名：{wanted}"))
        return roster
    if mapping is None:
        roster.places = _exact_places(sheet, roster, titles)
    else:
        roster.places = dict(mapping)
    _missing_titles(sheet, roster, titles)
    _merged_cells(sheet, roster)
    _rows(sheet, roster, titles, mends or {})
    _lost_values(sheet, roster, mends or {})
    _notes(sheet, roster)
    if not (roster.rows or roster.problems or mends):
        roster.problems.append(Problem(0, "", "只有表头，没有数据行"))
    return roster


def _notes(sheet, roster) -> None:
    others = [name for name in sheet.others if name not in OWN_SHEETS]
    if others:
        roster.notes.append(f"只读第一个工作表“{sheet.name}”，没有读：{'、'.join(others)}")
    numbers = {number for number, _ in roster.rows}
    hidden = [str(number) for number in sheet.hidden if number in numbers]
    if hidden:
        rows = "、".join(hidden[:20]) + ("……" if len(hidden) > 20 else "")
        roster.notes.append(f"第 {rows} 行在 Excel 里是隐藏的，也会导入")


def _exact_places(sheet, roster, titles) -> dict[str, int]:
    places = defaultdict(list)
    for place, cell in enumerate(sheet.rows[roster.header_row - 1], start=1):
        places[plain_title(cell)].append(place)
    found = {}
    for title in titles:
        where = places.get(plain_title(title.text), [])
        if len(where) > 1:
            columns = "、".join(f"{column_name(place)} 列" for place in where)
            reason = f"{columns}都是“{title.text}”，请只留一列"
            roster.problems.append(Problem(roster.header_row, title.text, reason))
        if where:
            found[title.text] = where[0]
    return found


def _missing_titles(sheet, roster, titles) -> None:
    taken = set(roster.places.values())
    spare = {
        plain_title(cell): place
        for place, cell in enumerate(sheet.rows[roster.header_row - 1], start=1)
        if plain_title(cell) and place not in taken
    }
    for title in titles:
        if title.required and title.text not in roster.places:
            names = [plain_title(name) for name in title.names]
            near = [name for name in names if name in spare]
            near = near or get_close_matches(names[0], spare, n=1)
            reason = f"缺少这一列，请在第 {roster.header_row} 行加上列名“{title.text}”"
            if near:
                where = column_name(spare[near[0]])
                reason = f"缺少这一列，{where} 列“{near[0]}”如果就是它，请改名为“{title.text}”"
            roster.problems.append(Problem(roster.header_row, title.text, reason))


def _merged_cells(sheet, roster) -> None:
    titles = {place: title for title, place in roster.places.items()}
    for merge in sheet.merged:
        columns = range(merge.first_column, merge.last_column + 1)
        under = next((titles[place] for place in columns if place in titles), "")
        if merge.first_row <= roster.header_row <= merge.last_row:
            reason = f"表头 {merge.name} 是合并单元格，请取消合并，每列各写一个列名"
            name = under or column_name(merge.first_column)
            roster.problems.append(Problem(roster.header_row, name, reason))
        elif merge.first_row > roster.header_row and under:
            reason = f"{merge.name} 是合并单元格，只有第一格有内容，请取消合并后逐格填写"
            roster.problems.append(Problem(merge.first_row, under, reason))


def _rows(sheet, roster, titles, mends) -> None:
    header = {one.text: {plain_title(name) for name in one.names} for one in titles}
    left_out = {row for (row, _), text in mends.items() if text == SKIP}
    mended = {row for row, _ in mends}
    places = list(roster.places.items())
    for number, cells in enumerate(sheet.rows[roster.header_row :], start=roster.header_row + 1):
        values = {title: cells[place - 1] for title, place in places}
        if not sheet.name:
            values = {title: _unquoted(value) for title, value in values.items()}
        if number in mended:
            values |= _mended(number, mends)
        texts = [cell_text(value) for value in values.values()]
        if number in left_out or not any(texts):
            continue
        shown = {title: text for title, text in zip(values, texts, strict=True) if text}
        if odd := _odd_row(shown, header):
            roster.problems.append(Problem(number, *odd))
        else:
            roster.rows.append((number, values))


def _unquoted(value: object) -> object:
    """Without the ' that a csv of ours has before what a spreadsheet would run."""
    if isinstance(value, str) and value[:1] == "'" and QUOTED.match(value):
        return value[1:]
    return value


def _mended(number, mends) -> dict[str, str]:
    return {
        title: "" if text == CLEAR else text
        for (row, title), text in mends.items()
        if row == number
    }


def _odd_row(shown, header) -> tuple[str, str, str, str] | None:
    """(title, reason, fix, kind) for a line that is no row: a sum, a note, the header once more.

    `shown`: title → text of the cells that are not empty.
    """
    title, first = next(iter(shown.items()))
    total = next((title for title, text in shown.items() if _is_total(text)), "")
    if total:
        return total, f"“{shown[total]}”行不是一个单位，请删除这一行", SKIP, "合计行"
    if NOTE.fullmatch(first):
        reason = f"“{first[:20]}”像是表尾的说明，不是一个单位，请删除这一行"
        return title, reason, SKIP, "说明行"
    if len(shown) > 1 and all(plain_title(text) in header[one] for one, text in shown.items()):
        return title, "这是重复的表头，请删除这一行", SKIP, "重复的表头"
    return None


def _is_total(text: str) -> bool:
    return text[0] in TOTAL_STARTS and "".join(text.split()).rstrip(":：") in TOTALS


def _lost_values(sheet, roster, mends) -> None:
    """Error values, formulas never computed, numbers cut by Excel: the cell is named."""
    titles = {place: title for title, place in roster.places.items()}
    lost = {
        (one.row, titles[one.column]): one.sentence
        for one in sheet.problems
        if one.column in titles and one.row > roster.header_row
    }
    for number, values in roster.rows:
        for title, value in values.items():
            if isinstance(value, str) and "#" in value and ERROR_VALUE.fullmatch(value.strip()):
                name = cell_name(number, roster.places[title])
                sentence = f"单元格 {name} 是错误值 {value.strip()}，请改成真正的内容"
                lost.setdefault((number, title), sentence)
    roster.problems += [
        Problem(row, title, said)
        for (row, title), said in lost.items()
        if (row, title) not in mends
    ]
