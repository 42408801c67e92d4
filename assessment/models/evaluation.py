"""What follows from sheets, clearances and rates: a snapshot, never recomputed in place."""

from django.db import models
from django.db.models import Q

from assessment.models.candidacy import Candidacy
from creation.models import Item, Round, RoundPolicy, User

DECISIONS = [
    ("red_line", "否决"),
    ("not_rated", "不评定"),
    ("pending", "待定"),
    ("five_good", "五好"),
    ("not_reached", "未达标"),
]


class EvaluationRun(models.Model):
    """One evaluation of a whole round under one version of its policy."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="evaluation_runs")
    policy = models.ForeignKey(RoundPolicy, on_delete=models.PROTECT, related_name="+")
    summary = models.JSONField("汇总", default=dict)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "综合评价批次"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.round} 第 {self.pk} 次评价"


class Evaluation(models.Model):
    """The result of one candidacy in one run; `is_current` until a later run supersedes it.

    Parts and scores are kept to ten places: what is worked out from them rounds as the composite
    did. `goals` is a list of {code, name, common_good, got, applicable, share}, `rates` maps
    satisfaction, participation, awareness to the figures of the rate; numbers in both are text.
    """

    run = models.ForeignKey(EvaluationRun, on_delete=models.CASCADE, related_name="evaluations")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="evaluations")
    is_current = models.BooleanField("现行", default=True)
    decision = models.CharField("结论", max_length=12, choices=DECISIONS)
    composite = models.DecimalField("综合得分", max_digits=5, decimal_places=2, null=True)
    self_score = models.DecimalField("自查得分", max_digits=13, decimal_places=10, null=True)
    review_score = models.DecimalField("初审得分", max_digits=13, decimal_places=10, null=True)
    spot_score = models.DecimalField("抽查得分", max_digits=13, decimal_places=10, null=True)
    organization_part = models.DecimalField("组织部分", max_digits=13, decimal_places=10, null=True)
    rates_part = models.DecimalField("三率部分", max_digits=13, decimal_places=10, null=True)
    bonus = models.DecimalField("加分", max_digits=5, decimal_places=2, null=True)
    deviation = models.DecimalField("偏差", max_digits=13, decimal_places=10, null=True)
    goals = models.JSONField("五好小计", default=list)
    rates = models.JSONField("三率", default=dict)
    reasons = models.JSONField("理由", default=list)
    explanation = models.JSONField("计算过程", default=list)
    standard_digest = models.CharField("标准摘要", max_length=64)
    policy_digest = models.CharField("政策摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "综合评价"
        ordering = ["candidacy", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=Q(is_current=True), name="evaluation_one_current"
            ),
        ]

    def __str__(self):
        return f"{self.candidacy}{self.get_decision_display()}"


class EvaluationLine(models.Model):
    """One item of an evaluation: what each party found and what counted.

    `applicable` is 0 for bonus items and for what the review confirmed 不适用.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    applicable = models.DecimalField("应得", max_digits=5, decimal_places=2)
    self_points = models.DecimalField("自查", max_digits=5, decimal_places=2, null=True)
    review_points = models.DecimalField("初审", max_digits=5, decimal_places=2, null=True)
    spot_points = models.DecimalField("抽查", max_digits=5, decimal_places=2, null=True)
    points = models.DecimalField("计入", max_digits=8, decimal_places=4, null=True)
    why = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价明细"
        ordering = ["evaluation", "item__order"]

    def __str__(self):
        return f"{self.item} {self.points}"
