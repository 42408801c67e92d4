"""A real list of committees through a whole round, by the stable commands alone.

    python -m bench.real_district FILE [--data DIR]

FILE: 代码,名称,街镇代码,街镇 (UTF-8 csv). Names and places are the list's; members, marks, answers
and clearances are invented, so the result says nothing about any real place: print it, keep it to
yourself. Prints seconds per step and the table that opens the report.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import django

ARGUMENTS = argparse.ArgumentParser(description=__doc__.splitlines()[0])
ARGUMENTS.add_argument("file", type=Path)
ARGUMENTS.add_argument("--data", type=Path, help="kept afterwards; else a temporary folder")
GIVEN = ARGUMENTS.parse_args()
DATA = (GIVEN.data or Path(tempfile.mkdtemp(prefix="wuhao-real-"))).resolve()
os.environ["WUHAO_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "wuhao.settings"
django.setup()

from django.conf import settings  # noqa: E402  the data folder comes first
from django.utils import timezone  # noqa: E402
from docx import Document  # noqa: E402

from assessment.demo.files import write_round, write_xlsx  # noqa: E402
from assessment.demo.material import dice  # noqa: E402
from assessment.demo.paperwork import Paperwork  # noqa: E402
from assessment.models import Visit  # noqa: E402
from wuhao import embedded  # noqa: E402

ROOT = "REAL"
HEADER = [
    "党组织名称", "党组织代码", "类别", "上级代码", "领域", "正式党员数", "群众数", "参评",
]  # fmt: skip
PLAN = {
    "code": "real",
    "name": "真实名单一轮",
    "starts": -400,
    "ends": 300,
    "stages": {"apply": [-390, -300], "self": [-300, 5], "review": [-200, 10]},
    "red_lines": {},
}
TAIL = 12  # lines of a command's output that are shown when it fails


class Steps(Paperwork):
    """Every import is a process of its own, as a user would start it, and is timed."""

    times: list

    def take_in(self, *command):
        return run(self.times, *command)

    def quality(self, candidacy):
        return dice("real", candidacy.organization.code).gauss(0.945, 0.025)

    def _layout_of(self, candidacy, about):
        return "template"


def run(times, *command) -> str:
    began = time.perf_counter()
    line = [sys.executable, "manage.py", *map(str, command)]
    done = subprocess.run(line, cwd=settings.BASE_DIR, capture_output=True, text=True)  # noqa: S603
    said = done.stdout.strip().splitlines()
    if done.returncode:
        sys.exit("\n".join([f"{command[0]} failed", *said[-TAIL:], done.stderr[-2000:]]))
    names = [str(part) for part in command if str(part).startswith("--") or part in STAGES]
    name = " ".join([command[0], *(part for part in names if part in ("--submit", *STAGES))])
    times.append((name, time.perf_counter() - began, said[-1] if said else ""))
    return done.stdout


STAGES = ("self", "review", "spot")


def roster(path) -> list[list]:
    """The district, its town committees, and a branch for every committee of the list."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    rows = [["区委", ROOT, "区委", "", "", 0, 0, "否"]]
    towns = {one["街镇代码"]: one["街镇"] for one in listed}
    rows += [
        [f"{name}党委", code, "党委", ROOT, "committee", 15, 0, "是"]
        for code, name in sorted(towns.items())
    ]
    for one in listed:
        throw = dice("real", "people", one["代码"])
        sector = "village" if one["代码"][9] == "2" else "community"
        people = [throw.randint(20, 60), throw.randint(300, 3000)]
        name = f"{one['名称']}党支部"
        rows.append([name, one["代码"], "支部", one["街镇代码"], sector, *people, "是"])
    return rows


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


def whole_round(folder, times) -> dict:
    """From the roster to the report; the evaluation's summary."""
    code = PLAN["code"]
    run(times, "import_organizations", write_xlsx(folder / "名册.xlsx", HEADER, roster(GIVEN.file)))
    standards = sorted((settings.BASE_DIR / "standards").glob("*.toml"))
    run(times, "load_standards", *standards, "--publish")
    run(times, "open_round", write_round(folder / "轮次.toml", PLAN, day))
    papers = Steps(PLAN, {}, folder)
    papers.times = times
    everybody = list(papers.candidacies())
    papers.marks("self", everybody)
    papers.marks("review", everybody)
    run(times, "draw", "--round", code, "--share", "0.2", "--seed", "real")
    drawn = Visit.objects.filter(candidacy__round__code=code).values("candidacy")
    papers.marks("spot", papers.candidacies(pk__in=drawn))
    papers.clearances(everybody, hits=everybody[100:103])
    papers.surveys(everybody, short=everybody[::40])
    summary = json.loads(run(times, "evaluate", "--round", code, "--json"))
    run(times, "report", "--round", code, "--out", folder / "报告")
    return summary


def opening_table(folder) -> str:
    """The first table of the Word report, as text."""
    report = Document(str(next((folder / "报告").glob("*.docx"))))
    rows = [[cell.text for cell in row.cells] for row in report.tables[0].rows]
    return "\n".join(" | ".join(row) for row in rows)


def main() -> None:
    server = embedded.postgres(settings.DATA)
    server.join()  # kept through all commands
    times: list = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            run(times, "migrate", "-v0")
            summary = whole_round(Path(folder), times)
            for name, seconds, said in times:
                print(f"{seconds:7.1f} s  {name:<30}{said[:60]}")
            print(f"{sum(seconds for _, seconds, _ in times):7.1f} s  together\n")
            print(json.dumps(summary, ensure_ascii=False))
            print(f"\n{opening_table(Path(folder))}")
    finally:
        server.leave()
        if GIVEN.data is None:
            shutil.rmtree(DATA, ignore_errors=True)


if __name__ == "__main__":
    main()
