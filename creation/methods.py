"""The nine methods of marking an item (RULES 1.3), as frozen values, and how parameters are read.

A method knows its parameters and nothing else; what a finding is worth lives in
creation.marking. The catalogue of methods is what a standard file can choose from.
"""

import re
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from typing import Any, ClassVar

NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
# What separates typed entries of a list: an entry must not hold one of them itself.
LIST_SEPARATORS = "、，,；;┋|\n"


class StandardError(ValueError):
    """A standard that cannot be used; `errors` holds every reason, in Chinese."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class YesNo:
    """All points or none."""

    name: ClassVar[str] = "yes_no"
    label: ClassVar[str] = "是否达到"


@dataclass(frozen=True)
class Count:
    """Points off for each one missing of a yearly target."""

    name: ClassVar[str] = "count"
    label: ClassVar[str] = "计数"
    target: Decimal
    per: Decimal
    cap: Decimal | None = None


@dataclass(frozen=True)
class Occurrences:
    """Points off for each time that something happened."""

    name: ClassVar[str] = "occurrences"
    label: ClassVar[str] = "按次扣分"
    per: Decimal
    cap: Decimal | None = None


@dataclass(frozen=True)
class Presence:
    """Points off for each entry of a list that is not there."""

    name: ClassVar[str] = "presence"
    label: ClassVar[str] = "清单"
    entries: tuple[str, ...]
    per: Decimal
    cap: Decimal | None = None


@dataclass(frozen=True)
class Below:
    """Points off per percentage point below a threshold; a started point counts whole."""

    name: ClassVar[str] = "below"
    label: ClassVar[str] = "低于比例"
    threshold: Decimal
    per: Decimal
    prorata: bool = False
    cap: Decimal | None = None


@dataclass(frozen=True)
class Cliff:
    """All points from the threshold on, none below it."""

    name: ClassVar[str] = "cliff"
    label: ClassVar[str] = "门槛"
    threshold: Decimal


@dataclass(frozen=True)
class Proportional:
    """Points in proportion to the share of the target that was reached."""

    name: ClassVar[str] = "proportional"
    label: ClassVar[str] = "按比例"
    target: Decimal


@dataclass(frozen=True)
class Tiers:
    """A grade's share of the points; `shares` runs from the best grade to the worst."""

    name: ClassVar[str] = "tiers"
    label: ClassVar[str] = "分档"
    shares: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Bonus:
    """Points on top for each, up to a cap."""

    name: ClassVar[str] = "bonus"
    label: ClassVar[str] = "加分"
    per: Decimal
    cap: Decimal


Method = YesNo | Count | Occurrences | Presence | Below | Cliff | Proportional | Tiers | Bonus
METHODS: dict[str, type] = {kind.name: kind for kind in Method.__args__}


def plain_number(raw: Any) -> Decimal:
    """A number given as text, whole number or Decimal; ValueError says in Chinese what is wrong."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise ValueError(f'“{raw}”不是数字，请写成带引号的数字，例如 "0.5"')
    if not NUMBER.fullmatch(str(raw).strip()):
        raise ValueError(f'“{raw}”不是数字，请写成例如 "12" 或 "0.5"')
    return Decimal(str(raw).strip())


def plain_text(number: Decimal) -> str:
    """A Decimal as people write it: no exponent, no trailing zeros."""
    return format(number.normalize(), "f")


def _positive(raw: Any) -> Decimal:
    number = plain_number(raw)
    if number <= 0:
        raise ValueError(f"“{raw}”应大于 0")
    return number


def _not_negative(raw: Any) -> Decimal:
    number = plain_number(raw)
    if number < 0:
        raise ValueError(f"“{raw}”不能是负数")
    return number


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return bool(raw == "true")
    raise ValueError(f"“{raw}”应为 true 或 false")


def _entries(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise ValueError('应为清单，至少一项，例如 ["计划", "记录"]')
    entries = tuple(str(entry).strip() for entry in raw)
    if "" in entries or len(set(entries)) < len(entries):
        raise ValueError("清单里的各项不能空白，也不能重复")
    if split := [entry for entry in entries if any(mark in entry for mark in LIST_SEPARATORS)]:
        raise ValueError(f"“{split[0]}”含有顿号、逗号、分号或竖线，请分成几项写")
    return entries


def _shares(raw: Any) -> tuple[tuple[str, Decimal], ...]:
    # Sorted by share, as a stored JSON object does not keep the order of the file.
    if not isinstance(raw, dict) or len(raw) < 2:
        raise ValueError('应写出至少两档及其比例，例如 { "好" = "1", "差" = "0" }')
    shares = {str(grade).strip(): plain_number(share) for grade, share in raw.items()}
    if any(mark in grade for grade in shares for mark in "=＝;；"):
        raise ValueError("各档的名称里不能有等号或分号")
    if "" in shares or any(not 0 <= share <= 1 for share in shares.values()):
        raise ValueError("各档要有名称，比例应在 0 到 1 之间")
    if len(set(shares.values())) < len(raw):
        raise ValueError("各档的名称和比例不能相同")
    return tuple(sorted(shares.items(), key=lambda pair: -pair[1]))


_READERS = {
    "target": _positive,
    "per": _positive,
    "cap": _positive,
    "threshold": _not_negative,
    "prorata": _flag,
    "entries": _entries,
    "shares": _shares,
}
# `list` is the word in files; as an attribute it would hide the builtin.
_PARAM_OF_FIELD = {"entries": "list"}


def _read_params(kind: type, params: dict[str, Any], errors: list[str]) -> dict[str, Any]:
    values = {}
    expected = {_PARAM_OF_FIELD.get(field.name, field.name): field for field in fields(kind)}
    for param, field in expected.items():
        if param not in params:
            if field.default is MISSING:
                errors.append(f"参数 {param}：没有填写")
            continue
        try:
            values[field.name] = _READERS[field.name](params[param])
        except ValueError as error:
            errors.append(f"参数 {param}：{error}")
    known = "、".join(expected) or "无"
    errors += [
        f"参数 {param}：这种评分方法没有这个参数（可用：{known}）"
        for param in params
        if param not in expected
    ]
    return values


def parse_method(name: str, params: dict[str, Any]) -> Method:
    """The method called `name` with its parameters; StandardError lists every fault at once."""
    kind = METHODS.get(name)
    if kind is None:
        raise StandardError([f"评分方法：没有“{name}”，可用：{'、'.join(METHODS)}"])
    if not isinstance(params, dict):
        raise StandardError(['参数：应写成 { 名称 = "值" }'])
    errors: list[str] = []
    values = _read_params(kind, params, errors)
    if kind is Below and values.get("threshold", 0) > 100:
        errors.append("参数 threshold：比例的门槛不能超过 100")
    if errors:
        raise StandardError(errors)
    method: Method = kind(**values)
    return method


def params_of(method: Method) -> dict[str, Any]:
    """The parameters as a file or a JSON field holds them; parse_method reads them back."""
    params: dict[str, Any] = {}
    for field in fields(method):
        value = getattr(method, field.name)
        if isinstance(value, Decimal):
            value = plain_text(value)
        elif field.name == "entries":
            value = list(value)
        elif field.name == "shares":
            value = {grade: plain_text(share) for grade, share in value}
        if value is not None:
            params[_PARAM_OF_FIELD.get(field.name, field.name)] = value
    return params
