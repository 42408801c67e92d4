"""Cells of a register in Chinese: what they may hold, and the sentence when they don't.

A widget knows one kind of column. `clean` gives the value or raises `Wrong` with a sentence and,
when we can tell what was meant, the text that mends it.
"""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from import_export.widgets import Widget as LibraryWidget

from wuhao.workbooks import cell_text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(r"[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")
_MONTH_FIRST_DAY = "01"
_EXCEL_DAY_ONE = datetime.date(1899, 12, 30)
_EXCEL_DAYS = range(18_264, 73_051)  # 1950 to 2099
MOST = 10**9


class Wrong(ValueError):
    """What is wrong in a cell. `fix`: the text that mends it; `kind`: like errors share it."""

    def __init__(self, sentence, *, fix="", kind=""):
        super().__init__(sentence)
        self.fix = fix
        self.kind = kind


class Widget(LibraryWidget):
    """A kind of column. `hint` goes into the template's guide, `words` into its drop-down."""

    hint = ""
    is_code = False

    def __init__(self, *, required=False):
        super().__init__()
        self.required = required

    def prepare(self, texts, by):
        """Look up all that the file names in this column at once; `by` None is the system."""

    def learn(self, values):
        """Look up how stored values read, for all of a file or an export at once."""

    def words(self):
        return []

    def clean(self, value, row=None, **kwargs):
        text = cell_text(value)
        if text:
            return self.read(text)
        if self.required:
            raise Wrong(self.missing(), kind="没有填写")
        return self.blank()

    def read(self, text):
        raise NotImplementedError

    def reading(self, text, value):
        """How a cell was understood, when that is not what was typed: the person is shown it."""
        return ""

    def blank(self):
        return None

    def missing(self):
        return "没有填写"

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Text(Widget):
    """A line of text, blanks around it taken off."""

    def __init__(self, max_length, *, required=False):
        super().__init__(required=required)
        self.max_length = max_length

    def blank(self):
        return ""

    def read(self, text):
        if _CONTROL.search(text):
            fix = _CONTROL.sub("", _INVISIBLE.sub("", text)).strip()
            raise Wrong("有看不见的控制字符，请重新输入这一格", fix=fix, kind="看不见的字符")
        if _INVISIBLE.search(text):
            fix = _INVISIBLE.sub("", text.replace("\u00a0", " ")).strip()
            raise Wrong("有看不见的空白字符，请重新输入这一格", fix=fix, kind="看不见的字符")
        if len(text) > self.max_length:
            raise Wrong(f"最多 {self.max_length} 个字，现有 {len(text)} 个")
        return text

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Code(Text):
    """An identifier: half-width, without blanks inside, never a number that Excel has shortened."""

    is_code = True

    def read(self, text):
        plain = "".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())
        if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", plain):
            raise Wrong(
                f"“{text}”是科学记数法，后面几位已丢失，请把这一列设为文本格式后重填",
                kind="科学记数法",
            )
        if plain != text and not _CONTROL.search(text):
            raise Wrong(
                f"“{text}”里有空格、全角或看不见的字符，应为 {plain}", fix=plain, kind="代码的写法"
            )
        return super().read(text)


class Choice(Widget):
    """One of a few words; `choices` is value → word, `aliases` word → value."""

    def __init__(self, choices, *, aliases=None, required=True):
        super().__init__(required=required)
        self.choices = choices
        self.values = {word: value for value, word in choices.items()} | (aliases or {})

    def words(self):
        return list(self.choices.values())

    def missing(self):
        return f"没有填写，请填：{'、'.join(self.words())}"

    def read(self, text):
        plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip()
        for word in (text, plain):
            if word in self.values:
                return self.values[word]
        near = get_close_matches(text, self.words(), n=1, cutoff=0.4)
        hint = f"是否为“{near[0]}”？" if near else ""
        raise Wrong(
            f"没有“{text}”这一种，{hint}可填：{'、'.join(self.words())}",
            fix=near[0] if near else "",
            kind=f"“{text}”不在可选项里",
        )

    def reading(self, text, value):
        return "" if text == self.render(value) else self.render(value)

    def render(self, value, obj=None, **kwargs):
        return self.choices.get(value, "")


class YesNo(Choice):
    """是 or 否; blank is neither."""

    def __init__(self, *, required=False):
        yes = dict.fromkeys(("√", "Y", "y", "1", "参评"), True)
        no = dict.fromkeys(("×", "N", "n", "0", "不参评"), False)
        super().__init__({True: "是", False: "否"}, aliases=yes | no, required=required)


class Day(Widget):
    """A date, as Excel's own or as people write it; a month alone is asked back, not guessed."""

    hint = "日期写成 2019-07-01"

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, datetime.datetime):
            return self.in_range(value.date(), cell_text(value))
        if isinstance(value, datetime.date):
            return self.in_range(value, cell_text(value))
        return super().clean(value, row, **kwargs)

    def read(self, text):
        plain = "".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())
        if re.fullmatch(r"\d{8}", plain):
            plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
        parts = _DATE.fullmatch(plain)
        if not parts:
            raise self.no_day(text, plain)
        year, month, day = parts.groups()
        try:
            found = datetime.date(int(year), int(month), int(day or _MONTH_FIRST_DAY))
        except ValueError as error:
            raise Wrong(f"“{text}”不是日期，请写成 2019-07-01 这样", kind="不是日期") from error
        if not day:
            raise Wrong(
                f"“{text}”没有写到日，请写成 {found}", fix=str(found), kind="日期没有写到日"
            )
        return self.in_range(found, text)

    def no_day(self, text, plain):
        if plain.isdigit() and int(plain) in _EXCEL_DAYS:
            found = _EXCEL_DAY_ONE + datetime.timedelta(days=int(plain))
            return Wrong(
                f"“{text}”是 Excel 的日期序号，请写成 {found}", fix=str(found), kind="日期序号"
            )
        if re.fullmatch(r"\d{4}年?", plain):
            return Wrong(f"“{text}”只有年份，请写成 {plain[:4]}-07-01 这样", kind="日期只有年份")
        return Wrong(f"“{text}”不是日期，请写成 2019-07-01 这样", kind="不是日期")

    def in_range(self, found, text):
        if not 1900 <= found.year <= 2100:
            raise Wrong(f"“{text}”的年份不对，请检查", kind="年份不对")
        return found

    def reading(self, text, value):
        shown = self.render(value)
        return "" if text == shown else shown

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class WholeNumber(Widget):
    """How many; blank is none (or, `blank=None`, unknown)."""

    hint = "人数、次数只填整数"

    def __init__(self, *, required=False, blank=0, noun="人数"):
        super().__init__(required=required)
        self.without, self.noun = blank, noun

    def blank(self):
        return self.without

    def read(self, text):
        plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).replace(",", "").strip()
        if not re.fullmatch(r"[0-9]+", plain):
            number = re.search(r"[0-9]+", plain)
            is_sure = number and re.fullmatch(r"[0-9]+(\.0+)?\D{0,3}", plain)
            example = number[0] if number and not plain.startswith("-") else "12"
            raise Wrong(
                f"“{text}”不是{self.noun}，请只填整数，例如 {example}",
                fix=number[0] if is_sure else "",
                kind=f"不是{self.noun}",
            )
        if int(plain) >= MOST:
            raise Wrong(f"“{text}”太大了，请检查", kind="太大")
        return int(plain)

    def reading(self, text, value):
        return "" if not text or text == str(value) else str(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value


class Amount(Widget):
    """A decimal number with at most `places` digits behind the point; blank is none."""

    def __init__(self, *, digits=12, places=2, required=False):
        super().__init__(required=required)
        self.digits, self.places = digits, places
        self.hint = f"金额、比例最多 {places} 位小数"

    def read(self, text):
        plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).replace(",", "").strip()
        try:
            found = Decimal(plain)
            rounded = found.quantize(Decimal(1).scaleb(-self.places))
        except InvalidOperation as error:
            number = re.match(r"[0-9]+(\.[0-9]+)?(?=\D{0,3}$)", plain)
            raise Wrong(
                f"“{text}”不是数字，请只填数字，例如 12.5",
                fix=number[0] if number else "",
                kind="不是数字",
            ) from error
        if found < 0:
            raise Wrong(f"“{text}”是负数，请检查", kind="负数")
        if rounded != found:
            raise Wrong(f"“{text}”的小数超过 {self.places} 位，应为 {rounded}", fix=str(rounded))
        if found >= 10 ** (self.digits - self.places):
            raise Wrong(f"“{text}”太大了，请检查", kind="太大")
        return rounded

    def reading(self, text, value):
        return "" if re.fullmatch(r"[0-9.]*", text) else self.render(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{value:f}"
