"""Standards as people type them: a set's names, an item with its method, a row of the table."""

from django import forms

from creation.extremes import sample
from creation.marking import FindingError, parse_finding, points_for, with_arrow
from creation.method_words import EXPLAINED, FLAG, LIST, NUMBER, PARAMS
from creation.methods import LIST_SEPARATORS
from creation.models import Sector, StandardSet
from creation.numerals import plain
from creation.standards import (
    COMPUTED,
    METHODS,
    NATURES,
    PERIODS,
    SCOPES,
    Bonus,
    StandardError,
    params_of,
    parse_method,
    plain_number,
    plain_text,
    read_item,
)

GRADES = 6
FOUND = "found"
TEXTS = ("code", "title", "content", "rule", "unit", "source", "evidence")
CHOICES = {"scope": SCOPES, "nature": NATURES, "period": PERIODS, "computed": COMPUTED}
OWN_WORDS = {
    "list": "请写出应有的各项，一行一项，不要重复。",
    "shares": "请至少写两档，各档名称和比例都不相同，比例在 0 到 100 之间。",
    "computed": "系统算出的是百分比，计分方法只能选“低于比例”“门槛”或“按比例”。",
}


class StandardForm(forms.Form):
    """A new edition, from nothing or from another."""

    mark_optional = True
    sector = forms.ModelChoiceField(label="领域", queryset=Sector.objects.order_by("order"))
    name = forms.CharField(label="名称", max_length=60)
    edition = forms.CharField(label="版次", max_length=20, help_text="例如 2029，同一领域不能重复")
    source = forms.ModelChoiceField(
        label="从哪一版复制",
        queryset=StandardSet.objects.select_related("sector").order_by("sector__order", "-edition"),
        required=False,
        empty_label="不复制，五个目标从零写起",
        help_text="也可以选别的领域的标准，复制后再改",
    )


class RenameForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    edition = forms.CharField(label="版次", max_length=20)


class RowForm(forms.Form):
    """The two cells of the table that are typed over in place."""

    version = forms.IntegerField(min_value=0)
    overwrite = forms.IntegerField(min_value=0, required=False)
    title = forms.CharField(
        label="考核项目", max_length=40, error_messages={"required": "考核项目不能空着"}
    )
    points = forms.CharField(label="分值", error_messages={"required": "分值不能空着"})

    def seen(self) -> int:
        over = self.cleaned_data.get("overwrite")
        return self.cleaned_data["version"] if over is None else over


def _number(param) -> forms.Field:
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=param.full_label, required=False, widget=widget, help_text=param.hint
    )


def _list(param) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=param.label, required=False, widget=widget, help_text=param.hint)


def _flag(param) -> forms.Field:
    return forms.BooleanField(label=param.label, required=False, help_text=param.hint)


_FIELDS = {NUMBER: _number, LIST: _list, FLAG: _flag}


class ItemForm(forms.Form):
    """Every field of an item; the parameters of all methods are there, those chosen count.

    So a method can be tried and left again without losing what was typed, also without a script.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label="要点编号", max_length=8)
    title = forms.CharField(label="考核项目", max_length=40)
    content = forms.CharField(
        label="考核内容", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    rule = forms.CharField(
        label="评分标准", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    points = forms.CharField(
        label="分值", widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    scope = forms.ChoiceField(label="共性/个性", choices=SCOPES.items())
    nature = forms.ChoiceField(label="定性/定量", choices=NATURES.items())
    period = forms.ChoiceField(label="周期", choices=PERIODS.items())
    unit = forms.CharField(
        label="单位",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "次、名、%"}),
    )
    source = forms.CharField(
        label="可数来源", max_length=100, required=False, help_text="支部到哪里去数，例如工作手册"
    )
    evidence = forms.CharField(
        label="佐证提示（选填）", max_length=200, required=False, help_text="抽到或有争议时才要"
    )
    computed = forms.ChoiceField(
        label="由系统计算",
        choices=[("", "不是，由支部填报"), *COMPUTED.items()],
        required=False,
        help_text="选了以后谁也不用填，综合评价时算出",
    )
    method = forms.ChoiceField(label="计分方法")

    def __init__(self, *args, is_bonus=False, taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.is_bonus, self.taken = is_bonus, set(taken)
        self.methods = [kind for kind in METHODS.values() if (kind is Bonus) == is_bonus]
        self.fields["method"].choices = [(kind.name, kind.label) for kind in self.methods]
        for kind in self.methods:
            for param in PARAMS[kind.name]:
                self._add(kind.name, param)
            self.fields[f"{kind.name}-{FOUND}"] = forms.CharField(label="试算", required=False)

    def _add(self, method, param) -> None:
        if param.kind in _FIELDS:
            self.fields[f"{method}-{param.name}"] = _FIELDS[param.kind](param)
            return
        for number in range(GRADES):
            self.fields[f"{method}-grade-{number}"] = forms.CharField(
                label=f"第 {number + 1} 档", max_length=10, required=False
            )
            attrs = {"inputmode": "decimal", "autocomplete": "off"}
            self.fields[f"{method}-share-{number}"] = forms.CharField(
                label=f"第 {number + 1} 档得满分的百分之几",
                required=False,
                widget=forms.TextInput(attrs=attrs),
            )

    # --- reading ---

    def clean(self):
        values = super().clean()
        if "method" not in values:
            return values
        self.spec, faults = read_item(self.as_data(values), is_bonus=self.is_bonus)
        for field, sentence in faults:
            self._fault(field, sentence)
        if values.get("code") in self.taken:
            self.add_error("code", f"编号 {values['code']} 已经用在别的要点上，请换一个。")
        return values

    def as_data(self, values) -> dict:
        """As a file holds an item."""
        data = {name: _text(values.get(name)) for name in TEXTS}
        data |= {name: values.get(name) or "" for name in CHOICES}
        method = values.get("method", "")
        params = typed_params(method, values)
        return data | {
            "points": plain(values.get("points") or ""),
            "method": method,
            "params": params,
        }

    def _fault(self, field, sentence) -> None:
        name = field.removeprefix("params.")
        if field.startswith("params."):
            field = f"{self.cleaned_data['method']}-{name}"
        if name == "shares":
            field = f"{self.cleaned_data['method']}-grade-0"
        if field not in self.fields:
            self.add_error(None, sentence)
        elif field not in self.errors:
            said = sentence.split("：", 1)[-1] if "：" in sentence else sentence
            self.add_error(field, OWN_WORDS.get(name, said))

    # --- showing ---

    @property
    def chosen(self) -> str:
        return self["method"].value() or self.methods[0].name

    @property
    def method_sets(self):
        """One after the other: the method, what it does, its fields."""
        return [
            {
                "name": kind.name,
                "label": kind.label,
                "explained": EXPLAINED[kind.name],
                "checked": kind.name == self.chosen,
                "fields": [
                    (param, self[f"{kind.name}-{param.name}"])
                    for param in PARAMS[kind.name]
                    if param.kind in _FIELDS
                ],
                "grades": self._grades(kind.name),
                "found": self[f"{kind.name}-{FOUND}"],
            }
            for kind in self.methods
        ]

    def _grades(self, method):
        if f"{method}-grade-0" not in self.fields:
            return []
        return [
            (self[f"{method}-grade-{number}"], self[f"{method}-share-{number}"])
            for number in range(GRADES)
        ]


def _text(typed) -> str:
    """Line ends of one kind, no signs that nobody can see."""
    lines = (typed or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or sign.isprintable()).strip()


def typed_params(method, values) -> dict:
    """The chosen method's parameters, as a file holds them; what is blank is left out."""
    params: dict = {}
    for param in PARAMS.get(method, ()):
        raw = values.get(f"{method}-{param.name}")
        if param.kind == FLAG:
            params[param.name] = bool(raw)
        elif param.kind == LIST:
            params[param.name] = split_list(raw)
        elif param.kind == NUMBER:
            if typed := plain(raw or ""):
                params[param.name] = typed
        else:
            params[param.name] = _shares(method, values)
    return params


def split_list(raw) -> list[str]:
    text = raw or ""
    for mark in LIST_SEPARATORS:
        text = text.replace(mark, "\n")
    return [entry.strip() for entry in text.splitlines() if entry.strip()]


def _shares(method, values) -> dict:
    """Percentages as shares; a grade typed twice or without a number stays to be refused."""
    shares: dict = {}
    for number in range(GRADES):
        grade = (values.get(f"{method}-grade-{number}") or "").strip()
        share = plain(values.get(f"{method}-share-{number}") or "").removesuffix("%").strip()
        if not grade and not share:
            continue
        try:
            shares[grade] = plain_text(plain_number(share) / 100)
        except ValueError:
            shares[grade] = share or "?"
    return shares


def initial_of(spec, version=0) -> dict:
    """What the form shows of an item."""
    name = spec.method.name
    initial = {field: getattr(spec, field) for field in (*TEXTS, *CHOICES)}
    initial |= {"points": plain_text(spec.points), "method": name, "version": version}
    for param, value in params_of(spec.method).items():
        if param == "shares":
            for number, (grade, share) in enumerate(spec.method.shares):
                initial[f"{name}-grade-{number}"] = grade
                initial[f"{name}-share-{number}"] = plain_text(share * 100)
        else:
            initial[f"{name}-{param}"] = "\n".join(value) if isinstance(value, list) else value
    return initial


def trial_of(values) -> dict:
    """What the typed method and finding are worth by the pure rule, or what is still to type."""
    name = values.get("method", "")
    try:
        points = plain_number(plain(values.get("points") or ""))
        method = parse_method(name, typed_params(name, values))
    except (StandardError, ValueError):
        return {"waiting": "填好分值和方法的各栏，这里就按规则算出一个例子。"}
    typed = (values.get(f"{name}-{FOUND}") or "").strip()
    raw = typed or sample(method)
    try:
        finding = parse_finding(method, raw)
    except FindingError as error:
        return {"wrong": str(error)}
    marked = points_for(method, points, finding, unit=values.get("unit") or "")
    return {"points": marked.points, "full": points, "why": with_arrow(marked), "is_own": typed}


class StandardFileForm(forms.Form):
    """A workbook that was exported and worked on, or a data file."""

    MOST = 2 * 2**20
    file = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.toml"}),
        help_text="导出的 xlsx（也可以是 xls、csv）或 TOML 数据文件，不超过 2 MB",
        error_messages={"empty": "文件是空的（0 字节），请检查后重新上传。"},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.MOST:
            raise forms.ValidationError("文件超过 2 MB，不像是一套标准。")
        return file
