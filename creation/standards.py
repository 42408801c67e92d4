"""A standard file as validated values: five goals, their items, the bonus items.

Pure: the caller reads the TOML; parse_standard turns the dict into a StandardSpec or says, all
at once and in Chinese, what is wrong and where.
"""

from collections import Counter
from dataclasses import dataclass
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

__all__ = [
    "COMMON_GOODS",
    "COMPUTED",
    "METHODS",
    "NATURES",
    "PERIODS",
    "SCOPES",
    "Below",
    "Bonus",
    "Cliff",
    "Count",
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
    "params_of",
    "parse_method",
    "parse_standard",
    "plain_number",
    "plain_text",
]

COMMON_GOODS = {
    "leadership": "支部班子坚强",
    "conduct": "干部作风扎实",
    "members": "党员队伍过硬",
    "ideology": "思想工作有效",
    "effect": "作用发挥明显",
}
SCOPES = {"common": "共性", "specific": "个性"}
NATURES = {"quantitative": "定量", "qualitative": "定性"}
PERIODS = {"year": "每年", "round": "本轮"}
COMPUTED = {
    "subordinate_five_good": "下级五好达标率",
    "self_check_on_time": "自查按期率",
    "rectification_on_time": "整改按期率",
}
FULL_MARKS = Decimal(100)
_CENT = Decimal("0.01")
# The system computes percentages: only these methods can mark one.
_PERCENTAGE_METHODS = (Below, Cliff, Proportional)


@dataclass(frozen=True)
class ItemSpec:
    code: str
    title: str
    content: str
    rule: str
    points: Decimal
    scope: str
    nature: str
    method: Method
    unit: str = ""
    period: str = "year"
    source: str = ""
    evidence: str = ""
    computed: str = ""
    is_bonus: bool = False


@dataclass(frozen=True)
class GoalSpec:
    code: str
    name: str
    common_good: str
    items: tuple[ItemSpec, ...]

    @property
    def points(self) -> Decimal:
        return sum((item.points for item in self.items), Decimal(0))


@dataclass(frozen=True)
class StandardSpec:
    code: str
    sector: str
    name: str
    edition: str
    goals: tuple[GoalSpec, ...]
    bonus: tuple[ItemSpec, ...] = ()

    @property
    def items(self) -> tuple[ItemSpec, ...]:
        """Every item in the order of the file, the bonus items last."""
        return tuple(item for goal in self.goals for item in goal.items) + self.bonus

    @property
    def points(self) -> Decimal:
        return sum((goal.points for goal in self.goals), Decimal(0))


class _Table:
    """One table of the file; reads fields and collects what is wrong under the table's name."""

    def __init__(self, where: str, data: Any, errors: list[str]):
        self.where, self.errors = where, errors
        self.data = data if isinstance(data, dict) else {}
        self.seen: set[str] = set()
        if not isinstance(data, dict):
            self.wrong("应为一张表")

    def wrong(self, sentence: str) -> None:
        self.errors.append(f"{self.where}{sentence}")

    def text(self, field: str, label: str, *, required: bool = True) -> str:
        self.seen.add(field)
        raw = self.data.get(field, "")
        if not isinstance(raw, str):
            self.wrong(f"{label}（{field}）：应为文字，现为“{raw}”")
            return ""
        if required and not raw.strip():
            self.wrong(f"{label}（{field}）：没有填写")
        return raw.strip()

    def choice(
        self, field: str, label: str, choices: dict[str, str], default: str | None = None
    ) -> str:
        """One of the codes; a field with a default may be left out or blank."""
        value = self.text(field, label, required=default is None)
        if value and value not in choices:
            known = "、".join(f"{code}（{name}）" for code, name in choices.items())
            self.wrong(f"{label}（{field}）：“{value}”不在可选之列：{known}")
        return value or default or ""

    def points(self) -> Decimal:
        self.seen.add("points")
        try:
            points = plain_number(self.data.get("points", ""))
        except ValueError as error:
            self.wrong(f"分值（points）：{error}")
            return Decimal(0)
        # Finer than a cent, and a full mark would round to more than the item is worth.
        if points <= 0 or points != points.quantize(_CENT):
            self.wrong(f"分值（points）：“{points}”应大于 0，最多两位小数")
        return points

    def method(self) -> Method:
        name = self.text("method", "评分方法")
        self.seen.add("params")
        try:
            return parse_method(name, self.data.get("params", {})) if name else YesNo()
        except StandardError as error:
            for sentence in error.errors:
                self.wrong(sentence)
            return YesNo()

    def tables(self, field: str, label: str, *, required: bool = True) -> list[Any]:
        self.seen.add(field)
        raw = self.data.get(field, [])
        if not isinstance(raw, list) or (required and not raw):
            self.wrong(f"{label}（{field}）：应有若干张 [[{field}]] 表")
            return []
        return raw

    def nothing_else(self) -> None:
        for field in sorted(self.data.keys() - self.seen):
            self.wrong(f"{field}：不认识的字段")


def _item(where: str, data: Any, errors: list[str], *, is_bonus: bool) -> ItemSpec:
    code = data.get("code") if isinstance(data, dict) else None
    table = _Table(f"{where}要点 {code or '（无编号）'} ", data, errors)
    faults = len(errors)
    item = ItemSpec(
        code=table.text("code", "编号"),
        title=table.text("title", "考核项目"),
        content=table.text("content", "考核内容"),
        rule=table.text("rule", "评分标准"),
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
    if len(errors) == faults:
        _check_method(table, item)
    table.nothing_else()
    return item


def _check_method(table: _Table, item: ItemSpec) -> None:
    if item.is_bonus != isinstance(item.method, Bonus):
        table.wrong("评分方法（method）：加分项用 bonus，其他要点不能用 bonus")
    if item.computed and not isinstance(item.method, _PERCENTAGE_METHODS):
        known = "、".join(kind.name for kind in _PERCENTAGE_METHODS)
        table.wrong(f"系统计算（computed）：系统算出的是百分比，评分方法只能是 {known}")


def _goal(number: int, data: Any, errors: list[str]) -> GoalSpec:
    table = _Table(f"目标 {number} ", data, errors)
    code = table.text("code", "编号")
    if code and code != str(number):
        table.wrong(f"编号（code）：应依次为 1 到 5，这里应为 {number}，现为“{code}”")
    goal = GoalSpec(
        code=code,
        name=table.text("name", "名称"),
        common_good=table.choice("common_good", "对应的五好", COMMON_GOODS),
        items=tuple(
            _item(table.where, item, errors, is_bonus=False)
            for item in table.tables("items", "要点")
        ),
    )
    table.nothing_else()
    return goal


def _check_whole(spec: StandardSpec, errors: list[str]) -> None:
    """What can only be seen over the whole file."""
    if len(spec.goals) != len(COMMON_GOODS):
        errors.append(f"目标：应有五个，现有 {len(spec.goals)} 个")
    goods = Counter(goal.common_good for goal in spec.goals)
    errors += [
        f"目标：“{COMMON_GOODS[good]}”（{good}）对应了 {times} 个目标，只能对应一个"
        for good, times in goods.items()
        if times > 1 and good in COMMON_GOODS
    ]
    codes = Counter(item.code for item in spec.items if item.code)
    errors += [f"要点编号 {code}：出现 {times} 次" for code, times in codes.items() if times > 1]
    if spec.points != FULL_MARKS:
        total = plain_text(spec.points)
        errors.append(f"分值：不含加分项合计应为 100 分，现为 {total} 分")


def parse_standard(data: dict[str, Any]) -> StandardSpec:
    """The file's values; StandardError carries every fault with its goal, item and field."""
    errors: list[str] = []
    table = _Table("", data, errors)
    spec = StandardSpec(
        code=table.text("code", "版本代码"),
        sector=table.text("sector", "领域"),
        name=table.text("name", "名称"),
        edition=table.text("edition", "版本"),
        goals=tuple(
            _goal(number, goal, errors)
            for number, goal in enumerate(table.tables("goals", "目标"), start=1)
        ),
        bonus=tuple(
            _item("加分项 ", item, errors, is_bonus=True)
            for item in table.tables("bonus", "加分项", required=False)
        ),
    )
    table.nothing_else()
    _check_whole(spec, errors)
    if errors:
        raise StandardError(errors)
    return spec
