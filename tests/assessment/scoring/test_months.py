from datetime import date

import pytest

from assessment.scoring.months import months_open

BEGINS, ENDS = date(2026, 1, 1), date(2028, 12, 31)


@pytest.mark.parametrize(
    ("opened", "closed", "months"),
    [
        pytest.param(None, None, 36, id="R1.4-whole-round"),
        pytest.param(date(2020, 5, 1), date(2030, 1, 1), 36, id="R1.4-before-and-after"),
        pytest.param(date(2028, 7, 15), None, 6, id="R1.4-founded-in-july"),
        pytest.param(None, date(2026, 2, 1), 2, id="R1.4-closed-in-february"),
        pytest.param(date(2026, 3, 31), date(2026, 4, 1), 2, id="R1.4-begun-months-count"),
        pytest.param(date(2029, 1, 1), None, 0, id="R1.4-after-the-round"),
        pytest.param(None, date(2025, 12, 31), 0, id="R1.4-closed-before"),
    ],
)
def test_months_open(opened, closed, months):
    assert months_open(BEGINS, ENDS, opened, closed) == months
