from decimal import Decimal

import pytest

from creation.standards import parse_method
from creation.wording import finding_in_words, target_in_words


@pytest.mark.parametrize(
    ("finding", "unit", "words"),
    [
        (None, "次", ""),
        (True, "", "是"),
        (False, "", "否"),
        ("12", "次", "12 次"),
        (Decimal("10.50"), "%", "10.5 %"),
        ("较好", "等次", "较好"),
        (["计划", "记录"], "项", "计划、记录"),
        ([], "项", "都没有"),
    ],
)
def test_a_finding_reads_as_people_say_it(finding, unit, words):
    assert finding_in_words(finding, unit) == words


@pytest.mark.parametrize(
    ("name", "params", "months", "words"),
    [
        ("count", {"target": "12", "per": "1"}, 12, "全年应 12 次"),
        ("count", {"target": "12", "per": "1"}, 7, "全年应 12 次，按 7 个月折算应 7 次"),
        ("occurrences", {"per": "1"}, 12, "填发生的次数，没有发生填 0"),
        ("presence", {"list": ["计划"], "per": "1"}, 12, "有哪些勾哪些，共 1 项"),
        ("below", {"threshold": "98", "per": "1"}, 12, "填百分比，98% 及以上得满分"),
        ("cliff", {"threshold": "56"}, 12, "达到 56 次得满分，低于不得分"),
        ("proportional", {"target": "32"}, 12, "目标 32 次，按完成比例得分"),
        ("bonus", {"per": "1", "cap": "9"}, 12, "每次加 1 分，最多 4 分；没有不用填"),
        ("yes_no", {}, 12, ""),
    ],
)
def test_a_target_says_what_to_type(name, params, months, words):
    method = parse_method(name, params)
    assert target_in_words(method, Decimal(4), unit="次", months=months) == words
