"""The whole demonstration district, in one transaction: all of it or nothing."""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessment.demo import guarantees, history, people, rounds
from assessment.demo.files import write_xlsx
from assessment.demo.material import material
from assessment.demo.paperwork import told
from assessment.demo.roster import HEADER, Plan, rows, units
from assessment.queries.stages import with_stage
from creation.models import Organization, Round, Sector, User

STANDARDS = settings.BASE_DIR / "standards"


def why_not_build() -> str:
    """Invented data never mixes with real data."""
    for model, words in ((Organization, "党组织"), (Round, "轮次"), (User, "账号")):
        if model.objects.filter(is_demo=False).exists():
            return f"数据库里已有真实的{words}，不能生成演示区；请用 WUHAO_DATA 另指一个空目录。"
    return ""


def is_built() -> bool:
    return Organization.objects.filter(is_demo=True).exists()


@transaction.atomic
def build(plan: Plan, tell) -> None:
    """`tell` is called with a line after each step."""
    with tempfile.TemporaryDirectory() as folder:
        _build(plan, Path(folder), tell)


def _build(plan, folder, tell):
    made = units(plan)
    qualities = {unit.code: unit.quality for unit in made}
    roster = write_xlsx(folder / "roster.xlsx", HEADER, rows(made, timezone.localdate()))
    tell("名册：" + told("import_organizations", roster).replace("\n", "，"))
    Organization.objects.update(is_demo=True)
    _date_sectors()
    who = people.make_people()
    told("load_standards", *sorted(STANDARDS.glob("*.toml")), "--publish")
    tell(f"账号 {len(who)} 个，创建标准 {len(list(STANDARDS.glob('*.toml')))} 套")
    history.analyze()
    first, second = material()["rounds"]
    papers = rounds.open_(first, qualities, folder)
    for line in rounds.finished(papers, who["staff"]):
        tell(f"{first['name']}：{line}")
    papers = rounds.open_(second, qualities, folder)
    for line in rounds.running(papers, who["staff"]):
        tell(f"{second['name']}：{line}")
    people.appoint_secretaries(who, _units_by_stage(papers))
    tell(guarantees.fill())


def _date_sectors():
    for code, days in material()["joined"].items():
        joined = timezone.localdate() + timedelta(days=days)
        Sector.objects.filter(code=code).update(joined_on=joined)


def _units_by_stage(papers) -> dict[str, Organization]:
    """The first unit at each stage of the running round."""
    found = {}
    for one in with_stage(papers.candidacies(organization__kind__contains="branch")):
        found.setdefault(one.stage, one.organization)
    return found
