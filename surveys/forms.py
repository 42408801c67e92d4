"""What people type on the way of a file: the file, its columns, its wordings."""

from django import forms

from surveys.mapping import IGNORE, Mapping
from surveys.models import STRATA
from surveys.wordings import SPECIAL, plain

ASKED = 100  # unknown values on one page; the next ones come after these are settled
SPECIAL_NAMES = {"blank": "算作空白", "skipped": "算作跳过", "void": "算作无效"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="数据文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": "请选择一个 .xlsx、.xls 或 .csv 文件。",
            "empty": "文件是空的（0 字节），请检查后重新上传。",
        },
    )


class ColumnsForm(forms.Form):
    """What each column is; starts with what was guessed."""

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.reading = reading
        choices = _roles(reading.form)
        for column in reading.layout.columns:
            known = {code for code, _ in choices}
            own = [] if column.role in known else [(column.role, "按表头识别")]
            self.fields[f"c{column.number}"] = forms.ChoiceField(
                label=column.header,
                choices=[*choices, *own],
                initial=column.role or IGNORE,
            )

    def rows(self):
        """(field, up to five sample values) for each column."""
        for column in self.reading.layout.columns:
            cells = [row[column.number - 1] for row in self.reading.samples]
            yield self[f"c{column.number}"], [cell for cell in cells if cell != ""]

    def mapping(self):
        return Mapping(
            columns={
                column.header: self.cleaned_data[f"c{column.number}"]
                for column in self.reading.layout.columns
            }
        )


def _roles(form):
    choices = [
        (IGNORE, "不使用"),
        ("organization", "党组织（代码或名称）"),
        ("stratum", "身份"),
        ("seconds", "答题用时"),
        ("time", "提交时间"),
    ]
    for question in form:
        if question.dimension == "identity" or not question.options:
            continue
        choices.append((f"question:{question.code}", question.text))
        if question.is_multiple:
            choices += [
                (f"question:{question.code}:{option.order}", f"{question.text}：{option.text}")
                for option in question.options
            ]
    return choices


class DecisionsForm(forms.Form):
    """What the unknown wordings and organizations of a file mean."""

    KINDS = ("organization", "stratum", "wording", "total")

    def __init__(self, *args, problems, reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.problems = [p for p in problems if p.kind in self.KINDS][:ASKED]
        for place, problem in enumerate(self.problems):
            self.fields[f"p{place}"] = forms.ChoiceField(
                label=f"“{problem.value or '（空）'}”是什么",
                required=False,
                choices=[("", "请选择"), *self._choices(problem)],
            )
            if problem.kind == "organization":
                self.fields[f"code{place}"] = forms.CharField(
                    label=f"“{problem.value or '（空）'}”的党组织代码",
                    required=False,
                    max_length=40,
                )

    def _choices(self, problem):
        if problem.kind == "organization":
            near = self.reading.directory.near(problem.value)
            return [*((c, f"{name}（{c}）") for c, name in near), (IGNORE, "不导入这些行")]
        if problem.kind == "total":
            return [(IGNORE, "不导入这些行")]
        if problem.kind == "stratum":
            return [*STRATA, (IGNORE, "不导入这些行")]
        question = next(q for q in self.reading.form if q.code == problem.question)
        options = [(str(option.order), option.text) for option in question.options]
        return [*options, *((code, SPECIAL_NAMES[code]) for code in SPECIAL)]

    def rows(self):
        """(problem, choice, code or None) for each unknown value."""
        for place, problem in enumerate(self.problems):
            has_code = f"code{place}" in self.fields
            yield problem, self[f"p{place}"], self[f"code{place}"] if has_code else None

    def clean(self):
        codes = self.reading.directory.codes
        for place in range(len(self.problems)):
            typed = (self.cleaned_data.get(f"code{place}") or "").strip()
            if typed and plain(typed) not in codes:
                self.add_error(f"code{place}", f"没有代码为“{typed}”的党组织，请核对后重填。")
            elif typed:
                self.cleaned_data[f"p{place}"] = codes[plain(typed)]
        return self.cleaned_data

    def mapping(self):
        """What was decided; what was left open stays a problem."""
        decided = {"organization": {}, "stratum": {}}
        decided["total"] = decided["organization"]
        wordings = {}
        for place, problem in enumerate(self.problems):
            target = self.cleaned_data[f"p{place}"]
            if not target:
                continue
            if problem.kind == "wording":
                wordings.setdefault(problem.question, {})[problem.value] = target
            else:
                decided[problem.kind][problem.value] = target
        return Mapping(
            wordings=wordings, organizations=decided["organization"], strata=decided["stratum"]
        )
