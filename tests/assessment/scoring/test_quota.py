from decimal import Decimal as D

import pytest

from assessment.scoring.quota import Fallen, apply_quota
from assessment.scoring.values import Outcome
from creation.policy import Policy

TOWN = Policy(quota_by="town", quota_share=D("0.3"))


def passed(code, composite, town="甲镇", sector="农村"):
    return Outcome(code, "five_good", D(composite), sector, town)


def missed(count, town="甲镇", decision="not_reached"):
    return [Outcome(f"x{place}", decision, D(70), "社区", town) for place in range(count)]


def test_without_quota_every_five_good_keeps_its_place():
    quota = apply_quota([passed("a", "91"), passed("b", "95"), *missed(3)], Policy())
    assert (quota.kept, quota.fallen) == (("b", "a"), ())


@pytest.mark.parametrize(
    ("decided", "kept"),
    [
        pytest.param(3, (), id="R4.6-0.9-place"),
        pytest.param(4, ("a",), id="R4.6-1.2-places"),
        pytest.param(10, ("a", "b", "c"), id="R4.6-3-places"),
    ],
)
def test_places_are_rounded_down(decided, kept):
    units = [passed("a", "95"), passed("b", "94"), passed("c", "93")]
    assert apply_quota(units + missed(decided - 3), TOWN).kept == kept


def test_r4_6_ties_at_the_cut_all_pass():
    units = [passed("a", "95"), passed("b", "93"), passed("c", "93"), passed("d", "92")]
    quota = apply_quota(units + missed(3), TOWN)
    assert (quota.kept, quota.fallen[0].code) == (("a", "b", "c"), "d")


def test_r4_6_who_fell_to_the_quota_is_listed_with_the_reason():
    quota = apply_quota([passed("a", "95"), passed("b", "93.5"), *missed(3)], TOWN)
    assert quota.fallen == (
        Fallen("b", "综合得分 93.50 分已达标，甲镇已评定 5 个，名额 1 个，未能列入。"),
    )


def test_r4_6_red_lines_are_decided_units_pending_and_exempt_ones_are_not():
    unit = passed("a", "95")
    assert apply_quota([unit, *missed(3, decision="red_line")], TOWN).kept == ("a",)
    assert apply_quota([unit, *missed(3, decision="pending")], TOWN).kept == ()
    assert apply_quota([unit, *missed(3, decision="not_rated")], TOWN).kept == ()


def test_r4_6_each_group_has_its_own_places():
    units = [passed("a", "95"), passed("b", "91", town="乙镇"), *missed(3), *missed(3, town="乙镇")]
    assert sorted(apply_quota(units, TOWN).kept) == ["a", "b"]


def test_r4_6_quota_by_sector_groups_by_sector():
    policy = Policy(quota_by="sector", quota_share=D("0.5"))
    units = [passed("a", "95"), passed("b", "91", town="乙镇"), *missed(2)]
    assert apply_quota(units, policy).kept == ("a",)
