"""The registers that come and go as files, announced: one wizard and one export serve them all.

How to add one: docs/registers.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from creation import access
from creation.resources.base import RegisterResource
from creation.resources.guarantees import (
    groups,
    liaisons,
    means,
    plans,
    practices,
    requirements,
)
from creation.resources.organizations import OrganizationResource
from creation.resources.people import AppointmentResource, PersonResource
from creation.resources.reports import Report
from creation.services import organizations


@dataclass(frozen=True)
class Register:
    """`key` is its address (/<key>/import/), `right` what writing it needs, `everywhere` whether
    that must hold in the whole district. `lock` comes before reading, `settle(report, by)` after
    writing (without a report when a batch was undone)."""

    key: str
    label: str
    resource: type[RegisterResource]
    right: str
    list_url: str
    list_args: tuple[str, ...] = ()
    everywhere: bool = False
    notes: tuple[str, ...] = ()
    lock: Callable[[], None] = lambda: None
    settle: Callable[[Report | None, object], None] = lambda report, by: None

    def open_to(self, user) -> bool:
        """Whether the user may import here; what of it is in reach the rows say."""
        allowed = access.may_everywhere if self.everywhere else access.may
        return allowed(user, self.right)


REGISTERS: dict[str, Register] = {}


def announce(register: Register) -> Register:
    """Give a register its wizard; upper apps do so in their `AppConfig.ready`."""
    REGISTERS[register.key] = register
    return register


ORGANIZATIONS = announce(
    Register(
        key="organizations",
        label="党组织名册",
        resource=OrganizationResource,
        right="edit_organizations",
        list_url="organization_list",
        notes=(
            "上级代码填上级的党组织代码；只有最上级（区委）可以不填。上级可以写在下级后面。",
            "参评不填时支部默认参评。",
        ),
        lock=organizations.lock_tree,
        settle=lambda report, by: organizations.rebuild_paths(),
    )
)

PEOPLE = announce(
    Register(
        key="people/accounts",
        label="人员名册",
        resource=PersonResource,
        right="edit_people",
        list_url="account_list",
        everywhere=True,
        notes=("新增的人还没有密码，导入后在人员名册页发放一次性密码。",),
    )
)

APPOINTMENTS = announce(
    Register(
        key="people",
        label="任职清单",
        resource=AppointmentResource,
        right="edit_people",
        list_url="appointment_list",
        notes=("用户名须先在人员名册里；任职组织和联审部门按角色填其中一个，另一个留空。",),
    )
)

for key, label, resource in (
    ("groups", "领导小组与工作机构", groups.GroupResource),
    ("members", "机构成员", groups.MemberResource),
    ("meetings", "机构会议", groups.MeetingResource),
    ("liaisons", "联系点", liaisons.LiaisonResource),
    ("visits", "联系点走访", liaisons.VisitResource),
    ("trainings", "培训", means.TrainingResource),
    ("seminars", "交流研讨", means.SeminarResource),
    ("attendance", "培训参加情况", means.AttendanceResource),
    ("centres", "党群服务中心", means.CentreResource),
    ("coverage", "中心服务范围", means.CoverageResource),
    ("plans", "行动计划", plans.PlanResource),
    ("tasks", "计划任务", plans.TaskResource),
    ("notes", "季度进展", plans.NoteResource),
    ("practices", "好做法", practices.PracticeResource),
    ("adoptions", "好做法推广", practices.AdoptionResource),
):
    announce(
        Register(
            key=f"guarantees/{key}",
            label=label,
            resource=resource,
            right="edit_guarantees",
            list_url="guarantee_list",
            list_args=(key,),
        )
    )

announce(
    Register(
        key="guarantees/requirements",
        label="保证要求",
        resource=requirements.RequirementResource,
        right="edit_guarantees",
        list_url="guarantee_list",
        list_args=("requirements",),
        everywhere=True,
        notes=("没有填年份的那一条写“一直”，全区只有一条。",),
    )
)
