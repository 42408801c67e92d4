"""Leading groups, their members and meetings as files."""

from creation.models import GroupKind, GroupMeeting, GroupMember, LeadingGroup
from creation.resources.base import EXAMPLE_MARK, Column
from creation.resources.guarantees.base import Above, GuaranteeResource, Keeper
from creation.resources.lookups import NameOf
from creation.resources.values import Choice, Day, Text, WholeNumber


class GroupResource(GuaranteeResource):
    key = ("党组织代码", "名称")

    organization = Column(
        "党组织代码", "organization_id", Keeper(LeadingGroup), required=True, example="SQ"
    )
    organization_name = Column("党组织名称", "organization_id", NameOf("organization"))
    name = Column(
        "名称",
        "name",
        Text(80, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}基层党建协调小组",
    )
    kind = Column(
        "类型", "kind", Choice(dict(GroupKind.choices)), required=True, example="领导小组"
    )
    set_up_on = Column("成立日期", "set_up_on", Day(), example="2024-03-01")
    ended_on = Column("撤销日期", "ended_on", Day())
    duties = Column("职责", "duties", Text(1000), example="统筹五好党组织创建")

    class Meta(GuaranteeResource.Meta):
        model = LeadingGroup
        fields = export_order = (
            "organization",
            "organization_name",
            "name",
            "kind",
            "set_up_on",
            "ended_on",
            "duties",
        )


def of_group():
    return Column(
        "机构",
        "group_id",
        Above(LeadingGroup, related=("organization",)),
        required=True,
        example="SQ 基层党建协调小组",
    )


class MemberResource(GuaranteeResource):
    key = ("机构", "姓名")

    group = of_group()
    name = Column(
        "姓名",
        "name",
        Text(40, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}王晓燕",
    )
    post = Column("组内职务", "post", Text(20, required=True), required=True, example="组长")
    office = Column("单位和职务", "office", Text(80), example="石桥镇党委书记")
    duties = Column("分工", "duties", Text(200), example="牵头抓总")
    order = Column("排序", "order", WholeNumber(noun="排序"), example="1")

    class Meta(GuaranteeResource.Meta):
        model = GroupMember
        fields = export_order = ("group", "name", "post", "office", "duties", "order")


class MeetingResource(GuaranteeResource):
    key = ("机构", "召开日期", "议题")

    group = of_group()
    held_on = Column("召开日期", "held_on", Day(required=True), required=True, example="2026-03-10")
    topic = Column(
        "议题",
        "topic",
        Text(100, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}研究创建进度",
    )
    attended = Column("到会人数", "attended", WholeNumber(blank=None, noun="人数"), example="12")
    decided = Column("议定事项", "decided", Text(2000), example="六月底前完成初审")

    class Meta(GuaranteeResource.Meta):
        model = GroupMeeting
        fields = export_order = ("group", "held_on", "topic", "attended", "decided")
