"""The methods of marking in the words of the form: parameters with labels, and as one sentence.

Pure. One table serves the drawer of the editor, the columns of the workbook and the comparison.
"""

from dataclasses import dataclass
from decimal import Decimal

from creation.methods import (
    Below,
    Bonus,
    Cliff,
    Count,
    Method,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    plain_text,
)

NUMBER, FLAG, LIST, SHARES = "number", "flag", "list", "shares"


@dataclass(frozen=True)
class Param:
    """One parameter as a field: its name in files, label, kind, and what to type."""

    name: str
    label: str
    kind: str = NUMBER
    unit: str = ""
    hint: str = ""
    required: bool = True

    @property
    def full_label(self) -> str:
        """With its unit: “每少 1 个扣几分”."""
        return f"{self.label}{self.unit and f'（{self.unit}）'}"


_CAP = Param("cap", "最多扣", unit="分，选填", hint="不填就是扣完为止", required=False)
PARAMS: dict[str, tuple[Param, ...]] = {
    "yes_no": (),
    "count": (
        Param("target", "应达到", hint="周期为每年时填一年的数"),
        Param("per", "每少 1 个扣", unit="分"),
        _CAP,
    ),
    "occurrences": (Param("per", "每发生 1 次扣", unit="分"), _CAP),
    "presence": (
        Param("list", "应有哪些", LIST, hint="一行写一项"),
        Param("per", "每缺 1 项扣", unit="分"),
        _CAP,
    ),
    "below": (
        Param("threshold", "应不低于", unit="%"),
        Param("per", "每低 1 个百分点扣", unit="分"),
        Param("prorata", "不足 1 个百分点的按比例扣", FLAG, hint="不勾就按 1 个算", required=False),
        _CAP,
    ),
    "cliff": (Param("threshold", "达到多少得满分", hint="低于这个数不得分"),),
    "proportional": (Param("target", "目标", hint="按完成目标的比例得分，不超过满分"),),
    "tiers": (Param("shares", "各档得分", SHARES, hint="从好到差写，比例按满分的百分之几"),),
    "bonus": (Param("per", "每 1 个加", unit="分"), Param("cap", "最多加", unit="分")),
}
EXPLAINED = {
    "yes_no": "达到得满分，没有达到不得分",
    "count": "够数得满分，每少一个扣几分",
    "occurrences": "没有发生得满分，每发生一次扣几分",
    "presence": "列出应有的几项，每缺一项扣几分",
    "below": "百分比不低于门槛得满分，每低一个百分点扣几分",
    "cliff": "达到门槛得满分，低于不得分",
    "proportional": "按完成目标的比例得分",
    "tiers": "评为好、较好、一般、差，各得满分的几成",
    "bonus": "每一个加几分，有上限；只用于加分项",
}


def method_in_words(method: Method, unit: str = "") -> str:
    """“应 12 次，每少 1 次扣 0.25 分，最多扣 2 分”."""
    one = unit or "个"
    match method:
        case Count():
            head = f"应 {plain_text(method.target)} {unit}".rstrip()
            return f"{head}，每少 1 {one}扣 {plain_text(method.per)} 分{_capped(method.cap)}"
        case Occurrences():
            per = plain_text(method.per)
            return f"每发生 1 {unit or '次'}扣 {per} 分{_capped(method.cap)}"
        case Presence():
            entries, per = "、".join(method.entries), plain_text(method.per)
            return f"应有{entries}，每缺 1 项扣 {per} 分{_capped(method.cap)}"
        case Below():
            started = "按比例" if method.prorata else "不足 1 个按 1 个"
            head = f"应不低于 {plain_text(method.threshold)}%"
            per = plain_text(method.per)
            return f"{head}，每低 1 个百分点扣 {per} 分（{started}）{_capped(method.cap)}"
        case Cliff():
            return f"达到 {plain_text(method.threshold)} {unit}".rstrip() + "得满分，低于不得分"
        case Proportional():
            return f"目标 {plain_text(method.target)} {unit}".rstrip() + "，按完成比例得分"
        case Tiers():
            grades = [f"{grade} {plain_text(share * 100)}%" for grade, share in method.shares]
            return f"分档：{'，'.join(grades)}"
        case Bonus():
            per, cap = plain_text(method.per), plain_text(method.cap)
            return f"每 1 {one}加 {per} 分，最多加 {cap} 分"
        case _:
            return EXPLAINED["yes_no"]


def _capped(cap: Decimal | None) -> str:
    return f"，最多扣 {plain_text(cap)} 分" if cap is not None else ""
