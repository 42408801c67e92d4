import re
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from creation.policy import ABOUT, LABELS, Policy, PolicyError


def errors_of(**data):
    with pytest.raises(PolicyError) as caught:
        Policy.from_dict(data)
    return caught.value.errors


def test_nothing_given_is_the_default_policy():
    assert Policy.from_dict({}) == Policy()


def test_defaults_are_those_of_the_rules():
    assert Policy().as_dict() == {
        "organization_weight": "0.7",
        "rates_weight": "0.3",
        "satisfaction_weight": "1",
        "participation_weight": "1",
        "awareness_weight": "1",
        "spot_weight": "0.7",
        "five_good_threshold": "90",
        "goal_floor": "0.6",
        "bonus_cap": "5",
        "deviation_limit": "5",
        "sampling_share": "0.2",
        "quota_by": "",
        "quota_share": "",
        "target_share": "0.3",
        "publicity_days": "5",
        "sample_margin": "10",
        "census_share": "0.9",
        "score_satisfied": "100",
        "score_basic": "80",
        "score_neutral": "60",
        "score_unsatisfied": "0",
    }


def test_every_field_has_a_chinese_label():
    assert list(LABELS) == [field.name for field in fields(Policy)]


def test_dict_reads_back_to_the_same_policy():
    policy = Policy(
        spot_weight=Decimal("0.5"), quota_by="town", quota_share=Decimal("0.3"), publicity_days=7
    )
    assert Policy.from_dict(policy.as_dict()) == policy


def test_spelling_of_a_number_does_not_change_the_digest():
    assert (
        Policy.from_dict({"spot_weight": "0.70"}).digest()
        == Policy.from_dict({"spot_weight": "0.7"}).digest()
    )


def test_another_value_changes_the_digest():
    assert Policy.from_dict({"spot_weight": "0.71"}).digest() != Policy().digest()


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"colour": "red"}, ["colour：评价政策没有这一项"]),
        ({"spot_weight": "1.01"}, ["抽查权重（spot_weight）：“1.01”应在 0 到 1 之间"]),
        ({"goal_floor": "-0.1"}, ["单项底线（goal_floor）：“-0.1”应在 0 到 1 之间"]),
        ({"bonus_cap": "101"}, ["加分上限（bonus_cap）：“101”应在 0 到 100 之间"]),
        (
            {"quota_by": "planet"},
            [
                "名额分组（quota_by）：“planet”不在可选之列："
                "空白（不设名额）、sector（按领域）、town（按街镇）"
            ],
        ),
        (
            {"quota_by": ["town"]},
            [
                "名额分组（quota_by）：“['town']”不在可选之列："
                "空白（不设名额）、sector（按领域）、town（按街镇）"
            ],
        ),
        ({"publicity_days": "5.5"}, ["公示工作日（publicity_days）：“5.5”应为整数天数"]),
        ({"publicity_days": "0"}, ["公示工作日（publicity_days）：“0”应在 1 到 60 之间"]),
        (
            {"five_good_threshold": 90.5},
            ['五好分数线（five_good_threshold）：“90.5”不是数字，请写成带引号的数字，例如 "0.5"'],
        ),
        ({"sample_margin": "0"}, ["允许误差（sample_margin）：“0”应在 1 到 50 之间"]),
        ({"census_share": "2"}, ["小单位答卷比例（census_share）：“2”应在 0 到 1 之间"]),
        ({"rates_weight": "0.4"}, ["组织部分权重与三率部分权重之和应为 1"]),
        (
            dict.fromkeys(("satisfaction_weight", "participation_weight", "awareness_weight"), "0"),
            ["满意率、参与率、知晓率的权重不能都是 0"],
        ),
        (
            {"quota_by": "town"},
            ["名额分组（quota_by）和名额比例（quota_share）要么都填，要么都不填"],
        ),
        (
            {"quota_share": "0.3"},
            ["名额分组（quota_by）和名额比例（quota_share）要么都填，要么都不填"],
        ),
    ],
)
def test_faulty_policy_is_refused(data, errors):
    assert errors_of(**data) == errors


def test_all_faults_are_told_at_once():
    assert len(errors_of(colour="red", spot_weight="2", quota_by="town")) == 3


def test_every_field_says_its_clause_and_what_it_does():
    clauses = set(re.findall(r"\*\*(R\d\.\d+)", Path("docs/rules.md").read_text(encoding="utf-8")))
    assert list(ABOUT) == list(LABELS)
    assert {clause for clause, _ in ABOUT.values()} <= clauses
    assert all(does.endswith("。") for _, does in ABOUT.values())
