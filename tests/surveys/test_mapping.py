"""What people decide about columns, wordings, organizations and strata."""

import pytest

from surveys.mapping import Mapping, MappingError
from tests.surveys.test_sheets import GOOD, HEADER, NO, answer, table


def test_mapping_answers_every_kind_of_problem():
    rows = [
        ["哪个支部", "哪类人", "班子", *HEADER[3:]],
        ["江川", "游客", "不错", "知道", "读书┋主题党日"],
        ["外区", "群众", "满意", "知道", ""],
        ["江川", "路人", "满意", "知道", ""],
    ]
    mapping = Mapping(
        columns={"哪个支部": "organization", "哪类人": "stratum", "班子": "question:A1"},
        wordings={"A1": {"不错": "2"}, "P1": {"读书": "3"}},
        organizations={"江川": "QD01", "外区": "ignore"},
        strata={"游客": "mass", "路人": "ignore"},
    )
    got = table(rows, mapping)
    assert (got.answers, got.organizations, got.errors()) == ([(2, 2, 2, 5)], ["QD01"], [])
    assert got.left_out == (3, 4)


def test_mapping_to_something_unknown_stays_a_problem():
    mapping = Mapping(organizations={"江川": "Q99"}, wordings={"A1": {"不错": "9"}})
    got = table([HEADER, ["江川", "群众", "不错", "知道", ""]], mapping)
    assert [problem.kind for problem in got.problems] == ["organization", "wording"]


def test_wording_can_be_void():
    assert answer(2, "满意┋不满意", Mapping(wordings={"A1": {"满意┋不满意": "void"}})) == -2


def test_file_about_one_organization_and_stratum():
    mapping = Mapping(fixed_organization="QD02", fixed_stratum="mass")
    got = table([HEADER[2:], GOOD[2:]], mapping)
    assert (got.organizations, got.strata, got.answers) == (["QD02"], ["mass"], [(2, 1, 2, 2)])


def test_fixed_organization_that_does_not_exist_is_named():
    mapping = Mapping(fixed_organization="QD09", fixed_stratum="mass")
    got = table([HEADER[2:], GOOD[2:]], mapping)
    assert (got.errors(), got.answers) == (["不认识的党组织“QD09”"], [])


def test_mapping_goes_through_json_and_back():
    mapping = Mapping(
        {"支部": "organization"}, {"A1": {"好": "1"}}, {"甲": "QD01"}, {"游客": "mass"}
    )
    assert Mapping.from_dict(mapping.as_dict()) == mapping
    assert Mapping.from_dict({}) == NO


def test_later_decisions_lie_over_earlier_ones():
    first = Mapping(wordings={"A1": {"好": "1", "差": "3"}}, fixed_stratum="mass")
    later = Mapping(wordings={"A1": {"好": "2"}, "K1": {"好": "1"}}, strata={"游客": "mass"})
    assert first.merged(later) == Mapping(
        wordings={"A1": {"好": "2", "差": "3"}, "K1": {"好": "1"}},
        strata={"游客": "mass"},
        fixed_stratum="mass",
    )


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ([], ["对应关系要写成一个 JSON 对象"]),
        ({"列": {}}, ["不认识的键“列”"]),
        ({"columns": []}, ["“columns”要写成对象"]),
        ({"columns": {"支部": 3}}, ["“columns”里“支部”的值要写成文字"]),
        ({"columns": {"支部": "组织"}}, ["列“支部”：不认识的用途“组织”"]),
        ({"wordings": []}, ["“wordings”要写成 题目编号 → 说法 → 选项 的对象"]),
        ({"wordings": {"A1": 2}}, ["“wordings.A1”要写成对象"]),
        (
            {"wordings": {"A1": {"好": "满意", "差": 3}}},
            [
                "“wordings.A1”里“差”的值要写成文字",
                "题目 A1 的“好”：“满意”不是选项序号，也不是 blank、skipped、void",
            ],
        ),
        (
            {"strata": {"游客": "人"}, "fixed_stratum": "人", "fixed_organization": 3},
            [
                "身份“游客”：“人”要写成 member、mass、delegate、partner 或 ignore",
                "“fixed_stratum”：“人”要写成 member、mass、delegate 或 partner",
                "“fixed_organization”要写成党组织代码",
            ],
        ),
    ],
)
def test_mapping_names_all_its_faults(data, errors):
    with pytest.raises(MappingError) as caught:
        Mapping.from_dict(data)
    assert caught.value.errors == errors


def test_what_was_said_of_one_file_alone_is_not_remembered():
    said = Mapping(
        columns={"哪个": "organization"},
        wordings={"M1": {"不错": "1"}},
        organizations={"北街": "QD01", "某某": "ignore"},
        strata={"游客": "mass", "过客": "ignore"},
        fixed_organization="QD01",
        fixed_stratum="mass",
    )
    assert said.for_next_file() == Mapping(
        columns={"哪个": "organization"},
        wordings={"M1": {"不错": "1"}},
        strata={"游客": "mass"},
        hints={"北街": "QD01"},
    )
