"""One round of five villages: the files that both stories tell it with."""

import csv
import io
import tempfile
import tomllib
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

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


def items():
    """The items of the villages' standard, as the file has them."""
    return parse_standard(tomllib.loads(STANDARD.read_text(), parse_float=Decimal)).items


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


def marks(codes, changes=()):
    """Rows of a marks file: the best finding everywhere, `changes` by (organization, item)."""
    changed = dict(changes)
    return [("党组织代码", "要点编号", "值", "不适用", "说明")] + [
        (code, item.code, changed.get((code, item.code), best(item)), "", "")
        for code in codes
        for item in items()
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
