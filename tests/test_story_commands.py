"""One round through the stable commands alone, and what it comes to, worked out by hand.

五里村 loses 0.5 points (支委会 10 of 12) and has a bonus of 1:
    organization part 99.5; 满意率 54/60, 知晓率 (10 + 100×48/60)/110, 参与率 (10 + 100×45/60)/110
    composite 0.7×99.5 + 0.3×100×(0.9 + 90/110 + 85/110)/3 + 1 = 95.559… → 95.56, 五好
六里村 is drawn; 信访 once at the review, twice at the spot-check, 评议 较好 at the spot-check:
    99 and 97.4 points blend to 0.7×97.4 + 0.3×99 = 97.88; 满意率 30/60, the others as before
    composite 0.7×97.88 + 0.3×69.6969… = 89.425… → 89.43, 未达标
"""

import json
from fractions import Fraction

import docx
import openpyxl
import pytest
from django.db import transaction

from tests.story import MARKED, ROSTER, ROUND, SEED, STANDARD, clearances, manage, marks, survey


@pytest.fixture(scope="module")
def result(django_db_setup, django_db_blocker):
    """What `evaluate --json --lines` prints after the round; undone when the module is."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run_the_round()
        transaction.set_rollback(True)


def run_the_round():
    manage("import_organizations", ROSTER)
    manage("load_standards", STANDARD, "--publish")
    manage("open_round", ROUND)
    first = ("--round", "first")
    manage("import_marks", marks(MARKED), *first, "--stage", "self", "--submit")
    changes = {("J0105", "1.1"): "10", ("J0105", "B1"): "1", ("J0106", "2.6"): "1"}
    reviewed = marks(MARKED, changes)
    manage("import_marks", reviewed, *first, "--stage", "review", "--submit")
    drawn = manage("draw", None, *first, "--share", "0.2", "--seed", SEED)
    assert drawn.startswith("J0106 ")
    spotted = marks(["J0106"], {("J0106", "2.6"): "2", ("J0106", "4.7"): "较好"})
    manage("import_marks", spotted, *first, "--stage", "spot", "--submit")
    manage("import_clearances", clearances(), *first)
    manage("import_survey", survey(), *first)
    return json.loads(manage("evaluate", None, *first, "--json", "--lines"))


def test_the_round_comes_to_what_was_worked_out_by_hand(result):
    summary = {key: value for key, value in result.items() if key != "lines"}
    assert summary == {
        "round": "first",
        "candidacies": 5,
        "evaluated": 4,
        "five_good": 1,
        "not_reached": 1,
        "red_line": 1,
        "not_rated": 1,
        "pending": 1,
        "average": 92.5,  # (95.56 + 89.43) / 2 = 92.495, HALF_UP
    }
    decisions = [(line["code"], line["decision"], line["composite"]) for line in result["lines"]]
    assert decisions[:2] == [("J0105", "five_good", 95.56), ("J0106", "not_reached", 89.43)]
    assert [row[:2] for row in decisions[2:]] == [
        ("J0107", "red_line"),
        ("J0108", "not_rated"),
        ("J0109", "pending"),
    ]


def test_the_parts_and_rates_are_those_worked_out_by_hand(result):
    good, drawn = result["lines"][:2]
    rest = Fraction(90, 110) + Fraction(85, 110)
    assert (good["organization_part"], good["bonus"]) == (99.5, 1)
    assert (drawn["organization_part"], drawn["bonus"]) == (97.88, 0)
    assert good["rates_part"] == pytest.approx(float(100 * (Fraction(54, 60) + rest) / 3))
    assert drawn["rates_part"] == pytest.approx(float(100 * (Fraction(30, 60) + rest) / 3))
    satisfied = drawn["rates"]["satisfaction"]
    assert (satisfied["value"], satisfied["numerator"], satisfied["denominator"]) == (0.5, 90, 180)


def test_the_report_says_what_the_evaluation_stored(result, tmp_path):
    manage("report", None, "--round", "first", "--out", str(tmp_path / "out"))
    word, excel = sorted((tmp_path / "out").iterdir(), key=lambda path: path.suffix)
    opening = docx.Document(word).tables[0]
    total = [cell.text for cell in opening.rows[-1].cells]
    assert total[1:6] == ["5", "1", "1", "1", "1"]
    table = openpyxl.load_workbook(excel)["得分总表"]
    cells = [cell for row in table.values for cell in row]
    assert [cell for cell in cells if cell in (95.56, 89.43)] == [95.56, 89.43]
