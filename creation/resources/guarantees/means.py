"""Training, exchange seminars, attendance, service centres and whom they serve as files."""

from creation.models import (
    CentreCoverage,
    Sector,
    ServiceCentre,
    Training,
    TrainingAttendance,
    TrainingKind,
)
from creation.resources.base import EXAMPLE_MARK, Column
from creation.resources.guarantees.base import Above, GuaranteeResource, Keeper
from creation.resources.lookups import NameOf, RowChoice
from creation.resources.values import Amount, Day, Text, WholeNumber


class TrainingResource(GuaranteeResource):
    key = ("主办党组织代码", "主题", "计划日期")
    fixed = {"kind": TrainingKind.TRAINING}

    organization = Column(
        "主办党组织代码",
        "organization_id",
        Keeper(Training),
        required=True,
        aliases=("党组织代码",),
        example="SQ",
    )
    organization_name = Column("主办党组织名称", "organization_id", NameOf("organization"))
    title = Column(
        "主题",
        "title",
        Text(100, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}支部书记轮训",
    )
    sector = Column(
        "领域", "sector_id", RowChoice(Sector.objects.all, required=False), example="农村"
    )
    planned_on = Column(
        "计划日期", "planned_on", Day(required=True), required=True, example="2026-05-10"
    )
    held_on = Column("举办日期", "held_on", Day(), example="2026-05-12")
    hours = Column("学时", "hours", Amount(digits=5, places=1), example="16")
    audience = Column(
        "对象", "audience", Text(80, required=True), required=True, example="村党组织书记"
    )
    planned_people = Column("计划人数", "planned_people", WholeNumber(blank=None), example="60")
    attended_people = Column("参加人数", "attended_people", WholeNumber(blank=None), example="56")
    summary = Column("内容和效果", "summary", Text(1000))

    class Meta(GuaranteeResource.Meta):
        model = Training
        fields = export_order = (
            "organization",
            "organization_name",
            "title",
            "sector",
            "planned_on",
            "held_on",
            "hours",
            "audience",
            "planned_people",
            "attended_people",
            "summary",
        )


class SeminarResource(TrainingResource):
    fixed = {"kind": TrainingKind.SEMINAR}

    class Meta(TrainingResource.Meta):
        pass


class AttendanceResource(GuaranteeResource):
    key = ("培训或研讨", "参加单位代码")

    training = Column(
        "培训或研讨",
        "training_id",
        Above(Training, related=("organization",)),
        required=True,
        example="SQ 培训 2026-05-10 支部书记轮训",
    )
    organization = Column(
        "参加单位代码",
        "organization_id",
        Keeper(TrainingAttendance),
        required=True,
        example=f"{EXAMPLE_MARK}SQ1",
    )
    organization_name = Column("参加单位名称", "organization_id", NameOf("organization"))
    planned = Column("应到人数", "planned", WholeNumber(blank=None), example="2")
    attended = Column(
        "实到人数", "attended", WholeNumber(required=True), required=True, example="2"
    )

    class Meta(GuaranteeResource.Meta):
        model = TrainingAttendance
        fields = export_order = (
            "training",
            "organization",
            "organization_name",
            "planned",
            "attended",
        )


class CentreResource(GuaranteeResource):
    key = ("所属党组织代码", "名称")

    organization = Column(
        "所属党组织代码",
        "organization_id",
        Keeper(ServiceCentre),
        required=True,
        aliases=("党组织代码",),
        example="SQ",
    )
    organization_name = Column("所属党组织名称", "organization_id", NameOf("organization"))
    name = Column(
        "名称",
        "name",
        Text(80, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}石桥镇党群服务中心",
    )
    address = Column("地址", "address", Text(120), example="石桥路 1 号")
    opened_on = Column("启用日期", "opened_on", Day(), example="2024-07-01")
    closed_on = Column("关闭日期", "closed_on", Day())
    city_funds = Column("市级投入（万元）", "city_funds", Amount(), example="50")
    district_funds = Column("区级投入（万元）", "district_funds", Amount(), example="50")
    weekly_hours = Column(
        "每周开放小时数", "weekly_hours", Amount(digits=4, places=1), example="56"
    )

    class Meta(GuaranteeResource.Meta):
        model = ServiceCentre
        fields = export_order = (
            "organization",
            "organization_name",
            "name",
            "address",
            "opened_on",
            "closed_on",
            "city_funds",
            "district_funds",
            "weekly_hours",
        )


class CoverageResource(GuaranteeResource):
    key = ("中心", "服务的党组织代码")

    centre = Column(
        "中心",
        "centre_id",
        Above(ServiceCentre, related=("organization",)),
        required=True,
        example=f"{EXAMPLE_MARK}SQ 石桥镇党群服务中心",
    )
    organization = Column(
        "服务的党组织代码", "organization_id", Keeper(CentreCoverage), required=True, example="SQ"
    )
    organization_name = Column("服务的党组织名称", "organization_id", NameOf("organization"))

    class Meta(GuaranteeResource.Meta):
        model = CentreCoverage
        fields = export_order = ("centre", "organization", "organization_name")
