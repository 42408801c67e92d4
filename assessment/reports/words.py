"""How numbers read in a report: always with what they are of, and never 0% for no data."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from assessment.reports.tables import DASH
from creation.standards import plain_text
from wuhao.templatetags.formatting import percent, score

DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一; up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


def day(value: date) -> str:
    """2026年1月5日: Arabic numerals without leading zeros (GB/T 9704)."""
    return f"{value.year}年{value.month}月{value.day}日"


def of(part: int, whole: int, unit: str = "个") -> str:
    """ "5个（5/20，25.0%）"; without a whole there is no share."""
    if not whole:
        return f"{part}{unit}"
    return f"{part}{unit}（{part}/{whole}，{percent(Fraction(part, whole))}）"


def weight(share: Decimal) -> str:
    """A share that somebody set, as he set it: 0.7 → 70%."""
    return f"{plain_text(share * 100)}%"


def cell(kind: str, value, none: str = DASH) -> str:
    """A table cell as text."""
    if value is None or value == "":
        return none
    if kind == "score":
        return score(value)
    if kind == "share":
        return percent(value)
    if kind == "date":
        return f"{value:%Y-%m-%d}"
    return str(value)
