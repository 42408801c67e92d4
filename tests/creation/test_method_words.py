from decimal import Decimal

import pytest

from creation.extremes import sample
from creation.marking import parse_finding, points_for, with_arrow
from creation.method_words import EXPLAINED, PARAMS, method_in_words
from creation.methods import METHODS, params_of, parse_method

SAMPLES = [
    ("yes_no", {}, "达到得满分，没有达到不得分"),
    ("count", {"target": "12", "per": "0.25"}, "应 12 次，每少 1 次扣 0.25 分"),
    ("count", {"target": "12", "per": "1", "cap": "2"}, "应 12 次，每少 1 次扣 1 分，最多扣 2 分"),
    ("occurrences", {"per": "1"}, "每发生 1 次扣 1 分"),
    ("presence", {"list": ["计划", "记录"], "per": "1"}, "应有计划、记录，每缺 1 项扣 1 分"),
    (
        "below",
        {"threshold": "98", "per": "0.5"},
        "应不低于 98%，每低 1 个百分点扣 0.5 分（不足 1 个按 1 个）",
    ),
    (
        "below",
        {"threshold": "98", "per": "0.5", "prorata": True},
        "应不低于 98%，每低 1 个百分点扣 0.5 分（按比例）",
    ),
    ("cliff", {"threshold": "40"}, "达到 40 次得满分，低于不得分"),
    ("proportional", {"target": "32"}, "目标 32 次，按完成比例得分"),
    ("tiers", {"shares": {"好": "1", "差": "0"}}, "分档：好 100%，差 0%"),
    ("bonus", {"per": "0.5", "cap": "2"}, "每 1 次加 0.5 分，最多加 2 分"),
]


@pytest.mark.parametrize(("name", "params", "words"), SAMPLES)
def test_method_reads_as_a_sentence(name, params, words):
    assert method_in_words(parse_method(name, params), "次") == words


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_explained_and_has_a_field_for_each_parameter(name):
    assert EXPLAINED[name]
    full = next(params_of(parse_method(n, p)) for n, p, _ in reversed(SAMPLES) if n == name)
    assert full.keys() <= {param.name for param in PARAMS[name]}


def test_label_carries_its_unit():
    labels = [param.full_label for param in PARAMS["count"]]
    assert labels == ["应达到", "每少 1 个扣（分）", "最多扣（分，选填）"]


@pytest.mark.parametrize(("name", "params", "_"), SAMPLES)
def test_sample_finding_can_be_read_and_marked(name, params, _):
    method = parse_method(name, params)
    finding = parse_finding(method, sample(method))
    marked = points_for(method, Decimal(4), finding, unit="次")
    assert " → " in with_arrow(marked)


def test_list_of_one_entry_has_nothing_as_its_sample():
    assert sample(parse_method("presence", {"list": ["计划"], "per": "1"})) == "无"


def test_outcome_stands_behind_an_arrow():
    method = parse_method("count", {"target": "4", "per": "0.5"})
    marked = points_for(method, method.target, parse_finding(method, "2"), unit="次")
    assert with_arrow(marked).endswith("缺 2 次，每缺 1 次扣 0.5 分 → 扣 1 分，得 3 分")
