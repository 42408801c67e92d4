"""The questions that are asked in a round."""

from django.db import models
from django.db.models import Q

from creation.models import Round, Sector, User
from creation.models.removed import Removed
from wuhao.lifecycle import Lifecycle, Move

QUESTIONNAIRE_LIFECYCLE = Lifecycle(
    name="问卷",
    states={"draft": "草稿", "published": "已发布"},
    moves=(Move("publish", "发布", ("draft",), "published"),),
)

DIMENSIONS = [
    ("satisfaction", "满意"),
    ("participation", "参与"),
    ("awareness", "知晓"),
    ("identity", "身份"),
    ("other", "其他"),
]

STRATA = [
    ("member", "党员"),
    ("mass", "群众"),
    ("delegate", "两代表一委员"),
    ("partner", "共建单位"),
]


class Questionnaire(models.Model):
    """A set of questions for one round; once published nothing in it changes."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="questionnaires", verbose_name="轮次"
    )
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("名称", max_length=60)
    state = models.CharField(
        "状态", max_length=10, choices=QUESTIONNAIRE_LIFECYCLE.choices, default="draft"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="接续的问卷",
        help_text="上一次测评的同一份问卷，三率和它比较",
    )

    class Meta:
        verbose_name = verbose_name_plural = "问卷"
        ordering = ["round", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="questionnaire_code_in_round"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="questionnaire_published_has_day",
            ),
        ]

    def __str__(self):
        return self.name


class Question(models.Model):
    """One question; `dimension` says which rate it feeds, `order` is its place in the answers."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="questions"
    )
    code = models.CharField("编号", max_length=10)
    order = models.PositiveSmallIntegerField("排序")
    text = models.CharField("题目", max_length=200)
    dimension = models.CharField("维度", max_length=14, choices=DIMENSIONS)
    is_multiple = models.BooleanField("多选", default=False)
    version = models.PositiveIntegerField("修改次数", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "题目"
        ordering = ["questionnaire", "order"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="question_code_once"),
            models.UniqueConstraint(fields=["questionnaire", "order"], name="question_order_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.text}"


class Option(models.Model):
    """One answer that can be ticked, and the class it counts for."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField("排序")
    text = models.CharField("选项", max_length=80)
    klass = models.CharField("归类", max_length=14)

    class Meta:
        verbose_name = verbose_name_plural = "选项"
        ordering = ["question", "order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "order"], name="option_order_once"),
        ]

    def __str__(self):
        return self.text


class RemovedQuestion(Removed):
    """A question taken out of a draft."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="removed"
    )

    class Meta:
        verbose_name = verbose_name_plural = "已删题目"
        ordering = ["questionnaire", "-removed_at", "-id"]

    def __str__(self):
        return self.values["text"]


class LibraryQuestion(models.Model):
    """A question that staff kept for later questionnaires; the shipped ones are a data file."""

    text = models.CharField("题目", max_length=200)
    dimension = models.CharField("维度", max_length=14, choices=DIMENSIONS)
    is_multiple = models.BooleanField("多选", default=False)
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="领域",
        help_text="空着：各领域通用",
    )
    options = models.JSONField("选项", default=list, help_text="[[选项, 归类], …]")
    kept_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "题库题目"
        ordering = ["dimension", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "sector"], nulls_distinct=False, name="library_question_once"
            ),
        ]

    def __str__(self):
        return self.text
