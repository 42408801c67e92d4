"""The error workbook of a file that Excel's own reader of ours can't open again."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from creation.registers import ORGANIZATIONS
from creation.services.error_books import error_book
from creation.services.imports import bring_in
from tests.creation.rosters import TITLES, write_xlsx


def _spoiled(path, target):
    """The same workbook with a fill pattern that nobody knows: readable, not to be saved again."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/styles.xml":
                content = content.replace(b'"gray125"', b'"stripes"')
            new.writestr(name, content)
    return target


def test_book_that_cannot_be_painted_comes_as_a_new_one(cast, tmp_path):
    rows = [TITLES, ["乙支部", "N1", "支布", cast.town.code, "农村"]]
    path = _spoiled(write_xlsx(tmp_path / "a.xlsx", rows), tmp_path / "名册.xlsx")
    with pytest.raises(ValueError, match="could not read stylesheet"):
        load_workbook(path)
    report = bring_in(register=ORGANIZATIONS, path=path, by=cast.wang, dry_run=True)
    book = error_book(report=report, path=path, name="名册.xlsx")
    sheet = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[2]] == rows[1]
    assert "没有“支布”这一种" in sheet["C2"].comment.text
