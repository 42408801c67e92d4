"""Numbers as people type them: full width, in Chinese characters, with the unit behind them."""

import re
import unicodedata

_NUMBER = re.compile(r"[+-]?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
_DIGITS |= {"陆": 6, "柒": 7, "捌": 8, "玖": 9}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TEN_THOUSAND = "万"
_OF_A_HUNDRED = "百分之"


def plain(raw: object) -> str:
    """Text without full-width digits, letters and signs, or spaces around it."""
    return unicodedata.normalize("NFKC", str(raw)).replace("\u2212", "-").strip()


def number_text(raw: object, *, unit: str = "", percent: bool = False) -> str | None:
    """The digits of what was typed, None when it is no number.

    The item's own unit may stand behind it, and no other: “2 天” for hours is not 2. Where a
    percentage is asked for (`percent`), so may its sign.
    """
    text = plain(raw).replace(" ", "")
    if percent:
        text = text.removeprefix(_OF_A_HUNDRED).removesuffix("%")
    if unit:
        text = text.removesuffix(plain(unit).replace(" ", ""))
    if _NUMBER.fullmatch(text):
        return text.replace(",", "")
    return _in_digits(text)


def _in_digits(text: str) -> str | None:
    """“十二点五” as 12.5; None for any other text."""
    whole, point, decimals = text.removeprefix("负").partition("点")
    value = _whole(whole)
    if value is None or (point and not decimals) or any(char not in _DIGITS for char in decimals):
        return None
    tail = "".join(str(_DIGITS[char]) for char in decimals)[:6]
    sign = "-" if text.startswith("负") else ""
    return f"{sign}{value}.{tail}" if tail else f"{sign}{value}"


def _whole(text: str) -> int | None:
    """Up to 99,999,999, with its units (一百零五) or digit by digit (二〇二)."""
    high, ten_thousand, low = text.partition(_TEN_THOUSAND)
    if not ten_thousand:
        return _below_ten_thousand(text)
    upper = _below_ten_thousand(high)
    lower = _below_ten_thousand(low) if low else 0
    # “三万五” means 35,000 to some and 30,005 to others.
    if upper is None or lower is None or (low and len(low) == 1):
        return None
    return upper * 10_000 + lower


def _below_ten_thousand(text: str) -> int | None:
    if not text or any(char not in _DIGITS and char not in _TENS for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) <= 4 else None
    return _with_units(text)


def _with_units(text: str) -> int | None:
    """“一百二十五”: units fall from left to right, one digit before each."""
    total, digit, last = 0, None, 10_000
    for place, char in enumerate(text):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        else:
            size = _TENS[char]
            if size >= last or (digit is None and (place or size != 10)) or digit == 0:
                return None
            total, digit, last = total + (digit or 1) * size, None, size
    if digit and last > 10 and "零" not in text and "〇" not in text:
        return None  # “一百五” may mean 150 or 105
    return total + (digit or 0)
