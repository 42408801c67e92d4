"""Why somebody may not be appointed: the same sentences for forms, files and services."""

from creation.access import may, may_everywhere, places_for
from creation.roles import ROLES, SUBTREE


def why_not_appoint(user, role, organization, by) -> str:
    """Nobody appoints himself; outside one's own subtree only the whole district's staff may."""
    if not user.is_active:
        return f"“{user}”的账号已停用，请先恢复。"
    if by is None:
        return ""
    if user.pk == by.pk:
        return "不能给自己任职，请由其他管理人员办理。"
    if sentence := why_not_reach(role, organization, by):
        return sentence
    return why_not_place(role, organization)


def why_not_place(role, organization) -> str:
    if ROLES[role].scope != SUBTREE and organization is not None:
        return f"{ROLES[role].name}的任职不填任职组织，请清空。"
    return ""


def is_of_the_district(role, organization) -> bool:
    """A role that reaches no subtree holds in the whole district, whatever place it names."""
    return ROLES[role].scope != SUBTREE or organization is None


def is_kept_by(by) -> bool:
    """Whether system administrators, their role and their accounts, are `by`'s to handle: who
    could give himself the role, or its holder's password, would have its rights."""
    return by is None or may(by, KEEPS)


def why_not_reach(role, organization, by) -> str:
    if KEEPS in ROLES[role].rights and not is_kept_by(by):
        return OF_ADMINISTRATORS
    if is_of_the_district(role, organization):
        return "" if may_everywhere(by, "edit_people") else OF_THE_DISTRICT
    if not places_for(by).filter(pk=organization.pk).exists():
        return f"“{organization}”不在您的管理范围内。"
    return ""


KEEPS = "edit_reference"  # what district staff do not have
OF_ADMINISTRATORS = "系统管理员的任职由系统管理员办理。"
OF_THE_DISTRICT = "这个角色的任职由区委组织部或系统管理员办理。"
