"""Reading a finding: the stored form, and what people type."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creation.marking import FindingError, parse_finding, stored
from creation.standards import (
    Below,
    Bonus,
    Cliff,
    Count,
    Occurrences,
    Presence,
    Proportional,
    Tiers,
    YesNo,
)

COUNT = Count(D(12), D("0.5"))
TIMES = Occurrences(D(1))
PAPERS = Presence(("计划", "会议记录（原件）", "总结"), D("0.5"))
SHARE = Below(D(98), D("0.5"))
REACH = Cliff(D(5))
GROWTH = Proportional(D(8))
GRADE = Tiers((("好", D(1)), ("较好", D("0.8")), ("Ａ档", D(0))))
EXTRA = Bonus(D(1), D(2))


@pytest.mark.parametrize(
    ("method", "raw", "finding"),
    [
        (YesNo(), True, True),
        (YesNo(), False, False),
        (YesNo(), "是", True),
        (YesNo(), " 否 ", False),
        (YesNo(), "√", True),
        (YesNo(), "ＹＥＳ", True),
        (YesNo(), 0, False),
        (COUNT, "10.5", D("10.5")),
        (COUNT, "１０．５", D("10.5")),
        (COUNT, 10, D(10)),
        (COUNT, D("10.50"), D("10.5")),
        (COUNT, " 1,200 ", D(1200)),
        (COUNT, "+3", D(3)),
        (COUNT, "-0", D(0)),
        (COUNT, "十二", D(12)),
        (SHARE, "百分之九十五", D(95)),
        (TIMES, "2.0", D(2)),
        (SHARE, "98.5%", D("98.5")),
        (SHARE, "100", D(100)),
        (SHARE, "９８％", D(98)),
        (SHARE, "98 %", D(98)),
        (REACH, "120%", D(120)),
        (GROWTH, "－３％", D(-3)),
        (GROWTH, "\u22123", D(-3)),
        (EXTRA, "2", D(2)),
        (PAPERS, ["总结", "计划"], ("计划", "总结")),
        (PAPERS, [], ()),
        (PAPERS, "总结；计划，计划", ("计划", "总结")),
        (PAPERS, "会议记录(原件)", ("会议记录（原件）",)),
        (PAPERS, "计划┋总结", ("计划", "总结")),
        (PAPERS, "全部", PAPERS.entries),
        (PAPERS, "无", ()),
        (Presence(("无", "全部"), D(1)), "无", ("无",)),
        (Presence(("无", "全部"), D(1)), "全部", ("全部",)),
        (GRADE, " 较好", "较好"),
        (GRADE, "A档", "Ａ档"),
    ],
)
def test_finding_is_read(method, raw, finding):
    assert parse_finding(method, raw) == finding


@pytest.mark.parametrize(
    ("method", "raw", "sentence"),
    [
        (COUNT, None, "还没有填写。"),
        (COUNT, "  ", "还没有填写。"),
        (YesNo(), "也许", "“也许”看不懂，请填“是”或“否”。"),
        (COUNT, "十几", "“十几”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, "12%", "“12%”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, "12次", "“12次”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, "NaN", "“NaN”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, "1e3", "“1e3”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, "12,34", "“12,34”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, True, "“True”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, ["12"], "“['12']”不是数字，请只填数字，例如 12 或 10.5。"),
        (COUNT, "-1", "不能是负数，现为 -1，请填 0 或更大的数。"),
        (TIMES, "-1", "不能是负数，现为 -1，请填 0 或更大的数。"),
        (EXTRA, "-1", "不能是负数，现为 -1，请填 0 或更大的数。"),
        (SHARE, "-0.5", "不能是负数，现为 -0.5，请填 0 或更大的数。"),
        (SHARE, "100.01", "百分比不能超过 100，现为 100.01，请核对后再填。"),
        (TIMES, "1.5", "次数应为整数，现为 1.5，请填 0、1、2……"),
        (
            PAPERS,
            "计划、照片",
            "清单里没有“照片”，可填：计划、会议记录（原件）、总结；一项都没有请填“无”。",
        ),
        (
            PAPERS,
            True,
            "清单里没有“True”，可填：计划、会议记录（原件）、总结；一项都没有请填“无”。",
        ),
        (GRADE, "优", "没有“优”这一档，可填：好、较好、Ａ档。"),
    ],
)
def test_faulty_finding_is_refused_in_one_sentence(method, raw, sentence):
    with pytest.raises(FindingError) as caught:
        parse_finding(method, raw)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("finding", "kept"),
    [(True, True), (D("10.50"), "10.5"), (("计划",), ["计划"]), ("好", "好")],
)
def test_finding_is_stored_as_json_keeps_it(finding, kept):
    assert stored(finding) == kept


NUMBERS = st.decimals("0", "100", places=4)
FINDINGS = st.one_of(
    st.tuples(st.just(YesNo()), st.booleans()),
    st.tuples(st.sampled_from([COUNT, SHARE, REACH, GROWTH, EXTRA]), NUMBERS),
    st.tuples(st.just(TIMES), st.integers(0, 10**6).map(D)),
    st.tuples(
        st.just(PAPERS),
        st.sets(st.sampled_from(PAPERS.entries)).map(
            lambda chosen: tuple(entry for entry in PAPERS.entries if entry in chosen)
        ),
    ),
    st.tuples(st.just(GRADE), st.sampled_from([grade for grade, _ in GRADE.shares])),
)


@given(FINDINGS)
def test_stored_finding_reads_back(pair):
    method, finding = pair
    assert parse_finding(method, stored(finding)) == finding


@given(st.text(), st.sampled_from([YesNo(), COUNT, TIMES, PAPERS, SHARE, GROWTH, GRADE]))
def test_any_text_is_read_or_refused_never_a_crash(text, method):
    try:
        finding = parse_finding(method, text)
    except FindingError as error:
        assert str(error).endswith(("。", "……"))
    else:
        assert parse_finding(method, stored(finding)) == finding
