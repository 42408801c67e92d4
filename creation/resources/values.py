"""Cells of a register in Chinese: what they may hold, and the sentence when they don't."""

import datetime
import re
import unicodedata
from difflib import get_close_matches

from import_export.widgets import Widget

from wuhao.workbooks import cell_text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")
_MONTH_FIRST_DAY = "01"
MOST = 10**9


class Text(Widget):
    """A line of text, blanks around it taken off."""

    def __init__(self, max_length, *, required=False):
        super().__init__()
        self.max_length, self.required = max_length, required

    def clean(self, value, row=None, **kwargs):
        text = cell_text(value)
        if not text and self.required:
            raise ValueError("没有填写")
        if _CONTROL.search(text):
            raise ValueError("有看不见的控制字符，请重新输入这一格")
        if len(text) > self.max_length:
            raise ValueError(f"最多 {self.max_length} 个字，现有 {len(text)} 个")
        return text

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Choice(Widget):
    """One of a few words; `choices` is value → word, `aliases` word → value."""

    def __init__(self, choices, *, aliases=None, required=True):
        super().__init__()
        self.choices, self.required = choices, required
        self.values = {word: value for value, word in choices.items()} | (aliases or {})

    def clean(self, value, row=None, **kwargs):
        text = cell_text(value)
        if not text and not self.required:
            return None
        if text in self.values:
            return self.values[text]
        words = "、".join(self.choices.values())
        if not text:
            raise ValueError(f"没有填写，请填：{words}")
        near = get_close_matches(text, self.choices.values(), n=1, cutoff=0.4)
        hint = f"是否为“{near[0]}”？" if near else ""
        raise ValueError(f"没有“{text}”这一种，{hint}可填：{words}")

    def render(self, value, obj=None, **kwargs):
        return self.choices.get(value, "")


class YesNo(Choice):
    """是 or 否; blank leaves the value alone."""

    def __init__(self):
        yes = dict.fromkeys(("√", "Y", "y", "1", "参评"), True)
        no = dict.fromkeys(("×", "N", "n", "0", "不参评"), False)
        super().__init__({True: "是", False: "否"}, aliases=yes | no, required=False)


class Day(Widget):
    """A date, as Excel's own or as people write it; a month alone is asked back, not guessed."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = unicodedata.normalize("NFKC", cell_text(value))
        if not text:
            return None
        if re.fullmatch(r"\d{8}", text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        return _day(text)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


def _day(text):
    parts = _DATE.fullmatch(text)
    year, month, day = parts.groups() if parts else ("", "", "")
    try:
        found = datetime.date(int(year), int(month), int(day or _MONTH_FIRST_DAY))
    except ValueError as error:
        raise ValueError(f"“{text}”不是日期，请写成 2019-07-01 这样") from error
    if not day:
        raise ValueError(f"“{text}”没有写到日，请写成 {found}")
    if not 1900 <= found.year <= 2100:
        raise ValueError(f"“{text}”的年份不对，请检查")
    return found


class WholeNumber(Widget):
    """How many; blank is none."""

    def clean(self, value, row=None, **kwargs):
        text = unicodedata.normalize("NFKC", cell_text(value)).replace(",", "")
        if not text:
            return 0
        if not re.fullmatch(r"[0-9]+", text):
            number = re.search(r"[0-9]+", text)
            example = number[0] if number and not text.startswith("-") else "12"
            raise ValueError(f"“{text}”不是人数，请只填整数，例如 {example}")
        if int(text) >= MOST:
            raise ValueError(f"“{text}”太大了，请检查")
        return int(text)

    def render(self, value, obj=None, **kwargs):
        return value
