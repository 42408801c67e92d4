"""Drawing the units to check, and who checks them: pure, reproducible, explainable.

The order comes from sha256 over the published seed and a unit's code: anyone can check a draw
with a hash tool, on any machine.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256


class DrawError(ValueError):
    """A draw that cannot be made; `errors` holds every reason, in Chinese."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Unit:
    code: str
    sector: str
    town: str


@dataclass(frozen=True)
class Drawn:
    """One unit to check: by lot (place in its stratum's order) or named (with the reason)."""

    unit: Unit
    place: int | None
    why: str

    @property
    def named(self) -> bool:
        return self.place is None


@dataclass(frozen=True)
class Stratum:
    sector: str
    town: str
    units: int
    excluded: int
    places: int


@dataclass(frozen=True)
class Draw:
    seed: str
    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]


def lot(seed: str, code: str) -> str:
    """The unit's lot: sha256 of seed, line feed, code. The smallest lots are drawn."""
    return sha256(f"{seed}\n{code}".encode()).hexdigest()


def draw(
    units: Iterable[Unit],
    *,
    seed: str,
    share: Decimal,
    excluded: Mapping[str, str],
    named: Mapping[str, str],
) -> Draw:
    """A draw by sector and town: share rounded up, at least one of each stratum.

    `excluded` and `named` map codes to reasons. An excluded unit is not in the lots; a named one
    is checked beside the draw, and is left where the lot put it when it was drawn anyway.
    """
    units = tuple(units)
    _refuse_faults(units, seed, excluded, named)
    groups: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.sector, unit.town].append(unit)
    strata, drawn = [], []
    for (sector, town), members in sorted(groups.items()):
        in_lots = [unit for unit in members if unit.code not in excluded]
        in_lots.sort(key=lambda unit: lot(seed, unit.code))
        places = _places(len(in_lots), share)
        strata.append(Stratum(sector, town, len(members), len(members) - len(in_lots), places))
        drawn += [
            Drawn(unit, place, f"本层 {len(in_lots)} 个抽 {places} 个，按签号排第 {place}")
            for place, unit in enumerate(in_lots[:places], start=1)
        ]
    by_lot = {entry.unit.code for entry in drawn}
    drawn += [
        Drawn(unit, None, f"指定抽查：{named[unit.code]}")
        for unit in sorted(units, key=lambda unit: unit.code)
        if unit.code in named and unit.code not in by_lot
    ]
    return Draw(seed, tuple(strata), tuple(drawn))


def _places(eligible: int, share: Decimal) -> int:
    """Rounded up, so that whenever anything is drawn at all no stratum goes unchecked."""
    return (Fraction(share) * eligible).__ceil__()


def _refuse_faults(
    units: tuple[Unit, ...], seed: str, excluded: Mapping[str, str], named: Mapping[str, str]
) -> None:
    codes = Counter(unit.code for unit in units)
    errors = [] if seed.strip() else ["抽签种子：没有填写。"]
    if twice := sorted(code for code, times in codes.items() if times > 1):
        errors.append(f"参评单位：{'、'.join(twice)} 出现不止一次。")
    for label, reasons in (("排除", excluded), ("指定", named)):
        for code, reason in reasons.items():
            if code not in codes:
                errors.append(f"{label}：{code} 不在参评单位之中。")
            if not reason.strip():
                errors.append(f"{label}：{code} 没有写明理由。")
    errors += [f"{code} 既被排除又被指定，请只留一项。" for code in excluded if code in named]
    if errors:
        raise DrawError(errors)


@dataclass(frozen=True)
class Team:
    """A team and the towns that its members come from or answer for: it checks none of them."""

    code: str
    own_towns: frozenset[str]


@dataclass(frozen=True)
class Pairing:
    """Which team checks which town; `open` says why a town has none."""

    teams: Mapping[str, str]
    open: Mapping[str, str]


def pair_teams(teams: Iterable[Team], loads: Mapping[str, int], *, seed: str) -> Pairing:
    """Each town goes to a team from elsewhere (回避), the work spread evenly.

    `loads` is the number of drawn units per town. The largest town goes first, to the team with
    the least work so far; lots settle ties.
    """
    work = dict.fromkeys(sorted(teams, key=lambda team: team.code), 0)
    paired, left = {}, {}
    for town in sorted(loads, key=lambda town: (-loads[town], lot(seed, town))):
        free = [team for team in work if town not in team.own_towns]
        if not free:
            left[town] = f"各检查组都有{town}的人员，须回避，请增加检查组。"
            continue
        team = min(free, key=lambda team: (work[team], lot(seed, team.code + town)))
        work[team] += loads[town]
        paired[town] = team.code
    return Pairing(paired, left)
