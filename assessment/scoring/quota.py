"""The quota, when a round has one (RULES 4.6): who of the 五好 fits, who falls to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessment.scoring.values import Outcome
from creation.policy import Policy

# A unit is decided when it was judged: neither pending nor exempt from rating.
DECIDED = ("red_line", "five_good", "not_reached")


@dataclass(frozen=True)
class Fallen:
    code: str
    why: str


@dataclass(frozen=True)
class Quota:
    """Codes that keep their place, best composite first, and who passed but fell to the quota."""

    kept: tuple[str, ...]
    fallen: tuple[Fallen, ...]


def apply_quota(outcomes: Iterable[Outcome], policy: Policy) -> Quota:
    """floor(share × decided units) places for each sector or town; ties at the cut all pass.

    Without a quota every 五好 keeps its place.
    """
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.decision in DECIDED:
            groups[_group(outcome, policy)].append(outcome)
    kept: list[str] = []
    fallen: list[Fallen] = []
    for name in sorted(groups):
        passed = _ranked(groups[name])
        places = _places(len(groups[name]), len(passed), policy)
        inside = [unit for unit in passed if _within(unit, passed[:places])]
        kept += [unit.code for unit in inside]
        reason = f"{name}已评定 {len(groups[name])} 个，名额 {places} 个"
        fallen += [
            Fallen(unit.code, f"综合得分 {unit.composite:.2f} 分已达标，{reason}，未能列入。")
            for unit in passed[len(inside) :]
        ]
    return Quota(tuple(kept), tuple(fallen))


def _group(outcome: Outcome, policy: Policy) -> str:
    return {"sector": outcome.sector, "town": outcome.town}.get(policy.quota_by, "")


def _ranked(group: list[Outcome]) -> list[Outcome]:
    passed = [unit for unit in group if unit.decision == "five_good"]
    return sorted(passed, key=lambda unit: (-_composite(unit), unit.code))


def _places(decided: int, passed: int, policy: Policy) -> int:
    if policy.quota_share is None:
        return passed
    return int(Fraction(policy.quota_share) * decided)


def _within(unit: Outcome, placed: list[Outcome]) -> bool:
    return bool(placed) and _composite(unit) >= _composite(placed[-1])


def _composite(unit: Outcome) -> Decimal:
    return unit.composite or Decimal(0)
