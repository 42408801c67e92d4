"""The shape of a round's file; what the database says to it is in services/test_rounds.py."""

import re
import tomllib
from pathlib import Path

import pytest

from creation.round_files import read_round

STAGES = {"apply": "申报", "self": "自查"}


def test_example_of_the_docs_is_right():
    text = re.search(r"```toml\n(.*?)```", Path("docs/rounds.md").read_text(), re.DOTALL)[1]
    stages = dict.fromkeys(re.findall(r"^(\w+) = \[", text, re.MULTILINE), "阶段")
    spec, errors = read_round(tomllib.loads(text), stages)
    assert errors == []
    assert (spec.code, len(spec.stages), len(spec.standards)) == ("2026", 9, 2)
    assert list(spec.switched_off) == ["birth"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([1, 2], "阶段 自查（stages.self）：“1”不是日期，请写成 2026-01-31"),
        (["2026-01-01", 2], "阶段 自查（stages.self）：“2”不是日期，请写成 2026-01-31"),
        ("2026-01-01", "阶段 自查（stages.self）：请写成 [2026-01-01, 2026-01-31]"),
    ],
)
def test_stage_that_is_no_period_is_refused(value, said):
    data = {"code": "r", "name": "轮", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    _, errors = read_round(data | {"stages": {"self": value}}, STAGES)
    assert said in errors


def test_moment_is_no_date():
    moment = tomllib.loads("at = 2026-01-01T08:00:00")["at"]
    data = {"code": "r", "name": "轮", "starts_on": moment, "ends_on": "2026-12-31"}
    _, errors = read_round(data, STAGES)
    assert errors == ["开始日期（starts_on）：“2026-01-01 08:00:00”不是日期，请写成 2026-01-31"]
