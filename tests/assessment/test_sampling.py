from decimal import Decimal as D
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sampling import DrawError, Team, Unit, draw, lot, pair_teams


def units(sector, town, count):
    return [Unit(f"{sector}{town}{place:02}", sector, town) for place in range(count)]


def drawn_by(pool, share="0.2", seed="2026-05-08", excluded=None, named=None):
    return draw(pool, seed=seed, share=D(share), excluded=excluded or {}, named=named or {})


@pytest.mark.parametrize(
    ("count", "share", "places"),
    [(10, "0.2", 2), (11, "0.2", 3), (1, "0.2", 1), (100, "0.07", 7), (5, "1", 5), (5, "0", 0)],
)
def test_R7_2_share_is_rounded_up_with_at_least_one(count, share, places):
    result = drawn_by(units("村", "甲", count), share)
    assert (len(result.drawn), result.strata[0].places) == (places, places)


def test_R7_2_strata_are_sector_by_town():
    pool = units("村", "甲", 6) + units("村", "乙", 3) + units("社", "甲", 1)
    assert {
        (stratum.sector, stratum.town): (stratum.units, stratum.places)
        for stratum in drawn_by(pool).strata
    } == {("村", "甲"): (6, 2), ("村", "乙"): (3, 1), ("社", "甲"): (1, 1)}


def test_R7_2_lot_can_be_recomputed_with_any_hash_tool():
    assert lot("种子", "A01") == sha256("种子\nA01".encode()).hexdigest()


def test_R7_2_smallest_lots_are_drawn_in_order():
    pool = units("村", "甲", 10)
    by_hand = sorted(pool, key=lambda unit: sha256(f"s\n{unit.code}".encode()).hexdigest())[:3]
    result = drawn_by(pool, "0.3", seed="s")
    assert [(entry.unit, entry.place) for entry in result.drawn] == [
        (unit, place) for place, unit in enumerate(by_hand, start=1)
    ]


def test_drawn_unit_says_why():
    assert drawn_by(units("村", "甲", 10)).drawn[0].why == "本层 10 个抽 2 个，按签号排第 1"


@given(st.permutations(units("村", "甲", 7) + units("社", "乙", 4)))
def test_order_of_the_list_is_irrelevant(pool):
    assert drawn_by(pool) == drawn_by(sorted(pool, key=lambda unit: unit.code))


def test_another_seed_is_another_draw():
    pool = units("村", "甲", 50)
    assert drawn_by(pool, seed="a").drawn != drawn_by(pool, seed="b").drawn


def test_excluded_unit_is_not_in_the_lots():
    pool = units("村", "甲", 3)
    result = drawn_by(pool, "1", excluded={pool[0].code: "上轮刚查过"})
    assert {entry.unit for entry in result.drawn} == set(pool[1:])
    assert (result.strata[0].excluded, result.strata[0].places) == (1, 2)


def test_stratum_all_excluded_draws_nobody():
    pool = units("村", "甲", 1)
    assert drawn_by(pool, excluded={pool[0].code: "停工"}).drawn == ()


def test_named_unit_is_checked_beside_the_draw():
    pool = units("村", "甲", 10)
    plain = drawn_by(pool)
    left = next(unit for unit in pool if unit not in {entry.unit for entry in plain.drawn})
    result = drawn_by(pool, named={left.code: "群众反映较多"})
    assert result.drawn[:-1] == plain.drawn
    last = result.drawn[-1]
    assert (last.unit, last.named, last.why) == (left, True, "指定抽查：群众反映较多")


def test_named_unit_that_the_lot_drew_stays_drawn():
    pool = units("村", "甲", 1)
    (only,) = drawn_by(pool, named={pool[0].code: "群众反映较多"}).drawn
    assert not only.named


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"seed": " "}, "抽签种子：没有填写。"),
        ({"excluded": {"X": "停工"}}, "排除：X 不在参评单位之中。"),
        ({"named": {"X": "反映"}}, "指定：X 不在参评单位之中。"),
        ({"named": {"村甲00": " "}}, "指定：村甲00 没有写明理由。"),
        (
            {"named": {"村甲00": "反映"}, "excluded": {"村甲00": "停工"}},
            "村甲00 既被排除又被指定，请只留一项。",
        ),
    ],
)
def test_faulty_draw_is_refused(changes, error):
    with pytest.raises(DrawError) as caught:
        drawn_by(units("村", "甲", 2), **changes)
    assert caught.value.errors == [error]


def test_unit_listed_twice_is_refused():
    with pytest.raises(DrawError, match="参评单位：村甲00 出现不止一次。"):
        drawn_by(units("村", "甲", 1) * 2)


TEAMS = [Team("一组", frozenset({"甲"})), Team("二组", frozenset({"乙"}))]


def test_R7_2_nobody_checks_the_own_town():
    assert pair_teams(TEAMS, {"甲": 5, "乙": 5}, seed="s").teams == {"甲": "二组", "乙": "一组"}


def test_town_that_every_team_comes_from_stays_open_with_the_reason():
    pairing = pair_teams(TEAMS[:1], {"甲": 5, "乙": 1}, seed="s")
    assert pairing.teams == {"乙": "一组"}
    assert pairing.open == {"甲": "各检查组都有甲的人员，须回避，请增加检查组。"}


def test_work_is_spread_evenly():
    teams = [Team(code, frozenset()) for code in "一二三"]
    pairing = pair_teams(teams, {"甲": 6, "乙": 3, "丙": 3, "丁": 2, "戊": 4}, seed="s")
    work = dict.fromkeys("一二三", 0)
    for town, team in pairing.teams.items():
        work[team] += {"甲": 6, "乙": 3, "丙": 3, "丁": 2, "戊": 4}[town]
    assert sorted(work.values()) == [6, 6, 6]


@given(st.permutations([Team(code, frozenset()) for code in "一二三"]), st.text(min_size=1))
def test_pairing_does_not_depend_on_the_order_of_the_teams(teams, seed):
    loads = dict.fromkeys("甲乙丙", 2)
    again = sorted(teams, key=lambda team: team.code)
    assert pair_teams(teams, loads, seed=seed) == pair_teams(again, loads, seed=seed)
