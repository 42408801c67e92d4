"""A questionnaire and its questions as staff type them."""

from django import forms

from creation.models import Round, Sector
from surveys.drafting import (
    MOST_OPTIONS,
    NAMES,
    OptionSpec,
    QuestionSpec,
    classes_of,
    faults_of_question,
    guessed_class,
)
from surveys.models import Questionnaire
from surveys.services.questionnaires import DEFAULT

BLANK, SHIPPED = "blank", "shipped"
ROWS, MORE = 6, 3  # rows for options: at least, and how many come with one click
ALL_SECTORS = "各领域通用"


class BeginForm(forms.Form):
    round = forms.ModelChoiceField(
        label="轮次", queryset=Round.objects.exclude(state="closed").order_by("-starts_on")
    )
    name = forms.CharField(label="名称", max_length=60)
    source = forms.ChoiceField(
        label="从哪里开始", help_text="复制上一轮的问卷，三率就能和上一轮比较"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rounds = list(self.fields["round"].queryset[:2])
        if len(rounds) == 1:  # nothing to choose
            self.fields["round"].initial = rounds[0]
        rows = Questionnaire.objects.filter(state="published").select_related("round")
        self.sources = {str(one.pk): one for one in rows.order_by("-round__starts_on", "code")}
        copies = [(pk, f"复制“{one.round}”的{one}") for pk, one in self.sources.items()]
        self.fields["source"].choices = [
            *copies,
            (SHIPPED, "默认问卷的 7 道题"),
            (BLANK, "空白，从题库里挑或自己写"),
        ]

    def start(self):
        """How `begin_questionnaire` is to begin."""
        chosen = self.cleaned_data["source"]
        given = {"source": self.sources[chosen]} if chosen in self.sources else {}
        given |= {"path": DEFAULT} if chosen == SHIPPED else {}
        return given | {"round": self.cleaned_data["round"], "name": self.cleaned_data["name"]}


def _classes():
    """Every class, under the name of its dimension."""
    groups = [(f"{name}题", list(classes_of(code).items())) for code, name in NAMES.items()]
    return [("", "按文字自动归类"), *groups]


class QuestionForm(forms.Form):
    """A question with a row for each option; rows without text are left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    text = forms.CharField(
        label="题目", required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 400})
    )
    dimension = forms.ChoiceField(
        label="维度", choices=NAMES.items(), help_text="满意、参与、知晓三类计入三率"
    )
    is_multiple = forms.BooleanField(label="可以多选（参与题和其他题）", required=False)

    def __init__(self, *args, rows=ROWS, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = min(rows, MOST_OPTIONS + MORE)
        classes = _classes()
        for n in range(self.rows):
            self.fields[f"place{n}"] = forms.IntegerField(
                label=f"第 {n + 1} 个选项排第几",
                required=False,
                initial=n + 1,
                min_value=1,
                max_value=99,
                error_messages={"invalid": f"第 {n + 1} 个选项的顺序要填数字。"},
            )
            self.fields[f"option{n}"] = forms.CharField(
                label=f"第 {n + 1} 个选项", required=False, max_length=200
            )
            self.fields[f"class{n}"] = forms.ChoiceField(
                label=f"第 {n + 1} 个选项的归类", required=False, choices=classes
            )

    def lines(self):
        """(place, text, class) fields of each option."""
        return [
            (self[f"place{n}"], self[f"option{n}"], self[f"class{n}"]) for n in range(self.rows)
        ]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        text = " ".join(data["text"].split())
        self.spec = QuestionSpec(
            text, data["dimension"], data["is_multiple"], tuple(self._options(data))
        )
        for field, sentence in faults_of_question(self.spec):
            self.add_error(None if field == "options" else field, sentence)
        return data

    def _options(self, data):
        """In the order typed; a row that shares its place with another stays behind it."""
        rows = []
        for n in range(self.rows):
            text = " ".join(data[f"option{n}"].split())
            klass = data[f"class{n}"]
            if text or klass:
                guess = klass or guessed_class(data["dimension"], text)
                rows.append((data[f"place{n}"] or 99, n, OptionSpec(text, guess)))
        return [option for _, _, option in sorted(rows, key=lambda row: row[:2])]


def initial_of(spec, version=0):
    """What the form shows of a question."""
    initial = {"text": spec.text, "dimension": spec.dimension, "is_multiple": spec.is_multiple}
    for n, option in enumerate(spec.options):
        initial |= {f"option{n}": option.text, f"class{n}": option.klass}
    return initial | {"version": version}


class LibraryForm(forms.Form):
    """Which questions of the library are shown."""

    dimension = forms.ChoiceField(
        label="维度", required=False, choices=[("", "全部"), *NAMES.items()]
    )
    sector = forms.ModelChoiceField(
        label="领域", required=False, queryset=Sector.objects.order_by("order"), empty_label="全部"
    )


class KeepForm(forms.Form):
    sector = forms.ModelChoiceField(
        label="适用领域",
        required=False,
        queryset=Sector.objects.order_by("order"),
        empty_label=ALL_SECTORS,
    )
