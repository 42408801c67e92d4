"""Paper ballots: they add up or are named (RULES 5.6), and count as so many sheets."""

import pytest

from surveys.directory import Directory
from surveys.layouts import recognise
from surveys.mapping import Mapping
from surveys.tallies import columns_of, read_tallies
from tests.surveys.test_sheets import FORM

DIRECTORY = Directory.of([("QD01", "江川路党支部"), ("QD02", "古美党支部")])
HEADER = ["党组织代码", "身份", *columns_of(FORM)]
# figures │ A1: four options, abstained │ K1: four options, abstained │ P1: any, none, abstained
SOUND = ["QD01", "群众", 50, 42, 40, 2, 20, 10, 5, 3, 2, 10, 10, 10, 10, "", 25, 14, 1]


def tallies(*rows, header=HEADER):
    table = [header, *rows]
    return read_tallies(table, recognise(table, FORM, Mapping()), FORM, DIRECTORY, Mapping())


def changed(**cells):
    row = [*SOUND]
    for name, value in cells.items():
        row[int(name[1:])] = value
    return row


def test_columns_of_a_blank_ballot_table():
    assert HEADER[2:8] == [
        "发出票数", "收回票数", "有效票数", "无效票数", "您对支部班子满意吗？(满意)",
        "您对支部班子满意吗？(基本满意)",
    ]  # fmt: skip
    assert HEADER[-3:] == [
        "您参加过哪些活动(至少一项)", "您参加过哪些活动(没有参加)", "您参加过哪些活动(弃权)",
    ]  # fmt: skip


def test_sound_ballot_becomes_weighted_sheets():
    got = tallies(SOUND)
    assert (got.layout.kind, got.errors()) == ("tally", [])
    assert list(zip(got.answers, got.weights, strict=True)) == [
        ((-3, 1, -3, -3), 20), ((-3, 2, -3, -3), 10), ((-3, 3, -3, -3), 5),
        ((-3, 4, -3, -3), 3), ((-3, 0, -3, -3), 2),
        ((-3, -3, 1, -3), 10), ((-3, -3, 2, -3), 10), ((-3, -3, 3, -3), 10), ((-3, -3, 4, -3), 10),
        ((-3, -3, -3, 1), 25), ((-3, -3, -3, 8), 14), ((-3, -3, -3, 0), 1),
        ((-3, -2, -2, -2), 2),
    ]  # fmt: skip
    assert set(zip(got.organizations, got.strata, strict=True)) == {("QD01", "mass")}


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        pytest.param(
            {"c2": 41}, "计票：收回 42 票多于发出 41 票，整张计票表无效", id="R5.6-returned"
        ),
        pytest.param({"c5": 3}, "计票：有效 40 票加无效 3 票不等于收回 42 票", id="R5.6-void"),
        pytest.param(
            {"c6": 21},
            "计票：“您对支部班子满意吗？”各选项加弃权共 41 票，不等于有效 40 票",
            id="R5.6-options",
        ),
        pytest.param({"c6": "二十"}, f"{HEADER[6]}：“二十”不是票数，要填 0 或正整数", id="text"),
        pytest.param(
            {"c6": 10**12},
            f"{HEADER[6]}：“1000000000000”不是票数，要填 0 或正整数",
            id="endless",
        ),
        pytest.param({"c6": -1}, f"{HEADER[6]}：“-1”不是票数，要填 0 或正整数", id="negative"),
        pytest.param({"c0": "QD09"}, "党组织代码：不认识的党组织“QD09”", id="organization"),
    ],
)
def test_ballot_that_is_wrong_is_named_and_left_out(cells, error):
    got = tallies(changed(**cells), changed(c0="QD02"))
    assert got.errors() == [f"第 2 行 {error}"]
    assert set(got.organizations) == {"QD02"}


def test_missing_columns_are_all_named():
    got = tallies(SOUND[:7], header=HEADER[:7])
    assert got.problems[0].reason == "没有找到“您对支部班子满意吗？(基本满意)”的列"
    assert (len(got.problems), got.answers) == (12, [])


def test_no_ballots_no_sheets():
    assert tallies().answers == []


def test_other_columns_are_passed_over():
    assert tallies([*SOUND, "备注"], header=[*HEADER, "说明"]).errors() == []
