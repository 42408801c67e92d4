"""The registers of the three guarantees as data: what each page of them is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count
from django.http import Http404
from django.utils import timezone

from creation import models
from creation.filters import guarantees as filters
from creation.forms.guarantees import form_for
from creation.models import TrainingKind
from creation.queries.guarantees.rows import (
    required_in,
    spread_by_year,
    standing,
    with_attended,
    with_progress,
    with_spread,
    with_visits,
)
from creation.registers import REGISTERS as FILES
from creation.tables import guarantees as tables


@dataclass(frozen=True)
class RegisterPages:
    """One register: its address, its words, and what its list, form and pages are made of.

    `rows` adds to a queryset what the list shows; `beside(rows)` gives the table what it takes
    from elsewhere; `fixed` holds for every row of it; `part_of` is the register above, whose page
    says what stands in the columns `said_above`. `bars(row)` draws a row's own figures.
    """

    key: str
    label: str
    noun: str
    model: type
    table: type
    filter: type
    intro: str
    rows: Callable
    part_of: str = ""
    fixed: dict = field(default_factory=dict)
    said_above: tuple[str, ...] = ()
    bars: Callable = lambda row: ()
    beside: Callable = lambda rows: {}

    @cached_property
    def form(self):
        return form_for(self.model, exclude=self.fixed)

    @property
    def children(self):
        return [one for one in REGISTERS.values() if self.key in one.part_of.split()]

    @property
    def files(self):
        """Its way in and out as a file; None for what is only set on its page."""
        return FILES.get(f"guarantees/{self.key}")

    def narrowed(self, rows):
        """The rows of this register among those of its model."""
        return rows.filter(**self.fixed)


def _beside_liaisons(rows):
    year = timezone.localdate().year
    return {"standing": standing(rows, year, required_in(year))}


def _beside_centres(rows):
    return {"required": required_in(timezone.localdate().year)}


def _spread(practice):
    """How many organizations had taken it up by the end of each year."""
    by_year = spread_by_year(practice)
    most = max((number for _, number in by_year), default=1)
    return [
        {"label": f"到 {year} 年", "value": number, "max": most, "text": f"{number} 个单位"}
        for year, number in by_year
    ]


def _training(key, kind, label, noun, intro):
    return RegisterPages(
        key, label, noun, models.Training, tables.TrainingTable, filters.TrainingFilter, intro,
        rows=lambda rows: with_attended(rows.select_related("sector", "organization")),
        fixed={"kind": kind},
    )  # fmt: skip


_ALL = (
    RegisterPages(
        "groups", "领导小组与工作机构", "个机构", models.LeadingGroup,
        tables.GroupTable, filters.GroupFilter,
        "各级领导小组、联席会议和工作机构：成员、分工、开会情况。",
        rows=lambda rows: rows.select_related("organization").annotate(
            people=Count("members", distinct=True), met=Count("meetings", distinct=True)
        ),
    ),
    RegisterPages(
        "members", "机构成员", "名成员", models.GroupMember,
        tables.MemberTable, filters.MemberFilter,
        "成员在所属机构的页面上登记。",
        rows=lambda rows: rows.select_related("group__organization"),
        part_of="groups",
    ),
    RegisterPages(
        "meetings", "机构会议", "次会议", models.GroupMeeting,
        tables.MeetingTable, filters.MeetingFilter,
        "会议在所属机构的页面上登记。",
        rows=lambda rows: rows.select_related("group__organization"),
        part_of="groups",
    ),
    RegisterPages(
        "liaisons", "联系点", "个联系点", models.Liaison,
        tables.LiaisonTable, filters.LiaisonFilter,
        "哪位领导联系哪个党组织，今年去过几次，谁落后。",
        rows=lambda rows: with_visits(
            rows.select_related("organization"), timezone.localdate().year
        ),
        beside=_beside_liaisons,
    ),
    RegisterPages(
        "visits", "联系点走访", "次走访", models.LiaisonVisit,
        tables.VisitTable, filters.VisitFilter,
        "走访在联系点的页面上登记：看到什么，有什么问题，解决了没有。",
        rows=lambda rows: rows.select_related("liaison__organization"),
        part_of="liaisons",
        said_above=("organization", "leader"),
    ),
    _training("trainings", TrainingKind.TRAINING, "培训", "次培训",
              "按领域和年份的党务工作者培训：计划、举办、学时、参加人数。"),
    _training("seminars", TrainingKind.SEMINAR, "交流研讨", "次交流研讨",
              "按领域和年份的交流研讨。"),
    RegisterPages(
        "attendance", "培训参加情况", "条记录", models.TrainingAttendance,
        tables.AttendanceTable, filters.AttendanceFilter,
        "各单位参加人数在培训或研讨的页面上登记。",
        rows=lambda rows: rows.select_related("training", "organization"),
        part_of="trainings seminars",
    ),
    RegisterPages(
        "centres", "党群服务中心", "个中心", models.ServiceCentre,
        tables.CentreTable, filters.CentreFilter,
        "党群服务中心：市、区两级投入，服务哪些党组织。",
        rows=lambda rows: rows.select_related("organization"),
        beside=_beside_centres,
    ),
    RegisterPages(
        "coverage", "中心服务范围", "条记录", models.CentreCoverage,
        tables.CoverageTable, filters.CoverageFilter,
        "服务范围在中心的页面上登记；登记一个党组织，就含它的全部下级。",
        rows=lambda rows: rows.select_related("centre", "organization"),
        part_of="centres",
    ),
    RegisterPages(
        "plans", "行动计划", "个行动计划", models.ActionPlan,
        tables.PlanTable, filters.PlanFilter,
        "几年一期的行动计划：目标、任务、责任单位、期限、每季度进展。",
        rows=lambda rows: rows.select_related("organization").annotate(
            tasks_in_all=Count("tasks")
        ),
    ),
    RegisterPages(
        "tasks", "计划任务", "项任务", models.PlanTask,
        tables.TaskTable, filters.TaskFilter,
        "任务在行动计划的页面上登记；进度取最近一个季度的进展。",
        rows=lambda rows: with_progress(rows.select_related("plan__organization")),
        part_of="plans",
    ),
    RegisterPages(
        "notes", "季度进展", "条进展", models.TaskNote,
        tables.NoteTable, filters.NoteFilter,
        "每个季度的进展在任务的页面上登记。",
        rows=lambda rows: rows.select_related("task__plan__organization"),
        part_of="tasks",
    ),
    RegisterPages(
        "practices", "好做法", "个好做法", models.Practice,
        tables.PracticeTable, filters.PracticeFilter,
        "各单位自己的品牌和做法，收集起来，推广开去。",
        rows=lambda rows: with_spread(rows.select_related("sector", "organization")),
        bars=_spread,
    ),
    RegisterPages(
        "adoptions", "好做法推广", "条记录", models.PracticeAdoption,
        tables.AdoptionTable, filters.AdoptionFilter,
        "推广情况在好做法的页面上登记。",
        rows=lambda rows: rows.select_related("practice", "organization"),
        part_of="practices",
    ),
    RegisterPages(
        "requirements", "保证要求", "条要求", models.GuaranteeRequirement,
        tables.RequirementTable, filters.RequirementFilter,
        "每年要走访几次、培训几次、市区投入几比几；从哪一年起有效。",
        rows=lambda rows: rows,
    ),
)  # fmt: skip
REGISTERS = {one.key: one for one in _ALL}


def register_or_404(key) -> RegisterPages:
    if key not in REGISTERS:
        raise Http404
    return REGISTERS[key]
