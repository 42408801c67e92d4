"""The standard files that ship: each holds, is fair to its sector, and its words say its rule."""

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from creation.methods import METHODS, plain_text
from creation.standards import COMMON_GOODS, COMPUTED, ItemSpec, StandardSpec, parse_standard

FOLDER = Path(__file__).parent.parent / "standards"
SECTORS = ["village", "community", "two_new", "organ", "institution", "committee"]
# Press, leaders' praise, photos and written-up notes are no yardstick of a branch's work.
BANNED = [
    *("媒体", "报道", "转发", "阅读量", "简报", "信息稿"),
    *("批示", "点赞", "表扬", "表彰", "排名"),
    *("照片", "影像", "留痕", "笔记", "心得"),
]


def text_of(sector: str) -> str:
    return (FOLDER / f"{sector.replace('_', '-')}-2026.toml").read_text(encoding="utf-8")


@pytest.fixture(params=SECTORS)
def sector(request) -> str:
    return request.param


@pytest.fixture
def spec(sector) -> StandardSpec:
    return parse_standard(tomllib.loads(text_of(sector)))


@pytest.fixture
def items(spec) -> list[ItemSpec]:
    return [item for item in spec.items if not item.is_bonus]


def test_no_other_file_ships():
    assert len(list(FOLDER.iterdir())) == len(SECTORS)


def test_file_names_its_sector_and_edition(sector, spec):
    assert (spec.sector, spec.edition) == (sector, "2026")
    assert spec.code == f"{sector.replace('_', '-')}-2026"


def test_items_without_bonus_make_100_points(items):
    assert sum(item.points for item in items) == 100


def test_number_of_items_is_between_25_and_40(items):
    assert 25 <= len(items) <= 40


def test_every_item_is_worth_1_to_5_points(items):
    assert [item.code for item in items if not 1 <= item.points <= 5] == []


def test_five_goals_follow_the_five_common_goods(spec):
    assert [goal.common_good for goal in spec.goals] == list(COMMON_GOODS)


def test_every_goal_is_worth_about_20_points(spec):
    assert [goal.name for goal in spec.goals if not 17 <= goal.points <= 23] == []


def test_goal_names_are_the_sectors_own(spec):
    assert {goal.name for goal in spec.goals}.isdisjoint(COMMON_GOODS.values())


def test_graded_judgement_makes_at_most_a_fifth(items):
    assert sum(item.points for item in items if item.method.name == "tiers") <= 20


def test_at_least_seven_of_the_eight_methods_are_used(items):
    assert len({item.method.name for item in items}) >= 7


def test_at_least_a_third_of_the_items_is_specific(items):
    assert 3 * sum(item.scope == "specific" for item in items) >= len(items)


def test_only_the_committee_has_computed_items(sector, items):
    computed = [item.computed for item in items if item.computed]
    assert computed == (list(COMPUTED) if sector == "committee" else [])


def test_counts_are_per_year(items):
    assert {item.period for item in items if item.method.name == "count"} == {"year"}


def test_item_codes_number_goals_and_bonus(spec):
    numbered = [f"{goal.code}.{n}" for goal in spec.goals for n in range(1, len(goal.items) + 1)]
    assert [item.code for item in spec.items] == numbered + [
        f"B{n}" for n in range(1, len(spec.bonus) + 1)
    ]


def test_bonus_is_two_or_three_items_of_at_most_five_points(spec):
    assert len(spec.bonus) in (2, 3)
    assert sum(item.method.cap for item in spec.bonus) <= 5


def test_bonus_items_are_worth_their_cap(spec):
    assert [item.points for item in spec.bonus] == [item.method.cap for item in spec.bonus]


def test_titles_are_short_and_unique(spec):
    titles = Counter(item.title for item in spec.items)
    assert [title for title, times in titles.items() if times > 1 or len(title) > 14] == []


def test_contents_have_20_to_60_characters(spec):
    assert [item.code for item in spec.items if not 20 <= len(item.content) <= 60] == []


def test_every_item_says_source_and_evidence(spec):
    assert [item.code for item in spec.items if not (item.source and item.evidence)] == []


def test_graded_judgement_is_qualitative(spec):
    natures = {item.nature for item in spec.items if item.method.name == "tiers"}
    assert natures == {"qualitative"}


@pytest.mark.parametrize("word", BANNED)
def test_no_item_counts_what_is_no_work(sector, word):
    assert word not in text_of(sector)


def test_all_sectors_together_use_every_method():
    specs = [parse_standard(tomllib.loads(text_of(sector))) for sector in SECTORS]
    assert {item.method.name for spec in specs for item in spec.items} == set(METHODS)


# --- the rule in words says what the method does ------------------------------------------------


def limit(method) -> str:
    return f"最多扣 {plain_text(method.cap)} 分" if method.cap else "扣完为止"


def yes_no(item: ItemSpec) -> list[str]:
    return [f"得 {plain_text(item.points)} 分", "不得分。"]


def count(item: ItemSpec) -> list[str]:
    method, unit = item.method, item.unit
    return [
        f"每年 {plain_text(method.target)} {unit}，按参评月数折算；",
        f"每少 1 {unit}扣 {plain_text(method.per)} 分，{limit(method)}。",
    ]


def occurrences(item: ItemSpec) -> list[str]:
    off = plain_text(item.method.per)
    return [f"每发生 1 {item.unit}扣 {off} 分，{limit(item.method)}。"]


def presence(item: ItemSpec) -> list[str]:
    entries = item.method.entries
    return [
        f"应有{'、'.join(entries)}共 {len(entries)} 项；",
        f"每缺 1 项扣 {plain_text(item.method.per)} 分，{limit(item.method)}。",
    ]


def below(item: ItemSpec) -> list[str]:
    method = item.method
    started = "不足 1 个的按比例算" if method.prorata else "不足 1 个的按 1 个算"
    return [
        f"达到 {plain_text(method.threshold)}% 得满分；",
        f"每低 1 个百分点扣 {plain_text(method.per)} 分，{started}，{limit(method)}。",
    ]


def cliff(item: ItemSpec) -> list[str]:
    edge = plain_text(item.method.threshold)
    return [f"达到 {edge}", f"得 {plain_text(item.points)} 分，低于 {edge}", "不得分。"]


def proportional(item: ItemSpec) -> list[str]:
    target = plain_text(item.method.target)
    return [f"达到 {target}", f"得满分；不到的按实际数除以 {target} 的比例得分。"]


def tiers(item: ItemSpec) -> list[str]:
    grades = [(grade, share * item.points) for grade, share in item.method.shares]
    return [f"{g}得 {plain_text(p)} 分" if p else f"{g}不得分" for g, p in grades]


def bonus(item: ItemSpec) -> list[str]:
    per, cap = plain_text(item.method.per), plain_text(item.method.cap)
    return [f"每 1 {item.unit}加 {per} 分，最多加 {cap} 分。"]


WORDS = {
    rule.__name__: rule
    for rule in (yes_no, count, occurrences, presence, below, cliff, proportional, tiers, bonus)
}


def test_rules_in_words_say_what_the_methods_do(spec):
    unsaid = [
        (item.code, words)
        for item in spec.items
        for words in WORDS[item.method.name](item)
        if words not in item.rule
    ]
    assert unsaid == []


def test_a_count_that_is_never_met_gets_nothing_unless_capped(items):
    counts = [item for item in items if item.method.name == "count" and not item.method.cap]
    spared = [i.code for i in counts if i.method.target * i.method.per < i.points]
    assert spared == []


def test_an_empty_list_gets_nothing(items):
    lists = [item for item in items if item.method.name == "presence"]
    left = [item.points - len(item.method.entries) * item.method.per for item in lists]
    assert left == [Decimal(0)] * len(lists)
