"""制度保证: the action plan of several years, its tasks, a note for each quarter."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from creation.models.guarantees.base import DOWN, Registered, ends_after, in_order
from creation.models.organizations import Organization

ENDS = "结束日期不能早于开始日期。"
DONE = 100  # per cent
QUARTERS = [(number, f"第{word}季度") for number, word in enumerate("一二三四", start=1)]


class ActionPlan(Registered):
    seen = DOWN

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="action_plans", verbose_name="党组织"
    )
    name = models.CharField("名称", max_length=80)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    note = models.TextField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行动计划"
        ordering = ["-starts_on", "organization__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="action_plan_once",
                violation_error_message="这个党组织已经登记了同名的行动计划。",
            ),
            ends_after("starts_on", "ends_on", "action_plan_ends_after_it_starts", ENDS),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        in_order(self, "starts_on", "ends_on", ENDS)


class PlanTask(Registered):
    """How far it is stands in the note of its last quarter, nowhere else."""

    keeper, parent, seen = "plan__organization", "plan", DOWN

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="tasks", verbose_name="行动计划"
    )
    goal = models.CharField("目标", max_length=100)
    title = models.CharField("任务", max_length=200)
    owner = models.CharField("责任单位", max_length=80)
    due_on = models.DateField("完成期限")

    class Meta:
        verbose_name = verbose_name_plural = "计划任务"
        ordering = ["plan", "goal", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "goal", "title"],
                name="plan_task_once",
                violation_error_message="这个目标下已经有同名的任务。",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def reference(self):
        """How a file names it."""
        return f"{self.plan.reference} / {self.goal} / {self.title}"

    @property
    def organization(self):
        return self.plan.organization


class TaskNote(Registered):
    keeper, parent, seen = "task__plan__organization", "task", DOWN

    task = models.ForeignKey(
        PlanTask, on_delete=models.PROTECT, related_name="notes", verbose_name="任务"
    )
    year = models.PositiveSmallIntegerField(
        "年份", validators=[MinValueValidator(1949), MaxValueValidator(2999)]
    )
    quarter = models.PositiveSmallIntegerField("季度", choices=QUARTERS)
    progress = models.PositiveSmallIntegerField(
        "进度（%）", validators=[MaxValueValidator(DONE)], help_text="0 到 100，做完填 100"
    )
    text = models.TextField("进展情况", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "季度进展"
        ordering = ["task", "-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "year", "quarter"],
                name="task_note_once_a_quarter",
                violation_error_message="这个季度的进展已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=DONE, quarter__gte=1, quarter__lte=len(QUARTERS)),
                name="task_note_within_its_bounds",
            ),
        ]

    def __str__(self):
        return f"{self.task} {self.year} 年{self.get_quarter_display()}"

    @property
    def organization(self):
        return self.task.plan.organization
