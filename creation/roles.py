"""Who may do what: the roles as data, on one screen.

A right is a verb that access functions ask for; scope (which organizations) comes from the
appointment, never from here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One role: code, Chinese name, what its scope is made of, and the rights it gives."""

    code: str
    name: str
    scope: str
    rights: frozenset[str]


SUBTREE, RED_LINES, LOG, NONE = "subtree", "red_lines", "log", "none"

DISTRICT_RIGHTS = """
    see_organizations see_contacts edit_organizations edit_people edit_standards edit_rounds
    see_results draw edit_surveys evaluate name_titles make_reports see_clearances review see_log
    see_guarantees edit_guarantees
"""


def _role(code, name, scope, rights):
    return Role(code, name, scope, frozenset(rights.split()))


ROLES = {
    role.code: role
    for role in (
        _role("district_staff", "区委组织部", SUBTREE, DISTRICT_RIGHTS),
        _role(
            "committee_reviewer",
            "初审员",
            SUBTREE,
            "see_organizations see_contacts see_results review edit_surveys make_reports"
            " see_guarantees edit_guarantees",
        ),
        _role(
            "secretary",
            "党组织书记",
            SUBTREE,
            "see_organizations see_contacts self_check see_results see_guarantees",
        ),
        _role("inspector", "抽查员", SUBTREE, "see_organizations spot_check"),
        _role("department", "联审部门", RED_LINES, "answer_clearances"),
        _role("auditor", "审计员", LOG, "see_log"),
        _role("system_admin", "系统管理员", NONE, "edit_people edit_reference"),
    )
}

ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]


RIGHTS = {  # in the order in which people read them
    "see_organizations": "看党组织",
    "see_contacts": "看联系方式",
    "edit_organizations": "改党组织",
    "self_check": "填自查表",
    "review": "初审",
    "spot_check": "抽查",
    "answer_clearances": "答复高压线",
    "see_clearances": "看联审结果",
    "see_results": "看评价结果",
    "evaluate": "综合评价",
    "name_titles": "命名",
    "make_reports": "出报告",
    "draw": "抽签",
    "edit_surveys": "管测评",
    "see_guarantees": "看三个保证",
    "edit_guarantees": "改三个保证",
    "edit_rounds": "管轮次",
    "edit_standards": "管标准",
    "edit_people": "管人员任职",
    "edit_reference": "改参考数据",
    "see_log": "看操作日志",
}


def in_words(role) -> list[str]:
    """What a role lets one do, in Chinese."""
    return [words for right, words in RIGHTS.items() if right in role.rights]


def roles_with(right):
    """Codes of the roles that give `right`, in the order of the table."""
    return tuple(code for code, role in ROLES.items() if right in role.rights)
