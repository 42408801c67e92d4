"""The demonstration district: is this one, and who can be tried out."""

from creation.models import Appointment, Organization
from creation.roles import ROLES

ABOUT = {
    "district_staff": "开轮次、抽签、综合评价、命名，看全区",
    "committee_reviewer": "初审所辖各单位的自查，看本街镇结果",
    "secretary": "申报、自查、看本单位的得分和理由",
    "inspector": "在手机上完成抽查的听、查、评",
    "department": "答复本部门负责的高压线",
    "auditor": "查看全部操作日志",
    "system_admin": "管理账号和任职",
}


def is_demo_district() -> bool:
    """Only invented organizations, and at least one: a single real one makes it real."""
    kinds = set(Organization.objects.order_by().values_list("is_demo", flat=True).distinct())
    return kinds == {True}


def demo_accounts() -> list[dict]:
    """One account for each role, in the order of the roles; none in a real district."""
    if not is_demo_district():
        return []
    found = {}
    rows = Appointment.objects.in_force().filter(user__is_demo=True, user__is_active=True)
    for one in rows.select_related("user", "organization", "department").order_by("pk"):
        found.setdefault(one.role, one)
    return [_account(found[role]) for role in ROLES if role in found]


def _account(appointment):
    place = appointment.organization or appointment.department
    return {
        "role": appointment.get_role_display(),
        "name": appointment.user.name,
        "username": appointment.user.username,
        "about": "，".join(filter(None, [str(place or ""), ABOUT[appointment.role]])),
    }
