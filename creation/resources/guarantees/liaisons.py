"""Liaisons and visits as files."""

from creation.models import Liaison, LiaisonVisit
from creation.resources.base import EXAMPLE_MARK, Column
from creation.resources.guarantees.base import Above, GuaranteeResource, Keeper
from creation.resources.lookups import NameOf
from creation.resources.values import Day, Text


class LiaisonResource(GuaranteeResource):
    key = ("联系点代码", "联系领导", "开始日期")

    leader_name = Column(
        "联系领导",
        "leader_name",
        Text(40, required=True),
        required=True,
        aliases=("领导", "领导姓名"),
        example=f"{EXAMPLE_MARK}王晓燕",
    )
    leader_post = Column("领导职务", "leader_post", Text(60), aliases=("职务",), example="区委常委")
    organization = Column(
        "联系点代码",
        "organization_id",
        Keeper(Liaison),
        required=True,
        aliases=("党组织代码",),
        example="SQ1",
    )
    organization_name = Column(
        "联系点名称", "organization_id", NameOf("organization"), aliases=("党组织名称", "联系点")
    )
    starts_on = Column(
        "开始日期", "starts_on", Day(required=True), required=True, example="2026-01-01"
    )
    ends_on = Column("结束日期", "ends_on", Day())
    note = Column("备注", "note", Text(200))

    class Meta(GuaranteeResource.Meta):
        model = Liaison
        fields = export_order = (
            "leader_name",
            "leader_post",
            "organization",
            "organization_name",
            "starts_on",
            "ends_on",
            "note",
        )


class VisitResource(GuaranteeResource):
    key = ("联系点", "走访日期")

    liaison = Column(
        "联系点",
        "liaison_id",
        Above(Liaison, related=("organization",)),
        required=True,
        example="SQ1 王晓燕 2026-01-01",
    )
    visited_on = Column(
        "走访日期", "visited_on", Day(required=True), required=True, example="2026-03-10"
    )
    seen_there = Column(
        "看到的情况",
        "seen_there",
        Text(1000, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}三会一课正常开展",
    )
    problem = Column("发现的问题", "problem", Text(1000), example="活动场地不够")
    solved_on = Column("解决日期", "solved_on", Day(), example="2026-04-20")
    solution = Column("解决情况", "solution", Text(1000), example="与社区共用会议室")

    class Meta(GuaranteeResource.Meta):
        model = LiaisonVisit
        fields = export_order = (
            "liaison",
            "visited_on",
            "seen_there",
            "problem",
            "solved_on",
            "solution",
        )
