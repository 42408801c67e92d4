"""A round's policy (RULES 7): every weight, threshold and cap of the rules, with its default."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from creation.standards import plain_number, plain_text

QUOTA_GROUPS = {"": "不设名额", "sector": "按领域", "town": "按街镇"}


class PolicyError(ValueError):
    """A policy that cannot be used; `errors` holds every reason, in Chinese."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Policy:
    organization_weight: Decimal = Decimal("0.70")
    rates_weight: Decimal = Decimal("0.30")
    satisfaction_weight: Decimal = Decimal(1)
    participation_weight: Decimal = Decimal(1)
    awareness_weight: Decimal = Decimal(1)
    spot_weight: Decimal = Decimal("0.70")
    five_good_threshold: Decimal = Decimal(90)
    goal_floor: Decimal = Decimal("0.60")
    bonus_cap: Decimal = Decimal(5)
    deviation_limit: Decimal = Decimal(5)
    sampling_share: Decimal = Decimal("0.20")
    quota_by: str = ""
    quota_share: Decimal | None = None
    target_share: Decimal = Decimal("0.30")
    publicity_days: int = 5
    sample_margin: Decimal = Decimal(10)
    census_share: Decimal = Decimal("0.90")
    score_satisfied: Decimal = Decimal(100)
    score_basic: Decimal = Decimal(80)
    score_neutral: Decimal = Decimal(60)
    score_unsatisfied: Decimal = Decimal(0)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Policy":
        """Defaults where nothing is given; PolicyError lists every fault at once."""
        errors = [f"{key}：评价政策没有这一项" for key in data if key not in LABELS]
        values = {}
        for key, raw in data.items():
            if key in LABELS:
                try:
                    values[key] = _READERS[key](raw)
                except ValueError as error:
                    errors.append(f"{LABELS[key]}（{key}）：{error}")
        policy = cls(**values)
        if errors := errors + _contradictions(policy):
            raise PolicyError(errors)
        return policy

    def as_dict(self) -> dict[str, str]:
        """Every value as text, one spelling per value: equal policies give equal dicts."""
        return {field.name: _as_text(getattr(self, field.name)) for field in fields(self)}

    def digest(self) -> str:
        """sha256 over the canonical JSON: an evaluation names the policy that it used by it."""
        canonical = json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _as_text(value: Decimal | int | str | None) -> str:
    if value is None:
        return ""
    return plain_text(value) if isinstance(value, Decimal) else str(value)


def _contradictions(policy: Policy) -> list[str]:
    errors = []
    if policy.organization_weight + policy.rates_weight != 1:
        errors.append("组织部分权重与三率部分权重之和应为 1")
    if not policy.satisfaction_weight + policy.participation_weight + policy.awareness_weight:
        errors.append("满意率、参与率、知晓率的权重不能都是 0")
    if bool(policy.quota_by) != (policy.quota_share is not None):
        errors.append("名额分组（quota_by）和名额比例（quota_share）要么都填，要么都不填")
    return errors


def _between(low: int, high: int) -> Callable[[Any], Decimal]:
    def read(raw: Any) -> Decimal:
        number = plain_number(raw)
        if not low <= number <= high:
            raise ValueError(f"“{raw}”应在 {low} 到 {high} 之间")
        return number

    return read


def _share_or_none(raw: Any) -> Decimal | None:
    return None if raw in ("", None) else _between(0, 1)(raw)


def _quota_group(raw: Any) -> str:
    if not isinstance(raw, str) or raw not in QUOTA_GROUPS:
        known = "、".join(f"{code or '空白'}（{name}）" for code, name in QUOTA_GROUPS.items())
        raise ValueError(f"“{raw}”不在可选之列：{known}")
    return raw


def _days(raw: Any) -> int:
    number = _between(1, 60)(raw)
    if number != int(number):
        raise ValueError(f"“{raw}”应为整数天数")
    return int(number)


LABELS = {
    "organization_weight": "组织部分权重",
    "rates_weight": "三率部分权重",
    "satisfaction_weight": "满意率权重",
    "participation_weight": "参与率权重",
    "awareness_weight": "知晓率权重",
    "spot_weight": "抽查权重",
    "five_good_threshold": "五好分数线",
    "goal_floor": "单项底线",
    "bonus_cap": "加分上限",
    "deviation_limit": "自查偏差提示线",
    "sampling_share": "抽查比例",
    "quota_by": "名额分组",
    "quota_share": "名额比例",
    "target_share": "五好达标目标",
    "publicity_days": "公示工作日",
    "sample_margin": "允许误差",
    "census_share": "小单位答卷比例",
    "score_satisfied": "满意度得分：满意",
    "score_basic": "满意度得分：基本满意",
    "score_neutral": "满意度得分：一般",
    "score_unsatisfied": "满意度得分：不满意",
}
# The clause of docs/rules.md that each one belongs to, and what it does, for who sets it.
ABOUT = {
    "organization_weight": ("R3.4", "评分表得分占综合得分的多少；与三率部分权重合计为 1。"),
    "rates_weight": ("R3.4", "满意率、参与率、知晓率合起来占综合得分的多少。"),
    "satisfaction_weight": ("R3.2", "三率平均时满意率算几份；三个都填 1 就是平均。"),
    "participation_weight": ("R3.2", "三率平均时参与率算几份。"),
    "awareness_weight": ("R3.2", "三率平均时知晓率算几份。"),
    "spot_weight": ("R3.1", "抽中的单位，抽查表占多少，其余归初审表；没有抽中的只看初审表。"),
    "five_good_threshold": ("R4.4", "综合得分达到这个分数才可能评为五好。"),
    "goal_floor": ("R4.4", "五个目标每个都要得到适用分值的这个比例，有一个不到就未达标。"),
    "bonus_cap": ("R3.3", "加分项合计最多加几分。"),
    "deviation_limit": ("R3.5", "自查分与抽查分相差超过几分作提示，不影响得分。"),
    "sampling_share": ("R7.2", "按领域和街镇分层抽签，每层抽多少，小数进一。"),
    "quota_by": ("R4.6", "不设名额，达标就列入拟命名；也可以按领域或按街镇设名额。"),
    "quota_share": ("R4.6", "设名额时，每组拟命名不超过已评定单位的这个比例；不设名额就空着。"),
    "target_share": ("R4.7", "本轮五好占全部参评单位的目标，只作比较。"),
    "publicity_days": ("R7.1", "拟命名名单公示几个工作日；公示以后政策不再改。"),
    "sample_margin": (
        "R5.5",
        "三率的样本至少要多少：95% 把握下误差不超过几个百分点，填得越小要的答卷越多。",
    ),
    "census_share": ("R5.5", "不超过 30 人的单位，至少这么大比例的人答了才算样本充足。"),
    "score_satisfied": ("R5.12", "满意度得分里“满意”算几分；得分只供参考，不进三率和评价。"),
    "score_basic": ("R5.12", "满意度得分里“基本满意”算几分。"),
    "score_neutral": ("R5.12", "满意度得分里“一般”算几分。"),
    "score_unsatisfied": ("R5.12", "满意度得分里“不满意”算几分。"),
}
_SHARES = (
    "organization_weight",
    "rates_weight",
    "spot_weight",
    "goal_floor",
    "sampling_share",
    "target_share",
    "census_share",
)
_READERS: dict[str, Callable[[Any], Any]] = {
    key: _between(0, 1) if key in _SHARES else _between(0, 100) for key in LABELS
} | {
    "quota_by": _quota_group,
    "quota_share": _share_or_none,
    "publicity_days": _days,
    "sample_margin": _between(1, 50),
}
