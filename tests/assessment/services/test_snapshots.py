from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.services.snapshots import ten_places, text


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (None, None),
        (Fraction(2, 3), "0.6666666667"),
        (Fraction(1, 2), "0.5"),
        (Decimal("20.00"), "20"),
        (Decimal("0.12345678915"), "0.1234567892"),
    ],
)
def test_numbers_in_json_are_text_without_noise(number, written):
    assert text(number) == written


def test_stored_scores_keep_ten_places_half_up():
    assert ten_places(Fraction(1, 3)) == Decimal("0.3333333333")
    assert ten_places(Fraction(5, 10**11)) == Decimal("1e-10")
