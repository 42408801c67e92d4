"""A round's file as validated values: name, dates, stages, reminders, editions, policy, red lines.

Pure: the caller reads the TOML and knows the database; `read_round` gives the values and, all at
once and in Chinese, what is wrong; `as_toml` writes the values back as a file that reads the same.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from creation.policy import Policy, PolicyError

CODE = re.compile(r"[A-Za-z0-9_-]{1,30}")
RESERVED = {"new", "define"}  # addresses of pages
NAME_LENGTH, REASON_LENGTH = 60, 200
FIELDS = (
    "code", "name", "starts_on", "ends_on", "reference_on", "stages", "reminders", "editions",
    "policy", "red_lines",
)  # fmt: skip
REMIND_DAYS = (7, 3, 1, -1)  # days before a deadline; -1 is the day after it
EARLIEST, LATEST, MOST_REMINDERS = 60, -30, 8


class RoundError(ValueError):
    """A round that cannot be written; `errors` holds every reason, in Chinese."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class RoundSpec:
    """`standards` maps sector to edition code, `switched_off` red line to reason.

    `reminders` has the days of every stage that has dates.
    """

    code: str = ""
    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    reference_on: date | None = None
    stages: tuple[tuple[str, date, date], ...] = ()
    reminders: dict[str, tuple[int, ...]] = field(default_factory=dict)
    standards: dict[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    switched_off: dict[str, str] = field(default_factory=dict)


def read_round(data: dict[str, Any], stages: dict[str, str]) -> tuple[RoundSpec, list[str]]:
    """The values and the faults. `stages` are the known stages, code → 中文, in order."""
    errors = [
        f"{key}：不认识的字段，可用：{'、'.join(FIELDS)}" for key in data if key not in FIELDS
    ]
    spec = RoundSpec(
        code=_text(data, "code", "轮次代码", errors),
        name=_text(data, "name", "名称", errors),
        starts_on=_date(data.get("starts_on"), "开始日期（starts_on）", errors),
        ends_on=_date(data.get("ends_on"), "结束日期（ends_on）", errors),
        reference_on=_date_or_none(data.get("reference_on"), "基准日（reference_on）", errors),
        stages=_stages(_table(data, "stages", errors), stages, errors),
        standards=_texts(data, "editions", "标准代码", errors),
        policy=_policy(_table(data, "policy", errors), errors),
        switched_off=_texts(data, "red_lines", "停用理由", errors),
    )
    table = _table(data, "reminders", errors)
    spec = replace(spec, reminders=_reminders(table, spec.stages, stages, errors))
    return spec, errors + faults_of(spec)


def faults_of(spec: RoundSpec) -> list[str]:
    """What cannot stand together, whoever wrote it: a file or the pages."""
    return _faults(spec) + _faulty_days(spec)


def _faulty_days(spec: RoundSpec) -> list[str]:
    faults = []
    for stage, days in spec.reminders.items():
        where = f"提醒（reminders.{stage}）"
        if wrong := [day for day in days if not LATEST <= day <= EARLIEST]:
            faults.append(
                f"{where}：{'、'.join(map(str, wrong))} 太远，应在截止前 {EARLIEST} 天到"
                f"截止后 {-LATEST} 天之间"
            )
        if len(days) > MOST_REMINDERS:
            faults.append(f"{where}：最多 {MOST_REMINDERS} 次")
    return faults


def _faults(spec: RoundSpec) -> list[str]:
    faults = []
    if spec.code and not CODE.fullmatch(spec.code):
        faults.append(f"轮次代码（code）：“{spec.code}”只能用字母、数字、- 和 _，最多 30 个字符")
    if spec.code in RESERVED:
        faults.append(f"轮次代码（code）：“{spec.code}”系统已经用了，请换一个")
    if len(spec.name) > NAME_LENGTH:
        faults.append(f"名称（name）：最多 {NAME_LENGTH} 个字")
    if spec.starts_on and spec.ends_on and spec.ends_on < spec.starts_on:
        faults.append("结束日期（ends_on）：不能早于开始日期")
    if spec.reference_on and spec.ends_on and spec.reference_on > spec.ends_on:
        faults.append("基准日（reference_on）：不能晚于结束日期")
    faults += [
        f"red_lines.{code}：停用理由最多 {REASON_LENGTH} 个字"
        for code, reason in spec.switched_off.items()
        if len(reason) > REASON_LENGTH
    ]
    return faults


def _table(data: dict[str, Any], key: str, errors: list[str]) -> dict[str, Any]:
    raw = data.get(key, {})
    if isinstance(raw, dict):
        return raw
    errors.append(f"{key}：应为一张 [{key}] 表")
    return {}


def _text(data: dict[str, Any], key: str, label: str, errors: list[str]) -> str:
    raw = data.get(key, "")
    if not isinstance(raw, str) or not raw.strip():
        errors.append(f"{label}（{key}）：没有填写文字")
        return ""
    return raw.strip()


def _texts(data: dict[str, Any], key: str, label: str, errors: list[str]) -> dict[str, str]:
    table = _table(data, key, errors)
    texts = {}
    for name, raw in table.items():
        if isinstance(raw, str) and raw.strip():
            texts[name] = raw.strip()
        else:
            errors.append(f"{key}.{name}：请填{label}")
    return texts


def _date(raw: Any, where: str, errors: list[str]) -> date | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        shown = "" if raw is None else f"“{raw}”"
        errors.append(f"{where}：{shown}不是日期，请写成 2026-01-31")
        return None


def _date_or_none(raw: Any, where: str, errors: list[str]) -> date | None:
    return None if raw is None else _date(raw, where, errors)


def _stages(
    table: dict[str, Any], stages: dict[str, str], errors: list[str]
) -> tuple[tuple[str, date, date], ...]:
    found = []
    known = "、".join(f"{code}（{label}）" for code, label in stages.items())
    errors += [
        f"stages.{code}：没有这个阶段，可用：{known}" for code in table if code not in stages
    ]
    for code, label in stages.items():
        if code not in table:
            continue
        where, raw = f"阶段 {label}（stages.{code}）", table[code]
        if not isinstance(raw, list) or len(raw) != 2:
            errors.append(f"{where}：请写成 [2026-01-01, 2026-01-31]")
            continue
        first, last = (_date(one, where, errors) for one in raw)
        if first and last and last < first:
            errors.append(f"{where}：截止日期不能早于开始日期")
        elif first and last:
            found.append((code, first, last))
    return tuple(found)


def _reminders(
    table: dict[str, Any],
    dated: tuple[tuple[str, date, date], ...],
    stages: dict[str, str],
    errors: list[str],
) -> dict[str, tuple[int, ...]]:
    days: dict[str, tuple[int, ...]] = {code: REMIND_DAYS for code, _, _ in dated}
    for code, raw in table.items():
        if code not in stages:
            errors.append(f"reminders.{code}：没有这个阶段")
        elif not isinstance(raw, list) or not all(type(day) is int for day in raw):
            errors.append(f"reminders.{code}：请写成 [7, 3, 1, -1]，-1 是截止后第 1 天")
        elif code in days:
            days[code] = in_order(raw)
    return days


def in_order(days: Iterable[int]) -> tuple[int, ...]:
    """Each once, the earliest reminder first."""
    return tuple(sorted(set(days), reverse=True))


def as_toml(spec: RoundSpec) -> str:
    """The file of these values; read again it gives the same ones."""
    text = [f"code = {_quoted(spec.code)}", f"name = {_quoted(spec.name)}"]
    text += [f"starts_on = {spec.starts_on}", f"ends_on = {spec.ends_on}"]
    text += [f"reference_on = {spec.reference_on}"] if spec.reference_on else []
    tables = {
        "stages": {code: f"[{first}, {last}]" for code, first, last in spec.stages},
        "reminders": {code: str(list(days)) for code, days in spec.reminders.items()},
        "editions": {sector: _quoted(code) for sector, code in spec.standards.items()},
        "policy": {key: _quoted(value) for key, value in spec.policy.as_dict().items()},
        "red_lines": {code: _quoted(reason) for code, reason in spec.switched_off.items()},
    }
    for title, rows in tables.items():
        text += ["", f"[{title}]", *(f"{key} = {value}" for key, value in rows.items())]
    return "\n".join(text) + "\n"


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's too, except for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _policy(table: dict[str, Any], errors: list[str]) -> Policy:
    try:
        return Policy.from_dict(table)
    except PolicyError as error:
        errors += [f"政策 {sentence}" for sentence in error.errors]
        return Policy()
