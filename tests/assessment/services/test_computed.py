from decimal import Decimal
from types import SimpleNamespace

import pytest

from assessment.services.computed import Share, computed_mark
from creation.standards import Cliff, Proportional

ITEM = SimpleNamespace(points=Decimal(3), unit="%")


def share(reached, among):
    return Share(reached, among, "所属 {} 个，五好 {} 个", "没有所属，不适用")


@pytest.mark.parametrize(
    ("reached", "among", "method", "points"),
    [
        # 3 × 1/24 is 0.125 exactly: a share cut to six places would be marked 0.12.
        pytest.param(1, 24, Proportional(Decimal(100)), "0.13", id="R1.1-proportional"),
        pytest.param(1, 3, Cliff(Decimal("33.333333")), "3", id="R1.1-cliff-above"),
        pytest.param(1, 3, Cliff(Decimal("33.333334")), "0", id="R1.1-cliff-below"),
    ],
)
def test_a_share_is_marked_exactly(reached, among, method, points):
    assert computed_mark(ITEM, method, share(reached, among)).points == Decimal(points)


def test_a_share_is_shortened_in_words_only():
    why = computed_mark(ITEM, Proportional(Decimal(100)), share(1, 24)).why
    assert "实为 4.1666 %" in why


def test_nobody_to_count_is_no_share():
    assert computed_mark(ITEM, Cliff(Decimal(90)), share(0, 0)).points is None
