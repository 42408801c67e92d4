"""A standard file as validated values: what was read, or all that is wrong, and where, in Chinese.

Pure: the caller reads the TOML. parse_standard takes what can be published; parse_draft also what
is not finished yet; read_item one item, with its faults by field, for forms and workbooks.
"""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from creation.methods import (
    METHODS,
    Below,
    Bonus,
    Cliff,
    Count,
    Method,
    Occurrences,
    Presence,
    Proportional,
    StandardError,
    Tiers,
    YesNo,
    params_of,
    parse_method,
    plain_number,
    plain_text,
)
from creation.standard_values import (
    COMMON_GOODS,
    COMPUTED,
    FULL_MARKS,
    JUDGED_AT_MOST,
    NATURES,
    PERIODS,
    SCOPES,
    Fault,
    GoalSpec,
    ItemSpec,
    StandardSpec,
    advice_on,
    faults_of,
    judged_points,
)

__all__ = [
    "COMMON_GOODS",
    "COMPUTED",
    "FULL_MARKS",
    "JUDGED_AT_MOST",
    "METHODS",
    "NATURES",
    "PERIODS",
    "SCOPES",
    "Below",
    "Bonus",
    "Cliff",
    "Count",
    "Fault",
    "GoalSpec",
    "ItemSpec",
    "Method",
    "Occurrences",
    "Presence",
    "Proportional",
    "StandardError",
    "StandardSpec",
    "Tiers",
    "YesNo",
    "advice_on",
    "faults_of",
    "judged_points",
    "params_of",
    "parse_draft",
    "parse_method",
    "parse_standard",
    "plain_number",
    "plain_text",
    "read_item",
]

_CENT = Decimal("0.01")
_MOST_POINTS = FULL_MARKS
# The system computes percentages: only these methods can mark one.
_PERCENTAGE_METHODS = (Below, Cliff, Proportional)
_PARAM = re.compile(r"参数 (\w+)：")


class _Table:
    """One table of the file; reads fields and collects what is wrong, by field.

    `faults` are wrong in any draft, `gaps` only stand in the way of publishing.
    """

    def __init__(self, data: Any):
        self.data = data if isinstance(data, dict) else {}
        self.seen: set[str] = set()
        self.faults: list[tuple[str, str]] = []
        self.gaps: list[tuple[str, str]] = []
        if not isinstance(data, dict):
            self.wrong("", "应为一张表")

    def wrong(self, field: str, sentence: str) -> None:
        self.faults.append((field, sentence))

    def text(self, field: str, label: str, *, required: bool = True) -> str:
        self.seen.add(field)
        raw = self.data.get(field, "")
        if not isinstance(raw, str):
            self.wrong(field, f"{label}（{field}）：应为文字，现为“{raw}”")
            return ""
        if required and not raw.strip():
            self.wrong(field, f"{label}（{field}）：没有填写")
        return raw.strip()

    def text_in_the_end(self, field: str, label: str) -> str:
        """A draft may leave it for later."""
        found = self.text(field, label, required=False)
        if not found and isinstance(self.data.get(field, ""), str):
            self.gaps.append((field, f"{label}（{field}）：没有填写"))
        return found

    def choice(
        self, field: str, label: str, choices: dict[str, str], default: str | None = None
    ) -> str:
        """One of the codes; a field with a default may be left out or blank."""
        value = self.text(field, label, required=default is None)
        if value and value not in choices:
            known = "、".join(f"{code}（{name}）" for code, name in choices.items())
            self.wrong(field, f"{label}（{field}）：“{value}”不在可选之列：{known}")
        return value or default or ""

    def points(self) -> Decimal:
        self.seen.add("points")
        try:
            points = plain_number(self.data.get("points", ""))
        except ValueError as error:
            self.wrong("points", f"分值（points）：{error}")
            return Decimal(0)
        # Finer than a cent, and a full mark would round to more than the item is worth.
        if points <= 0 or points != points.quantize(_CENT):
            self.wrong("points", f"分值（points）：“{points}”应大于 0，最多两位小数")
        elif points > _MOST_POINTS:
            self.wrong("points", f"分值（points）：“{points}”超过一套标准的总分 100 分")
        return points

    def method(self) -> Method:
        name = self.text("method", "评分方法")
        self.seen.add("params")
        try:
            return parse_method(name, self.data.get("params", {})) if name else YesNo()
        except StandardError as error:
            for sentence in error.errors:
                named = _PARAM.match(sentence)
                self.wrong(f"params.{named[1]}" if named else "method", sentence)
            return YesNo()

    def tables(self, field: str, label: str) -> list[Any]:
        self.seen.add(field)
        raw = self.data.get(field, [])
        if not isinstance(raw, list):
            self.wrong(field, f"{label}（{field}）：应有若干张 [[{field}]] 表")
            return []
        return raw

    def nothing_else(self) -> None:
        for field in sorted(self.data.keys() - self.seen):
            self.wrong(field, f"{field}：不认识的字段")


class _Findings:
    """What is wrong in the whole file, each sentence beginning with where."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.gaps: list[str] = []

    def take(self, where: str, table: _Table) -> None:
        self.errors += [f"{where}{sentence}" for _, sentence in table.faults]
        self.gaps += [f"{where}{sentence}" for _, sentence in table.gaps]


def read_item(data: Any, *, is_bonus: bool) -> tuple[ItemSpec, list[tuple[str, str]]]:
    """One item of a draft and what is wrong with it, as (field, sentence)."""
    item, table = _read_item(data, is_bonus)
    return item, table.faults


def _read_item(data: Any, is_bonus: bool) -> tuple[ItemSpec, _Table]:
    table = _Table(data)
    item = ItemSpec(
        code=table.text("code", "编号"),
        title=table.text("title", "考核项目"),
        content=table.text_in_the_end("content", "考核内容"),
        rule=table.text_in_the_end("rule", "评分标准"),
        points=table.points(),
        scope=table.choice("scope", "共性个性", SCOPES),
        nature=table.choice("nature", "定性定量", NATURES),
        method=table.method(),
        unit=table.text("unit", "单位", required=False),
        period=table.choice("period", "周期", PERIODS, default="year"),
        source=table.text("source", "数据来源", required=False),
        evidence=table.text("evidence", "佐证提示", required=False),
        computed=table.choice("computed", "系统计算", COMPUTED, default=""),
        is_bonus=is_bonus,
    )
    if not table.faults:
        _check_method(table, item)
    table.nothing_else()
    return item, table


def _check_method(table: _Table, item: ItemSpec) -> None:
    if item.is_bonus != isinstance(item.method, Bonus):
        table.wrong("method", "评分方法（method）：加分项用 bonus，其他要点不能用 bonus")
    if item.computed and not isinstance(item.method, _PERCENTAGE_METHODS):
        known = "、".join(kind.name for kind in _PERCENTAGE_METHODS)
        table.wrong(
            "computed",
            f"系统计算（computed）：系统算出的是百分比，评分方法只能是 {known}",
        )


def _item(where: str, data: Any, findings: _Findings, *, is_bonus: bool) -> ItemSpec:
    code = data.get("code") if isinstance(data, dict) else None
    item, table = _read_item(data, is_bonus)
    findings.take(f"{where}要点 {code or '（无编号）'} ", table)
    return item


def _goal(number: int, data: Any, findings: _Findings) -> GoalSpec:
    table, where = _Table(data), f"目标 {number} "
    code = table.text("code", "编号")
    if code and code != str(number):
        table.wrong("code", f"编号（code）：应依次为 1 到 5，这里应为 {number}，现为“{code}”")
    name = table.text("name", "名称")
    good = table.choice("common_good", "对应的五好", COMMON_GOODS)
    items = table.tables("items", "要点")
    if not items and not any(field == "items" for field, _ in table.faults):
        table.gaps.append(("items", "要点（items）：应有若干张 [[items]] 表"))
    table.nothing_else()
    findings.take(where, table)
    read = tuple(_item(where, item, findings, is_bonus=False) for item in items)
    return GoalSpec(code=code, name=name, common_good=good, items=read)


def _check_whole(spec: StandardSpec, findings: _Findings) -> None:
    """What can only be seen over the whole file."""
    if len(spec.goals) != len(COMMON_GOODS):
        findings.errors.append(f"目标：应有五个，现有 {len(spec.goals)} 个")
    goods = Counter(goal.common_good for goal in spec.goals)
    findings.errors += [
        f"目标：“{COMMON_GOODS[good]}”（{good}）对应了 {times} 个目标，只能对应一个"
        for good, times in goods.items()
        if times > 1 and good in COMMON_GOODS
    ]
    codes = Counter(item.code for item in spec.items if item.code)
    findings.errors += [
        f"要点编号 {code}：出现 {times} 次" for code, times in codes.items() if times > 1
    ]
    if spec.points != FULL_MARKS:
        total = plain_text(spec.points)
        findings.gaps.append(f"分值：不含加分项合计应为 100 分，现为 {total} 分")


def _read(data: dict[str, Any]) -> tuple[StandardSpec, _Findings]:
    findings, table = _Findings(), _Table(data)
    head = {
        field: table.text(field, label)
        for field, label in (
            ("code", "版本代码"),
            ("sector", "领域"),
            ("name", "名称"),
            ("edition", "版本"),
        )
    }
    goals = table.tables("goals", "目标")
    if not goals and not any(field == "goals" for field, _ in table.faults):
        table.wrong("goals", "目标（goals）：应有若干张 [[goals]] 表")
    bonus = table.tables("bonus", "加分项")
    table.nothing_else()
    findings.take("", table)
    spec = StandardSpec(
        goals=tuple(_goal(number, goal, findings) for number, goal in enumerate(goals, start=1)),
        bonus=tuple(_item("加分项 ", item, findings, is_bonus=True) for item in bonus),
        **head,
    )
    _check_whole(spec, findings)
    return spec, findings


def parse_standard(data: dict[str, Any]) -> StandardSpec:
    """The file's values; StandardError carries every fault with its goal, item and field."""
    spec, findings = _read(data)
    if findings.errors or findings.gaps:
        raise StandardError(findings.errors + findings.gaps)
    return spec


def parse_draft(data: dict[str, Any]) -> StandardSpec:
    """The same of a draft, which need not be complete yet."""
    spec, findings = _read(data)
    if findings.errors:
        raise StandardError(findings.errors + findings.gaps)
    return spec
