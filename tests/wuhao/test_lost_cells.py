"""What the parser leaves out of a large workbook is looked for by a process beside it."""

import random
import subprocess
import sys

import openpyxl
import pytest

from wuhao.workbooks import CHILD, Limits, read_columns

LONG = 2**20
ROWS = 20_000
KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from lost_cells import Losses, lost_cells
path = Path(sys.argv[2])
losses = Losses(path, ["名册"])
(helper,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
os.kill(int(helper), signal.SIGKILL)
found, hidden = losses.of("名册")
print((found, hidden) == lost_cells(path, "名册"), len(found), hidden)
"""


def large(path, *, before=()):
    """A workbook with two errors, an uncomputed formula and a hidden row, behind other sheets."""
    book, dice = openpyxl.Workbook(), random.Random(7)
    book.remove(book.active)
    for title in before:
        book.create_sheet(title)
    sheet = book.create_sheet("名册")
    for number in range(1, ROWS + 1):
        sheet.append([f"QD{number:06}", dice.randbytes(60).hex()])  # which can't be packed tighter
    for place in ("A2", f"B{ROWS}"):
        sheet[place] = "#REF!"
        sheet[place].data_type = "e"
    sheet["B9"] = "=1+1"
    sheet.row_dimensions[12].hidden = True
    book.save(path)
    assert path.stat().st_size > LONG
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return large(tmp_path_factory.mktemp("large") / "a.xlsx")


@pytest.mark.parametrize("before", [(), ("空表",)])
def test_lost_cells_of_a_large_workbook_are_named(tmp_path, before):
    sheet = read_columns(large(tmp_path / "a.xlsx", before=before), limits=Limits())
    lost = [(problem.name, problem.kind) for problem in sheet.problems]
    assert lost == [("A2", "error"), ("B9", "formula"), (f"B{ROWS}", "error")]
    assert (sheet.rows[1][0], sheet.hidden, sheet.others) == ("#REF!", (12,), before)


def test_helper_that_dies_leaves_the_search_to_the_reader(path):
    command = [sys.executable, "-P", "-c", KILLED, str(CHILD), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "True 3 [12]\n"
