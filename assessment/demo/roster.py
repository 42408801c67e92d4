"""The register of an invented district, as the rows of a roster."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from assessment.demo.material import dice, material, shared_out

HEADER = [
    "党组织名称", "党组织代码", "类别", "上级代码", "领域", "建立日期", "书记", "联系电话",
    "换届日期", "届满日期", "正式党员数", "预备党员数", "群众数", "参评",
]  # fmt: skip
YEARS = 365


@dataclass(frozen=True)
class Unit:
    """One organization; `quality` is what share of the points it earns on average."""

    code: str
    name: str
    kind: str
    superior: str
    sector: str
    town: str
    quality: float
    members: tuple[int, int] = (0, 0)
    masses: int = 0
    is_rated: bool = True


@dataclass(frozen=True)
class Plan:
    """How large the district is to be."""

    towns: int
    organizations: int


def units(plan: Plan) -> list[Unit]:
    """The district, its committees, general branches and branches; the same every time."""
    data = material()
    towns, bureaus = data["towns"][: plan.towns], data["bureaus"]
    district = Unit(data["code"], data["name"], "区委", "", "", "", 0, is_rated=False)
    committees = [_committee(one) for one in towns + bureaus]
    generals = [
        Unit(f"{one['code']}Z", f"{one['name'][:2]}{sector['general']}", "总支", one["code"],
             sector["code"], one["code"], 0, is_rated=False)
        for sector in data["sectors"] if "general" in sector for one in towns
    ]  # fmt: skip
    made = [district, *committees, *generals]
    left = max(plan.organizations - len(made), len(data["sectors"]))
    counts = shared_out(left, {one["code"]: one["share"] for one in data["sectors"]})
    for sector in data["sectors"]:
        made += _branches(sector, towns, bureaus, counts[sector["code"]])
    return made


def _committee(one) -> Unit:
    about = material()["committee"]
    throw = dice("committee", one["code"])
    return Unit(
        one["code"], one["name"], "党委", material()["code"], about["sector"], one["code"],
        _quality(about["quality"] + one["quality"], throw), (throw.randint(*about["members"]), 0),
        throw.randint(*about["masses"]),
    )  # fmt: skip


def _branches(sector, towns, bureaus, count) -> list[Unit]:
    throw = dice("names", sector["code"])
    names = list(product(sector["first"], sector["second"]))
    throw.shuffle(names)
    groups = _homes(sector, towns, bureaus)
    made = []
    for place in range(count):
        turn, group = divmod(place, len(groups))
        home = groups[group][turn % len(groups[group])]
        made.append(_branch(sector, home, names[place % len(names)], place))
    return made


def _homes(sector, towns, bureaus) -> list[list[dict]]:
    """Groups of committees: a sector's branches go to each group in turn."""
    kinds = {
        "towns": towns,
        "rural": [one for one in towns if one.get("rural")] or towns,
        "urban": [one for one in towns if not one.get("rural")] or towns,
    }
    kinds |= {one["code"]: [one] for one in bureaus}
    return [kinds[kind] for kind in sector["homes"]]


def _branch(sector, home, words, place) -> Unit:
    throw = dice("branch", sector["code"], place)
    joint = throw.random() < sector.get("joint", 0)
    full = throw.randint(*sector["members"])
    in_town = home["code"] in {one["code"] for one in material()["towns"]}
    superior = f"{home['code']}Z" if "general" in sector and in_town else home["code"]
    return Unit(
        f"{home['code']}{sector['code'][0].upper()}{place + 1:03}",
        sector["name"].format(*words).replace("党支部", "联合党支部" if joint else "党支部"),
        "联合支部" if joint else sector["kind"],
        superior,
        sector["code"],
        home["code"],
        _quality(sector["quality"] + home["quality"], throw),
        (full, throw.randint(0, 3)),
        throw.randint(*sector["masses"]),
    )  # fmt: skip


def _quality(mean, throw) -> float:
    return min(0.995, max(0.75, throw.gauss(mean, material()["quality"]["spread"])))


def rows(made: list[Unit], today) -> list[list]:
    """Rows under HEADER. A few branches were founded since the last round began."""
    founded = material()["quality"]["founded"]
    newest = material()["rounds"][-1]["starts"]
    return [_row(unit, today, founded, newest) for unit in made]


def _row(unit, today, founded, newest) -> list:
    throw = dice("row", unit.code)
    age = throw.randint(6 * YEARS, 40 * YEARS)
    if unit.kind == "支部" and throw.random() < founded:
        age = throw.randint(20, -newest - 20)
    elected, ends = _term(unit, age)
    names = material()["names"]
    secretary = throw.choice(names["surnames"]) + throw.choice(names["given"])
    return [
        unit.name, unit.code, unit.kind, unit.superior, unit.sector,
        today - timedelta(days=age), secretary, f"010-5550{throw.randint(1000, 9999)}",
        today + timedelta(days=elected), today + timedelta(days=ends),
        *unit.members, unit.masses, "是" if unit.is_rated else "否",
    ]  # fmt: skip


def _term(unit, age) -> tuple[int, int]:
    """Days from today to the last election and to the end of that term; a few terms are over."""
    years = material()["terms"].get(unit.kind, material()["terms"]["other"])
    elected = -min(age, dice("term", unit.code).randint(20, years * YEARS + 40))
    return elected, elected + years * YEARS
