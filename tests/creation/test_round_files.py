"""The shape of a round's file; what the database says to it is in services/test_rounds.py."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creation.round_files import as_toml, read_round

STAGES = {"apply": "申报", "self": "自查"}
DATA = {"code": "r", "name": "轮", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def test_example_of_the_docs_is_right():
    text = re.search(r"```toml\n(.*?)```", Path("docs/rounds.md").read_text(), re.DOTALL)[1]
    stages = dict.fromkeys(re.findall(r"^(\w+) = \[2", text, re.MULTILINE), "阶段")
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


def test_reminders_are_the_usual_ones_where_the_file_says_nothing():
    stages = {"apply": ["2026-01-01", "2026-01-31"], "self": ["2026-02-01", "2026-03-31"]}
    spec, errors = read_round(DATA | {"stages": stages, "reminders": {"self": [1, 5, 1]}}, STAGES)
    assert errors == []
    assert spec.reminders == {"apply": (7, 3, 1, -1), "self": (5, 1)}


def test_reminders_of_a_stage_without_dates_go():
    spec, errors = read_round(DATA | {"reminders": {"self": [3]}}, STAGES)
    assert (spec.reminders, errors) == ({}, [])


@pytest.mark.parametrize(
    ("days", "error"),
    [
        ({"selfie": [1]}, "reminders.selfie：没有这个阶段"),
        ({"self": "7"}, "reminders.self：请写成 [7, 3, 1, -1]，-1 是截止后第 1 天"),
        ({"self": [True]}, "reminders.self：请写成 [7, 3, 1, -1]，-1 是截止后第 1 天"),
        (
            {"self": [90, 3, -40]},
            "提醒（reminders.self）：90、-40 太远，应在截止前 60 天到截止后 30 天之间",
        ),
        ({"self": list(range(9))}, "提醒（reminders.self）：最多 8 次"),
    ],
)
def test_reminders_that_cannot_be_meant_are_named(days, error):
    data = DATA | {"stages": {"self": ["2026-02-01", "2026-03-31"]}, "reminders": days}
    assert read_round(data, STAGES)[1] == [error]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(
    lambda text: text.strip() or "无"
)
DAYS = st.lists(st.integers(-30, 60), max_size=8)


@given(name=TEXT, reason=TEXT, days=DAYS, share=st.decimals("0", "1", places=2))
def test_what_is_written_as_a_file_reads_back_the_same(name, reason, days, share):
    data = DATA | {
        "name": name,
        "reference_on": "2026-01-15",
        "stages": {"self": ["2026-02-01", "2026-03-31"]},
        "reminders": {"self": days},
        "editions": {"village": "village-2026"},
        "policy": {"target_share": str(share)},
        "red_lines": {"birth": reason},
    }
    spec, errors = read_round(data, STAGES)
    assert errors == []
    assert read_round(tomllib.loads(as_toml(spec)), STAGES) == (spec, [])


def test_reference_day_after_the_end_is_refused():
    _, errors = read_round(DATA | {"reference_on": "2027-01-01"}, STAGES)
    assert errors == ["基准日（reference_on）：不能晚于结束日期"]


def test_code_that_is_a_page_of_ours_is_refused():
    _, errors = read_round(DATA | {"code": "new"}, STAGES)
    assert errors == ["轮次代码（code）：“new”系统已经用了，请换一个"]
