"""How numbers and dates read on every page: `{% load formatting %}`. None always reads "—"."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils import timezone

register = template.Library()

DASH = "—"
HEAT_BOUNDS = (70, 76, 82, 88, 93)


def rounded(value, places: int) -> Decimal:
    """HALF_UP to so many places, exact for Decimal, Fraction and int."""
    if isinstance(value, Fraction):
        scaled = value * 10**places
        whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-places)
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def trimmed(value: Decimal) -> str:
    """`2.50` → `2.5`, `3.00` → `3`, `-0.00` → `0`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@register.filter
def points(value) -> str:
    """Points with at most two decimals, without trailing noughts."""
    return DASH if value is None or value == "" else trimmed(rounded(value, 2))


@register.filter
def score(value) -> str:
    """Points with exactly two decimals, for columns that line up."""
    return DASH if value is None or value == "" else f"{rounded(value, 2):f}"


@register.filter
def tenths(value) -> str:
    """Points with exactly one decimal, for averages."""
    return DASH if value is None or value == "" else f"{rounded(value, 1):f}"


@register.filter
def percent(value) -> str:
    """A share from 0 to 1 as "91.6%"."""
    return DASH if value is None or value == "" else f"{rounded(value * 100, 1):f}%"


@register.filter
def signed(value) -> str:
    """A difference with its sign: "+1.8", "−0.5", "0"."""
    if value is None or value == "":
        return DASH
    text = points(value)
    if text == "0":
        return text
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"


@register.filter
def ymd(value) -> str:
    """A date or a moment as yyyy-mm-dd, in the district's time."""
    if not value:
        return DASH
    return f"{_local(value):%Y-%m-%d}"


@register.filter
def ymd_hm(value) -> str:
    """A moment as yyyy-mm-dd hh:mm, in the district's time."""
    if not value:
        return DASH
    return f"{_local(value):%Y-%m-%d %H:%M}"


@register.filter
def dash(value) -> str:
    """The value itself, or "—" when there is none; 0 stays 0."""
    return DASH if value is None or value == "" else value


@register.filter
def thousands(value) -> str:
    """A whole number with separators: "12,604"."""
    return DASH if value is None or value == "" else f"{int(value):,}"


@register.filter
def file_size(value) -> str:
    """Bytes as "486 KB" or "1.2 MB"."""
    if value is None:
        return DASH
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    return f"{value / 1024 / 1024:.1f} MB"


@register.filter
def heat(value, bounds=HEAT_BOUNDS) -> str:
    """A score's shade in a heat table, "0" (worst) to "5"; "" when unscored."""
    return "" if value is None else str(sum(value >= bound for bound in bounds))


@register.filter
def lookup(mapping, key):
    """`mapping[key]`, or nothing."""
    return mapping.get(key) if mapping else None


def _local(value):
    aware = hasattr(value, "tzinfo") and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value
