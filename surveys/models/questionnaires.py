"""The questions that are asked in a round."""

from django.db import models

from creation.models import Round

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
    """A set of questions for one round; frozen once an answer has come in."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="questionnaires", verbose_name="轮次"
    )
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "问卷"
        ordering = ["round", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="questionnaire_code_in_round"),
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
