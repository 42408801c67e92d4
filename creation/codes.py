"""Codes, telephone numbers and dates of a roster: what can't be right, in one sentence each.

A sentence carries no full stop: a form ends it, an import puts row and column before it.
"""

import re
import unicodedata
from datetime import date

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
LENGTH = 18
_MEANT = {"I": "1", "O": "0", "Z": "2", "S": "5"}  # how the missing letters are misread
_MOBILE = re.compile(r"(\+?86-?)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(\+?86-?0?\d{2,3}-?|0\d{2,3}-?)?\d{7,8}((-|转|x)\d{1,6})?")
_SERVICE = re.compile(r"[48]00-?\d{3}-?\d{4}")
_INTERNAL = re.compile(r"\d{3,6}")


def tidy_credit_code(text: str) -> str:
    """As people type it → as it is written: narrow, upper case, without blanks and hyphens."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def check_digit(body: str) -> str:
    """The 18th character of 统一社会信用代码 to the 17 before it (GB 32100)."""
    total = sum(CHARACTERS.index(one) * pow(3, place, 31) for place, one in enumerate(body))
    return CHARACTERS[-total % 31]


def why_not_credit_code(text: str) -> str:
    """`text` tidied; "" for a right one and for none."""
    if not text:
        return ""
    for place, one in enumerate(text, start=1):
        if one not in CHARACTERS:
            hint = f"，是否为 {_MEANT[one]}？" if one in _MEANT else "，请对照证照重新填写"
            return f"第 {place} 位“{one}”不会出现在统一社会信用代码里{hint}"
    if len(text) != LENGTH:
        return f"统一社会信用代码是 {LENGTH} 位，现有 {len(text)} 位，请检查"
    if text[-1] != (right := check_digit(text[:-1])):
        return f"末位校验码应为 {right}，现在是 {text[-1]}，请对照证照检查是否抄错"
    return ""


def why_not_phone(text: str) -> str:
    """Whether each of the numbers (between 、 or / or ;) could be dialled."""
    narrow = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text).replace("—", "-"))
    for one in filter(None, re.split(r"[、,;/]", narrow)):
        if any(shape.fullmatch(one) for shape in (_MOBILE, _LANDLINE, _SERVICE, _INTERNAL)):
            continue
        if re.fullmatch(r"1\d{8,12}", one) and len(one) != 11:
            return f"手机号是 11 位，“{one}”有 {len(one)} 位，请检查"
        return f"“{one}”不像电话号码，请写成 13912345678 或 010-12345678"
    return ""


def masked_name(text: str) -> str:
    """王晓燕 → 王**."""
    return text[:1] + "*" * (len(text) - 1)


def masked_phone(text: str) -> str:
    """13912345678 → 139****5678; short ones go whole."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * len(text)


def wrong_dates(
    *,
    opened: date | None,
    closed: date | None,
    elected: date | None,
    ends: date | None,
) -> dict[str, str]:
    """Field → what is wrong with it: founded, elected, end of term, closed come in this order."""
    faults = {}
    if opened and closed and opened > closed:
        faults["opened_on"] = f"晚于撤销日期 {closed}，请检查"
    if opened and elected and elected < opened:
        faults["elected_on"] = f"早于建立日期 {opened}，请检查"
    if elected and ends and ends < elected:
        faults["term_ends_on"] = f"早于换届日期 {elected}，请检查"
    elif opened and ends and ends < opened:
        faults["term_ends_on"] = f"早于建立日期 {opened}，请检查"
    return faults
