"""A standard as values: five goals, their items, the bonus items; and what it still lacks.

Pure, like creation.standards, which reads files into these values.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from creation.methods import Method, Tiers, plain_text

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
JUDGED_AT_MOST = FULL_MARKS / 5


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


@dataclass(frozen=True)
class Fault:
    """What keeps a draft from being published; `goal` or `item` is the code of where it is."""

    text: str
    goal: str = ""
    item: str = ""


def faults_of(spec: StandardSpec) -> list[Fault]:
    """Everything that must be mended before the standard can be published, in its order."""
    return [*_whole(spec), *_goals(spec), *_items(spec)]


def _whole(spec: StandardSpec) -> list[Fault]:
    faults = []
    if len(spec.goals) != len(COMMON_GOODS):
        faults.append(Fault(f"目标应有五个，现有 {len(spec.goals)} 个"))
    if spec.points != FULL_MARKS:
        total, short = plain_text(spec.points), FULL_MARKS - spec.points
        lacks = f"还差 {plain_text(short)} 分" if short > 0 else f"多出 {plain_text(-short)} 分"
        faults.append(Fault(f"分值合计 {total} 分，应正好 100 分，{lacks}"))
    return faults


def _goals(spec: StandardSpec) -> list[Fault]:
    return [
        Fault(f"目标 {goal.code}“{goal.name}”还没有要点", goal=goal.code)
        for goal in spec.goals
        if not goal.items
    ]


def _items(spec: StandardSpec) -> list[Fault]:
    codes = Counter(item.code for item in spec.items)
    faults = []
    for item in spec.items:
        blank = [label for label, value in _NEEDED if not getattr(item, value).strip()]
        if blank:
            lacks = f"{item.code} {item.title}：没有填写{'、'.join(blank)}"
            faults.append(Fault(lacks, item=item.code))
        if codes[item.code] > 1:
            twice = f"要点编号 {item.code} 出现 {codes[item.code]} 次"
            faults.append(Fault(twice, item=item.code))
    return faults


_NEEDED = (("考核项目", "title"), ("考核内容", "content"), ("评分标准", "rule"))


def judged_points(spec: StandardSpec) -> Decimal:
    """The points that a grade decides: they should stay within JUDGED_AT_MOST."""
    graded = [item.points for goal in spec.goals for item in goal.items if _is_graded(item)]
    return sum(graded, Decimal(0))


def _is_graded(item: ItemSpec) -> bool:
    return isinstance(item.method, Tiers)


def advice_on(spec: StandardSpec) -> list[Fault]:
    """What is allowed but unwise."""
    advice = []
    judged = judged_points(spec)
    if judged > JUDGED_AT_MOST:
        total = plain_text(judged)
        advice.append(Fault(f"评等次的要点合计 {total} 分，超过总分的五分之一，宜改用数得出来的"))
    advice += [
        Fault(f"{item.code} {item.title}：没有写数据来源，支部不知道数哪里的数", item=item.code)
        for item in spec.items
        if not item.source.strip() and not item.computed
    ]
    return advice
