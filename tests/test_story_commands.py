"""One round through the stable commands alone, and what it comes to, worked out by hand.

五里村 loses 0.5 points (支委会 10 of 12) and has a bonus of 1:
    organization part 99.5; 满意率 54/60, 知晓率 (10 + 100×48/60)/110, 参与率 (10 + 100×45/60)/110
    composite 0.7×99.5 + 0.3×100×(0.9 + 90/110 + 85/110)/3 + 1 = 95.559… → 95.56, 五好
六里村 is drawn; 信访 once at the review, twice at the spot-check, 评议 较好 at the spot-check:
    99 and 97.4 points blend to 0.7×97.4 + 0.3×99 = 97.88; 满意率 30/60, the others as before
    composite 0.7×97.88 + 0.3×69.6969… = 89.425… → 89.43, 未达标
"""

import csv
import io
import json
import tempfile
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import docx
import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from creation.methods import Below, Bonus, Cliff, Count, Occurrences, Presence, Proportional, Tiers
from creation.standards import parse_standard

HEADER = [
    "党组织名称",
    "党组织代码",
    "类别",
    "上级代码",
    "领域",
    "参评",
    "建立日期",
    "正式党员数",
    "群众数",
]
ROSTER = [
    HEADER,
    ("江南区委", "J", "区委", "", "", "否", "1990-01-01", 0, 0),
    ("石桥镇党委", "J01", "党委", "J", "街道/委办局党委", "否", "1990-01-01", 0, 0),
    ("五里村党支部", "J0105", "支部", "J01", "农村", "是", "1999-07-01", 10, 100),
    ("六里村党支部", "J0106", "支部", "J01", "农村", "是", "1999-07-01", 10, 100),
    ("七里村党支部", "J0107", "支部", "J01", "农村", "是", "1999-07-01", 10, 100),
    ("八里村党支部", "J0108", "支部", "J01", "农村", "是", "2026-03-01", 10, 100),
    ("九里村党支部", "J0109", "支部", "J01", "农村", "是", "1999-07-01", 10, 100),
]  # fmt: skip
ROUND = """
code = "first"
name = "第一轮五好创建"
starts_on = 2026-01-01
ends_on = 2026-12-31
[editions]
village = "village-2026"
[policy]
publicity_days = "5"
"""
STANDARD = Path(settings.BASE_DIR) / "standards" / "village-2026.toml"
SEED = "创建"  # with it the lot falls on J0106
MARKED = ["J0105", "J0106", "J0107", "J0108"]


def best(item):
    """The finding that gives all the points of an item, as people type it."""
    match item.method:
        case Count() | Proportional():
            return str(item.method.target)
        case Below() | Cliff():
            return str(item.method.threshold)
        case Presence():
            return "、".join(item.method.entries)
        case Tiers():
            return max(item.method.shares, key=lambda share: share[1])[0]
        case Occurrences() | Bonus():
            return "0"
    return "是"


def manage(name, content, *options):
    """Run a stable command on rows (written as csv), text (as it is), a path, or no file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        if isinstance(content, list):
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path = content
        output = io.StringIO()
        call_command(name, *([str(path)] if content is not None else []), *options, stdout=output)
        return output.getvalue()


def marks(items, codes, changes=()):
    """Rows of a marks file: the best finding everywhere, `changes` by (organization, item)."""
    changed = dict(changes)
    return [("党组织代码", "要点编号", "值", "不适用", "说明")] + [
        (code, item.code, changed.get((code, item.code), best(item)), "", "")
        for code in codes
        for item in items
    ]


def answers(code, satisfied):
    """60 of 100 群众 and all ten 党员: 48 of the 群众 know, 45 took part."""
    rows = [(code, "党员", *["满意"] * 3, *["知道"] * 2, "主题党日")] * 10
    for n in range(60):
        view = "满意" if n < satisfied else "不满意"
        known = "知道" if n < 48 else "听说过"
        rows.append((code, "群众", *[view] * 3, *[known] * 2, "志愿服务" if n < 45 else "没有参加"))
    return rows


def survey():
    questions = tomllib.loads((settings.BASE_DIR / "surveys/data/questionnaire.toml").read_text())
    header = ["党组织代码", "身份", *(one["text"] for one in questions["questions"][1:])]
    return [header, *answers("J0105", 54), *answers("J0106", 30), *answers("J0107", 54)]


def clearances():
    """Every department's 无 for every unit, but one 有 for 七里村."""
    asked = {
        "不合格党员": ["组织部门"],
        "违纪违法党员": ["纪检监察", "审计"],
        "超计划生育": ["卫健"],
        "重大治安和刑事案件": ["公安", "政法", "信访"],
    }
    rows = [
        (code, line, department, "无", "", "2026-09-01")
        for code in MARKED
        for line, departments in asked.items()
        for department in departments
    ]
    hit = ("J0107", "重大治安和刑事案件", "公安", "无", "", "2026-09-01")
    rows[rows.index(hit)] = (*hit[:3], "有", "公函〔2026〕7号", "2026-09-02")
    return [("党组织代码", "高压线", "部门", "结果", "文号", "日期"), *rows]


@pytest.fixture(scope="module")
def result(django_db_setup, django_db_blocker):
    """What `evaluate --json --lines` prints after the round; undone when the module is."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run_the_round()
        transaction.set_rollback(True)


def run_the_round():
    items = parse_standard(tomllib.loads(STANDARD.read_text(), parse_float=Decimal)).items
    manage("import_organizations", ROSTER)
    manage("load_standards", STANDARD, "--publish")
    manage("open_round", ROUND)
    first = ("--round", "first")
    manage("import_marks", marks(items, MARKED), *first, "--stage", "self", "--submit")
    changes = {("J0105", "1.1"): "10", ("J0105", "B1"): "1", ("J0106", "2.6"): "1"}
    reviewed = marks(items, MARKED, changes)
    manage("import_marks", reviewed, *first, "--stage", "review", "--submit")
    drawn = manage("draw", None, *first, "--share", "0.2", "--seed", SEED)
    assert drawn.startswith("J0106 ")
    spotted = marks(items, ["J0106"], {("J0106", "2.6"): "2", ("J0106", "4.7"): "较好"})
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
