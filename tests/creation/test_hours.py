from datetime import datetime

import pytest

from creation.hours import next_allowed


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-03-02 00:00", "2026-03-02 08:00"),
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 08:00"),
        ("2026-03-02 12:34", "2026-03-02 12:34"),
        ("2026-03-02 17:59", "2026-03-02 17:59"),
        ("2026-03-02 18:00", "2026-03-03 08:00"),
        ("2026-12-31 23:59", "2027-01-01 08:00"),
    ],
)
def test_nobody_is_disturbed_between_18_and_8(moment, allowed):
    assert next_allowed(datetime.fromisoformat(moment)) == datetime.fromisoformat(allowed)
