"""The rulebook as rows: editions of the standard for each sector."""

from django.db import models
from django.db.models import Q

from creation.models.organizations import Sector
from creation.models.people import User
from creation.models.removed import Removed
from wuhao.lifecycle import Lifecycle, Move

STANDARD_LIFECYCLE = Lifecycle(
    name="创建标准",
    states={"draft": "草稿", "published": "已发布", "retired": "已停用"},
    moves=(
        Move("publish", "发布", ("draft",), "published"),
        Move("retire", "停用", ("published",), "retired"),
    ),
)

COMMON_GOODS = [
    ("leadership", "支部班子坚强"),
    ("conduct", "干部作风扎实"),
    ("members", "党员队伍过硬"),
    ("ideology", "思想工作有效"),
    ("effect", "作用发挥明显"),
]


class StandardSet(models.Model):
    """One edition for one sector. Once published nothing in it changes."""

    code = models.SlugField("标准代码", max_length=40, unique=True)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, related_name="standards", verbose_name="领域"
    )
    name = models.CharField("名称", max_length=60)
    edition = models.CharField("版次", max_length=20)
    state = models.CharField(
        "状态", max_length=10, choices=STANDARD_LIFECYCLE.choices, default="draft"
    )
    digest = models.CharField("摘要", max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "创建标准"
        ordering = ["sector", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["sector", "edition"], name="standard_one_per_edition"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(digest=""), name="standard_published_has_digest"
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.edition} 版）"


class Goal(models.Model):
    """One of the five goods in this sector's wording, tied to the common good it stands for."""

    standard = models.ForeignKey(StandardSet, on_delete=models.CASCADE, related_name="goals")
    code = models.CharField("编号", max_length=4)
    order = models.PositiveSmallIntegerField("排序")
    name = models.CharField("目标", max_length=40)
    common_good = models.CharField("共同目标", max_length=12, choices=COMMON_GOODS)

    class Meta:
        verbose_name = verbose_name_plural = "五好"
        ordering = ["standard", "order"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="goal_code_in_standard"),
            models.UniqueConstraint(fields=["standard", "common_good"], name="goal_good_once"),
        ]

    def __str__(self):
        return self.name


class Item(models.Model):
    """One thing to check; `method` and `params` are validated by creation.standards."""

    standard = models.ForeignKey(StandardSet, on_delete=models.CASCADE, related_name="items")
    goal = models.ForeignKey(
        Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="items"
    )
    code = models.CharField("要点编号", max_length=8)
    order = models.PositiveSmallIntegerField("排序")
    title = models.CharField("考核项目", max_length=40)
    content = models.TextField("考核内容", blank=True)
    rule = models.TextField("评分标准", blank=True)
    points = models.DecimalField("分值", max_digits=5, decimal_places=2)
    is_bonus = models.BooleanField("加分项", default=False)
    scope = models.CharField(
        "共性/个性", max_length=10, choices=[("common", "共性"), ("specific", "个性")]
    )
    nature = models.CharField(
        "定性/定量", max_length=12, choices=[("quantitative", "定量"), ("qualitative", "定性")]
    )
    method = models.CharField("计分方法", max_length=14)
    params = models.JSONField("参数", default=dict, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    period = models.CharField(
        "周期", max_length=8, choices=[("year", "每年"), ("round", "本轮")], default="round"
    )
    source = models.CharField("数据来源", max_length=100, blank=True)
    evidence = models.CharField("佐证提示", max_length=200, blank=True)
    computed = models.CharField("系统计算", max_length=30, blank=True)
    version = models.PositiveIntegerField("修改次数", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "考核要点"
        ordering = ["standard", "order"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="item_code_in_standard"),
            models.CheckConstraint(
                condition=Q(is_bonus=True, goal__isnull=True)
                | Q(is_bonus=False, goal__isnull=False),
                name="item_bonus_has_no_goal",
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="item_points_positive"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class RemovedItem(Removed):
    """An item taken out of a draft."""

    standard = models.ForeignKey(StandardSet, on_delete=models.CASCADE, related_name="removed")
    goal_code = models.CharField("目标编号", max_length=4, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "已删要点"
        ordering = ["standard", "-removed_at", "-id"]

    def __str__(self):
        return f"{self.values['code']} {self.values['title']}"
