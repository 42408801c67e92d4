"""Columns that every list shares."""

import pytest

from wuhao.tables import StatusColumn

COLUMN = StatusColumn(kinds={"hit": "bad"}, labels={"hit": "有", "pending": "未答复"})


@pytest.mark.parametrize("value", ["hit", "有"], ids=["code", "label-of-a-field-with-choices"])
def test_a_status_has_its_colour_by_code_and_by_label(value):
    tag = COLUMN.render(value)
    assert "有" in tag and "bad" in tag


def test_a_status_without_a_kind_is_mute():
    assert "mute" in COLUMN.render("pending")
