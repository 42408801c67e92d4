"""Accounts and appointments as files."""

from datetime import date

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from creation.access import may_everywhere
from creation.appointing import OF_THE_DISTRICT, is_of_the_district, why_not_place
from creation.models import Appointment, Department, User
from creation.resources.base import EXAMPLE_MARK, Column, RegisterResource
from creation.resources.lookups import NameOf, OrganizationCode, RowChoice, Username
from creation.resources.values import Choice, Code, Day, Text
from creation.roles import ROLE_CHOICES, ROLES, SUBTREE


class PersonResource(RegisterResource):
    """New people have no password yet: 发放一次性密码 gives them one."""

    key = "用户名"

    username = Column(
        "用户名",
        "username",
        Code(150, required=True),
        required=True,
        aliases=("账号", "登录名"),
        example="wangxiaoyan",
    )
    name = Column(
        "姓名", "name", Text(40, required=True), required=True, example=f"{EXAMPLE_MARK}王晓燕"
    )
    email = Column("邮箱", "email", Text(254), example="wang@example.cn")

    class Meta(RegisterResource.Meta):
        model = User
        fields = export_order = ("username", "name", "email")

    def fresh(self, instance, row):
        instance.set_unusable_password()
        instance.must_change_password = True

    def faults(self, instance, row):
        found = {}
        if instance.username and not _passes(UnicodeUsernameValidator(), instance.username):
            found["username"] = "用户名只能用文字、数字和 @ . + - _，请改写"
        if instance.email and not _passes(validate_email, instance.email):
            found["email"] = f"“{instance.email}”不是邮箱地址，例如 wang@example.cn"
        return found


def _passes(validator, value) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True


class AppointmentResource(RegisterResource):
    """Every role as the page gives it: the same people may give the same roles."""

    key = ("用户名", "角色", "任职组织代码", "联审部门", "开始日期")

    username = Column(
        "用户名", "user_id", Username(required=True), required=True, example="wangxiaoyan"
    )
    name = Column("姓名", "user_id", NameOf("username"), example=f"{EXAMPLE_MARK}王晓燕")
    role = Column("角色", "role", Choice(dict(ROLE_CHOICES)), required=True, example="党组织书记")
    organization = Column(
        "任职组织代码",
        "organization_id",
        OrganizationCode(right="edit_people"),
        required=True,
        aliases=("党组织代码",),
        example="SQ1",
    )
    organization_name = Column("任职组织名称", "organization_id", NameOf("organization"))
    department = Column(
        "联审部门",
        "department_id",
        RowChoice(Department.objects.all, required=False),
        required=True,
    )
    starts_on = Column(
        "开始日期", "starts_on", Day(required=True), required=True, example="2026-01-01"
    )
    ends_on = Column("结束日期", "ends_on", Day())

    class Meta(RegisterResource.Meta):
        model = Appointment
        fields = export_order = (
            "username",
            "name",
            "role",
            "organization",
            "organization_name",
            "department",
            "starts_on",
            "ends_on",
        )

    def faults(self, instance, row):
        """What the database would refuse, and the same role twice on one day."""
        if not instance.role or instance.user_id is None or instance.starts_on is None:
            return {}
        role, found = ROLES[instance.role], {}
        if (role.code == "department") != (instance.department_id is not None):
            found["department_id"] = "联审部门的任职要填部门，其他角色不填"
        if role.scope == SUBTREE and instance.organization_id is None:
            found["organization_id"] = f"{role.name}的任职要填任职组织代码"
        elif said := why_not_place(role.code, instance.organization_id):
            found["organization_id"] = said
        if instance.ends_on and instance.ends_on < instance.starts_on:
            found["ends_on"] = "结束日期不能早于开始日期"
        elif other := self._overlaps(instance):
            found["starts_on"] = f"这个人从 {other} 起已有同样的任职，请改日期或删去这一行"
        return found

    def _overlaps(self, one):
        """The first day of the same role at the same place on some of the same days."""
        if not hasattr(self, "periods"):
            self.periods = {}
            for held in Appointment.objects.all():
                self.periods.setdefault(_place(held), {})[held.pk] = _days(held)
        held = self.periods.setdefault(_place(one), {})
        first, last = _days(one)
        mine = one.pk or ("new", first)
        for key, (begins, ends) in held.items():
            if key != mine and begins <= last and first <= ends:
                return begins
        held[mine] = first, last
        return None

    def why_not(self, instance, before):
        by = self.by
        if before is not None and before["source"]:
            return "抽签产生的任职不能用文件修改"
        if by is None:
            return ""
        if instance.user_id == by.pk:
            return "不能给自己任职，请由其他管理人员办理"
        if before is not None and instance.role == "system_admin":
            return "系统管理员的任职请在页面上结束或交接"
        if not hasattr(self, "everywhere"):
            self.everywhere = may_everywhere(by, "edit_people")
        if is_of_the_district(instance.role, instance.organization_id) and not self.everywhere:
            return OF_THE_DISTRICT.rstrip("。")
        return ""


def _place(one):
    return one.user_id, one.role, one.organization_id, one.department_id


def _days(one):
    return one.starts_on, one.ends_on or date.max
