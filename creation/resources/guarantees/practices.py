"""Good practice and who took it up as files."""

from creation.models import Practice, PracticeAdoption, Sector
from creation.resources.base import EXAMPLE_MARK, Column
from creation.resources.guarantees.base import Above, GuaranteeResource, Keeper
from creation.resources.lookups import NameOf, RowChoice
from creation.resources.values import Day, Text


class PracticeResource(GuaranteeResource):
    key = ("首创单位代码", "品牌名称")

    organization = Column(
        "首创单位代码",
        "organization_id",
        Keeper(Practice),
        required=True,
        aliases=("党组织代码",),
        example="SQ1",
    )
    organization_name = Column("首创单位名称", "organization_id", NameOf("organization"))
    name = Column(
        "品牌名称",
        "name",
        Text(60, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}五事工作法",
    )
    sector = Column(
        "适用领域", "sector_id", RowChoice(Sector.objects.all, required=False), example="农村"
    )
    started_on = Column("开始日期", "started_on", Day(), example="2025-07-01")
    summary = Column(
        "主要做法",
        "summary",
        Text(2000, required=True),
        required=True,
        example="议事、办事、评事都在现场",
    )

    class Meta(GuaranteeResource.Meta):
        model = Practice
        fields = export_order = (
            "organization",
            "organization_name",
            "name",
            "sector",
            "started_on",
            "summary",
        )


class AdoptionResource(GuaranteeResource):
    key = ("好做法", "推广单位代码")

    practice = Column(
        "好做法",
        "practice_id",
        Above(Practice, related=("organization",)),
        required=True,
        example=f"{EXAMPLE_MARK}SQ1 五事工作法",
    )
    organization = Column(
        "推广单位代码", "organization_id", Keeper(PracticeAdoption), required=True, example="SQ2"
    )
    organization_name = Column("推广单位名称", "organization_id", NameOf("organization"))
    adopted_on = Column(
        "推广日期", "adopted_on", Day(required=True), required=True, example="2026-03-01"
    )
    effect = Column("效果", "effect", Text(300))

    class Meta(GuaranteeResource.Meta):
        model = PracticeAdoption
        fields = export_order = (
            "practice",
            "organization",
            "organization_name",
            "adopted_on",
            "effect",
        )
