"""A standard as a workbook: a row per goal and one per item, drop-downs where words are fixed.

What was written reads back into the same values; whatever is wrong is named by its cell.
"""

import io
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from creation.method_words import FLAG, LIST, NUMBER, PARAMS, SHARES
from creation.methods import LIST_SEPARATORS
from creation.numerals import plain
from creation.resources.roster import Title, find_header, guess_places
from creation.standards import (
    COMMON_GOODS,
    COMPUTED,
    METHODS,
    NATURES,
    PERIODS,
    SCOPES,
    GoalSpec,
    StandardSpec,
    params_of,
    plain_number,
    plain_text,
    read_item,
)
from wuhao.workbooks import Sheet, cell_name, cell_text

BONUS = "加分项"
GOAL, GOOD, CODE, METHOD = "目标", "共同目标", "要点编号", "计分方法"
TEXTS = {"考核项目": "title", "考核内容": "content", "评分标准": "rule", "单位": "unit"}
TEXTS |= {"数据来源": "source", "佐证提示": "evidence"}
CHOICES = {
    "共性/个性": ("scope", SCOPES),
    "定性/定量": ("nature", NATURES),
    "周期": ("period", PERIODS),
    "系统计算": ("computed", COMPUTED),
}
PARAM_TITLES = {
    "目标数": ("target", NUMBER),
    "门槛": ("threshold", NUMBER),
    "每项扣（加）分": ("per", NUMBER),
    "最多扣（加）分": ("cap", NUMBER),
    "按比例扣": ("prorata", FLAG),
    "清单": ("list", LIST),
    "各档比例": ("shares", SHARES),
}
TITLES = [
    *(GOAL, GOOD, CODE, "考核项目", "考核内容", "评分标准", "分值", METHOD),
    *PARAM_TITLES,
    *("单位", "周期", "共性/个性", "定性/定量", "数据来源", "佐证提示", "系统计算"),
]
REQUIRED = (GOAL, CODE, "考核项目", "分值", METHOD)
WIDE = {"考核项目": 20, "考核内容": 42, "评分标准": 42, "数据来源": 20, "佐证提示": 24, "清单": 24}
WORDS = {kind.label: name for name, kind in METHODS.items()}
GOODS = {label: code for code, label in COMMON_GOODS.items()}
_THIN = Side(style="thin", color="C9CED6")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD, _GROUP = PatternFill("solid", fgColor="F2F4F7"), PatternFill("solid", fgColor="FDF1F0")


# --- writing ---


def standard_book(spec: StandardSpec) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "标准"
    sheet.append(TITLES)
    for goal in spec.goals:
        sheet.append(_goal_row(goal))
        for item in goal.items:
            sheet.append(_item_row(goal.code, item))
    for item in spec.bonus:
        sheet.append(_item_row(BONUS, item))
    _dress(sheet)
    _drop_downs(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _goal_row(goal) -> list[str]:
    row = dict.fromkeys(TITLES, "")
    row |= {GOAL: goal.code, GOOD: COMMON_GOODS[goal.common_good], "考核项目": goal.name}
    return list(row.values())


def _item_row(goal: str, item) -> list:
    row = dict.fromkeys(TITLES, "") | {GOAL: goal, CODE: item.code, METHOD: item.method.label}
    row["分值"] = _number_cell(item.points)
    row |= {title: getattr(item, field) for title, field in TEXTS.items()}
    row |= {title: words.get(getattr(item, field), "") for title, (field, words) in CHOICES.items()}
    params = params_of(item.method)
    for title, (name, kind) in PARAM_TITLES.items():
        if name in params:
            row[title] = _param_cell(kind, params[name])
    return list(row.values())


def _number_cell(number: Decimal) -> Decimal | str:
    """A number where Excel's own keeps it as it is, else its digits as text."""
    text = plain_text(number)
    return number if text == f"{float(number):.15g}" else text


def _param_cell(kind, value):
    if kind == NUMBER:
        return _number_cell(Decimal(value))
    if kind == FLAG:
        return "是" if value else "否"
    if kind == LIST:
        return "、".join(value)
    return "；".join(f"{grade}={share}" for grade, share in value.items())


def _dress(sheet) -> None:
    """Text stays text: “1.10” is a number of an item, and “=1” is what somebody wrote."""
    for row in sheet.iter_rows():
        is_goal = row[0].row > 1 and not row[2].value
        for cell, title in zip(row, TITLES, strict=True):
            cell.alignment, cell.border = _TOP, _BOX
            if isinstance(cell.value, str) and cell.value:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", cell.value)
                cell.data_type, cell.number_format = "s", "@"
            if row[0].row == 1:
                red = "B42318" if title in REQUIRED else "1F2329"
                cell.font, cell.fill = Font(bold=True, color=red), _HEAD
            elif is_goal:
                cell.font, cell.fill = Font(bold=True), _GROUP
    for place, title in enumerate(TITLES, start=1):
        width = WIDE.get(title, 4 + 2 * len(title))
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "E2"


def _drop_downs(book, sheet) -> None:
    choices = {title: list(words.values()) for title, (_, words) in CHOICES.items()}
    choices |= {METHOD: list(WORDS), GOOD: list(GOODS), "按比例扣": ["是", "否"]}
    words = book.create_sheet("可选项")
    for at, (title, listed) in enumerate(choices.items(), start=1):
        for row, word in enumerate([title, *listed], start=1):
            words.cell(row, at, word)
        letter, own = get_column_letter(at), get_column_letter(TITLES.index(title) + 1)
        formula = f"可选项!${letter}$2:${letter}${len(listed) + 1}"
        rule = DataValidation("list", formula1=formula, allow_blank=True)
        rule.error, rule.errorTitle = "请从下拉列表里选", title
        rule.add(f"{own}2:{own}500")
        sheet.add_data_validation(rule)


# --- reading ---


@dataclass(frozen=True)
class CellFault:
    """`row` as Excel counts; 0 is the file as a whole."""

    row: int
    cell: str
    title: str
    reason: str

    def __str__(self) -> str:
        if not self.row:
            return self.reason
        return f"第 {self.row} 行 {self.title}（{self.cell}）：{self.reason}"


class BookReader:
    """One reading: `spec` is what the workbook says, `faults` all that is wrong with it."""

    def __init__(self, sheet: Sheet, known: StandardSpec):
        """`known` is the draft that it is read into: code, sector and names stay its own."""
        self.sheet, self.known = sheet, known
        self.faults: list[CellFault] = []
        self.places: dict[str, int] = {}
        self.row = 0
        self.goals: dict[str, GoalSpec] = {}
        self.items: dict[str, list] = {}
        self.codes: dict[str, int] = {}
        self._read()

    @property
    def spec(self) -> StandardSpec:
        goals = tuple(
            GoalSpec(goal.code, goal.name, goal.common_good, tuple(self.items.get(goal.code, ())))
            for goal in self.goals.values()
        )
        known, bonus = self.known, tuple(self.items.get(BONUS, ()))
        return StandardSpec(known.code, known.sector, known.name, known.edition, goals, bonus)

    def _wrong(self, title: str, reason: str) -> None:
        place = self.places.get(title)
        cell = cell_name(self.row, place) if place and self.row else ""
        self.faults.append(CellFault(self.row, cell, title, reason))

    def _read(self) -> None:
        titles = [Title(title, title in REQUIRED) for title in TITLES]
        header = find_header(self.sheet, titles)
        if not header:
            self._wrong("", f"没有找到表头，第一行应有：{'、'.join(REQUIRED)}。请先导出再修改。")
            return
        self.places = guess_places(self.sheet, header, titles)
        if missing := [title for title in REQUIRED if title not in self.places]:
            self._wrong("", f"缺少必须有的列：{'、'.join(missing)}。请先导出一份，在上面改。")
            return
        self.goals = {goal.code: goal for goal in self.known.goals}
        for lost in self.sheet.problems:
            self.faults.append(CellFault(lost.row, lost.name, "", lost.sentence))
        for number, cells in enumerate(self.sheet.rows[header:], start=header + 1):
            self.row = number
            row = {title: cell_text(cells[at - 1]) for title, at in self.places.items()}
            if any(row.values()):
                self._one(row)
        self.row = 0
        self._goods()

    def _one(self, row: dict[str, str]) -> None:
        home = row[GOAL]
        if home != BONUS and home not in self.goals:
            known = "、".join([*self.goals, BONUS])
            self._wrong(
                GOAL, f"“{home}”看不懂，请填 {known}" if home else f"没有填写，请填 {known}"
            )
        elif row[CODE]:
            self._item(home, row)
        elif home == BONUS:
            self._wrong(CODE, "没有填写，例如 B1")
        elif any(row.get(title) for title in ("分值", METHOD, "评分标准", "考核内容")):
            self._wrong(CODE, f"没有填写，例如 {home}.1")
        else:
            self._goal(home, row)

    def _goal(self, code: str, row: dict[str, str]) -> None:
        old = self.goals[code]
        good = GOODS.get(row.get(GOOD, ""), "")
        if row.get(GOOD) and not good:
            self._wrong(GOOD, f"“{row[GOOD]}”不在可选之列：{'、'.join(GOODS)}")
        name = row["考核项目"] or old.name
        if len(name) > 40:
            self._wrong("考核项目", f"最多 40 个字，现有 {len(name)} 个")
        self.goals[code] = GoalSpec(code, name, good or old.common_good, ())

    def _goods(self) -> None:
        goods = [goal.common_good for goal in self.goals.values()]
        if self.goals and len(set(goods)) < len(goods):
            self._wrong("", "五个目标要各对应一个不同的共同目标，请核对“共同目标”一列。")

    def _item(self, home: str, row: dict[str, str]) -> None:
        code, before = row[CODE], self.codes.get(row[CODE])
        if before:
            self._wrong(CODE, f"“{code}”与第 {before} 行重复，请改成各不相同")
        self.codes.setdefault(code, self.row)
        faults = len(self.faults)
        data = self._data(row)
        if len(self.faults) > faults:
            return
        item, wrong = read_item(data, is_bonus=home == BONUS)
        for field, sentence in wrong:
            self._wrong(_TITLE_OF.get(field.removeprefix("params."), METHOD), _reason(sentence))
        for title, field in (*TEXTS.items(), (CODE, "code")):
            most, text = _LENGTHS.get(field), getattr(item, field)
            if most and len(text) > most:
                self._wrong(title, f"最多 {most} 个字，现有 {len(text)} 个")
        self.items.setdefault(home, []).append(item)

    def _data(self, row: dict[str, str]) -> dict:
        data = {field: row.get(title, "") for title, field in TEXTS.items()}
        data |= {"code": row[CODE], "points": plain(row["分值"])}
        data["method"] = self._word(METHOD, row, WORDS)
        for title, (field, words) in CHOICES.items():
            data[field] = self._word(title, row, {label: code for code, label in words.items()})
        data["scope"] = data["scope"] or "common"
        data["nature"] = data["nature"] or "quantitative"
        return data | {"params": self._params(row)}

    def _word(self, title: str, row: dict[str, str], words: dict[str, str]) -> str:
        text = row.get(title, "")
        if text and text not in words:
            self._wrong(title, f"“{text}”不在可选之列：{'、'.join(words)}")
        elif not text and title == METHOD:
            self._wrong(title, f"没有填写，可填：{'、'.join(words)}")
        return words.get(text, "")

    def _params(self, row: dict[str, str]) -> dict:
        """The cells that this method knows; what stands in the others is told, not dropped."""
        method = WORDS.get(row[METHOD], "")
        known = {param.name for param in PARAMS.get(method, ())}
        params = {}
        for title, (name, kind) in PARAM_TITLES.items():
            text = row.get(title, "")
            if not text:
                continue
            if name not in known:
                if method:
                    self._wrong(title, f"“{row[METHOD]}”用不到这一栏，请清空")
                continue
            params[name] = self._param(title, kind, text)
        return params

    def _param(self, title: str, kind: str, text: str):
        if kind == NUMBER:
            return plain(text)
        if kind == FLAG:
            if text not in ("是", "否"):
                self._wrong(title, f"“{text}”看不懂，请填“是”或“否”")
            return text == "是"
        if kind == LIST:
            for mark in LIST_SEPARATORS:
                text = text.replace(mark, "\n")
            return [entry.strip() for entry in text.splitlines() if entry.strip()]
        return self._shares(title, text)

    def _shares(self, title: str, text: str) -> dict[str, str]:
        shares: dict[str, str] = {}
        for pair in text.replace("；", ";").replace("＝", "=").split(";"):
            grade, equals, share = (part.strip() for part in pair.partition("="))
            share = plain(share)
            try:
                value = plain_number(share.removesuffix("%"))
            except ValueError:
                equals = ""
            if not grade or not equals or grade in shares:
                self._wrong(title, f"“{pair.strip()}”看不懂，请写成例如：好=1；较好=0.8；差=0")
                return {}
            shares[grade] = plain_text(value / 100 if share.endswith("%") else value)
        return shares


def _reason(sentence: str) -> str:
    return sentence.split("：", 1)[-1]


_TITLE_OF = {field: title for title, field in TEXTS.items()} | {"points": "分值", "code": CODE}
_TITLE_OF |= {field: title for title, (field, _) in CHOICES.items()}
_TITLE_OF |= {name: title for title, (name, _) in PARAM_TITLES.items()}
_LENGTHS = {"title": 40, "unit": 10, "source": 100, "evidence": 200, "code": 8}
