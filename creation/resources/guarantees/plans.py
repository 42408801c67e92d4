"""Action plans, tasks and their quarters as files."""

from creation.models import ActionPlan, PlanTask, TaskNote
from creation.models.guarantees.plans import QUARTERS
from creation.resources.base import EXAMPLE_MARK, Column
from creation.resources.guarantees.base import Above, GuaranteeResource, Keeper
from creation.resources.lookups import NameOf
from creation.resources.values import Choice, Day, Text, WholeNumber


class PlanResource(GuaranteeResource):
    key = ("党组织代码", "名称")

    organization = Column(
        "党组织代码", "organization_id", Keeper(ActionPlan), required=True, example="SQ"
    )
    organization_name = Column("党组织名称", "organization_id", NameOf("organization"))
    name = Column(
        "名称",
        "name",
        Text(80, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}党建三年行动计划",
    )
    starts_on = Column(
        "开始日期", "starts_on", Day(required=True), required=True, example="2026-01-01"
    )
    ends_on = Column("结束日期", "ends_on", Day(required=True), required=True, example="2028-12-31")
    note = Column("说明", "note", Text(1000))

    class Meta(GuaranteeResource.Meta):
        model = ActionPlan
        fields = export_order = (
            "organization",
            "organization_name",
            "name",
            "starts_on",
            "ends_on",
            "note",
        )


class TaskResource(GuaranteeResource):
    key = ("行动计划", "目标", "任务")

    plan = Column(
        "行动计划",
        "plan_id",
        Above(ActionPlan, related=("organization",)),
        required=True,
        example="SQ 党建三年行动计划",
    )
    goal = Column("目标", "goal", Text(100, required=True), required=True, example="建强班子")
    title = Column(
        "任务",
        "title",
        Text(200, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}书记轮训一遍",
    )
    owner = Column("责任单位", "owner", Text(80, required=True), required=True, example="组织办")
    due_on = Column("完成期限", "due_on", Day(required=True), required=True, example="2026-12-31")

    class Meta(GuaranteeResource.Meta):
        model = PlanTask
        fields = export_order = ("plan", "goal", "title", "owner", "due_on")


class NoteResource(GuaranteeResource):
    key = ("任务", "年份", "季度")

    task = Column(
        "任务",
        "task_id",
        Above(PlanTask, related=("plan__organization",)),
        required=True,
        example="SQ 党建三年行动计划 / 建强班子 / 书记轮训一遍",
    )
    year = Column(
        "年份", "year", WholeNumber(required=True, noun="年份"), required=True, example="2026"
    )
    quarter = Column("季度", "quarter", Choice(dict(QUARTERS)), required=True, example="第一季度")
    progress = Column(
        "进度（%）",
        "progress",
        WholeNumber(required=True, noun="百分数"),
        required=True,
        aliases=("进度",),
        example="40",
    )
    text = Column(
        "进展情况",
        "text",
        Text(1000, required=True),
        required=True,
        example=f"{EXAMPLE_MARK}已轮训两批",
    )

    class Meta(GuaranteeResource.Meta):
        model = TaskNote
        fields = export_order = ("task", "year", "quarter", "progress", "text")
