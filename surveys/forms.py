"""What people type on the way of a file: the file, its columns, its wordings."""

from django import forms
from django.conf import settings

from surveys.integrity import FLAGS
from surveys.mapping import IGNORE, REMARK, Mapping
from surveys.models import STRATA
from surveys.wordings import SPECIAL

SPECIAL_NAMES = {"blank": "算作空白", "skipped": "算作跳过", "void": "算作无效"}
ACCEPTED = ".xlsx,.xls,.csv"
MISSING = "请选择一个 .xlsx、.xls 或 .csv 文件。"
EMPTY = "文件是空的（0 字节），请检查后重新上传。"


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """All chosen files; each is looked at by the service."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list) else [data]
        if reason := _why_not_together([file for file in files if file]):
            raise forms.ValidationError(reason)
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


def _why_not_together(files):
    most, size = settings.UPLOAD_MAX_FILES, settings.UPLOAD_MAX_BYTES
    if len(files) > most:
        return (
            f"一次最多 {most} 个文件，选了 {len(files)} 个，都没有收下；请分几次上传，或打成 zip。"
        )
    total = sum(file.size for file in files)
    if len(files) > 1 and total > size:
        return (
            f"所选文件合计 {total / 2**20:.1f} MB，超过一次的上限 {size // 2**20} MB，"
            "都没有收下；请分几次上传，或打成 zip。"
        )
    return ""


class UploadForm(forms.Form):
    file = ManyFilesField(
        label="数据文件",
        widget=ManyFilesInput(attrs={"accept": f"{ACCEPTED},.zip"}),
        help_text=(
            f"一次最多选 {settings.UPLOAD_MAX_FILES} 个文件，合计不超过"
            f" {settings.UPLOAD_MAX_BYTES // 2**20} MB；更多的分几次上传，或打成一个 zip。"
        ),
        error_messages={"required": MISSING, "empty": EMPTY},
    )


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label="新的数据文件",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": MISSING, "empty": EMPTY},
    )


class FlagFilterForm(forms.Form):
    """Which groups of flagged sheets the list shows."""

    STATES = (("", "全部"), ("open", "未处理"), ("out", "已剔除"))

    q = forms.CharField(label="党组织名称或代码", required=False)
    flag = forms.ChoiceField(label="疑点", required=False, choices=[("", "全部"), *FLAGS.items()])
    state = forms.ChoiceField(label="处理", required=False, choices=STATES)

    def lets_through(self, group):
        """A filter that makes no sense lets everything through."""
        chosen = self.cleaned_data if self.is_valid() else {}
        text, flag, state = (chosen.get(name, "") for name in ("q", "flag", "state"))
        unit = group.organization
        return (
            (not text or text in unit.name or text.lower() in unit.code.lower())
            and flag in ("", group.flag)
            and state in ("", "out" if group.decision else "open")
        )


class ColumnsForm(forms.Form):
    """What each column is, and whose file it is; starts with what was guessed.

    `find(text)` gives the code of an organization, or "" and the reason.
    """

    organization = forms.CharField(
        label="整个文件都是同一个党组织的答卷",
        required=False,
        initial="",
        max_length=120,
        help_text="填党组织代码或名称；文件里有党组织这一列的，空着。",
    )
    stratum = forms.ChoiceField(
        label="整个文件都是同一种身份",
        required=False,
        initial="",
        choices=[("", "看身份这一列"), *STRATA],
    )

    def __init__(self, *args, finding, questions, find, **kwargs):
        super().__init__(*args, **kwargs)
        self.finding, self.find = finding, find
        choices = _roles(questions)
        for column in finding.columns:
            known = {code for code, _ in choices}
            own = [] if column.role in known else [(column.role, "按表头识别")]
            self.fields[f"c{column.number}"] = forms.ChoiceField(
                label=column.header,
                choices=[*choices, *own],
                initial=column.role or IGNORE,
            )

    def rows(self):
        """(field, column) for each column."""
        for column in self.finding.columns:
            yield self[f"c{column.number}"], column

    def clean_organization(self):
        text = self.cleaned_data["organization"].strip()
        code, reason = self.find(text) if text else ("", "")
        if reason:
            raise forms.ValidationError(f"{reason}。")
        return code

    def mapping(self):
        return Mapping(
            columns={
                column.header: self.cleaned_data[f"c{column.number}"]
                for column in self.finding.columns
            },
            fixed_organization=self.cleaned_data["organization"],
            fixed_stratum=self.cleaned_data["stratum"],
        )


def _roles(questions):
    choices = [
        (IGNORE, "不使用"),
        ("organization", "党组织（代码或名称）"),
        ("stratum", "身份"),
        ("seconds", "答题用时"),
        ("time", "提交时间"),
        (REMARK, "意见（遮盖个人信息后保留）"),
    ]
    for question in questions:
        if question.dimension == "identity" or not question.options:
            continue
        choices.append((f"question:{question.code}", question.text))
        if question.is_multiple:
            choices += [
                (f"question:{question.code}:{option.order}", f"{question.text}：{option.text}")
                for option in question.options
            ]
    return choices


def targets(questions, code):
    """What a wording of a question (or of the identity) can be said to be."""
    if code == "stratum":
        return [*STRATA, (IGNORE, "不导入这些行")]
    question = next(q for q in questions if q.code == code)
    options = [(str(option.order), option.text) for option in question.options]
    return [*options, *((special, SPECIAL_NAMES[special]) for special in SPECIAL)]


class Decided:
    """Collects decisions of one kind after the other into a mapping."""

    def __init__(self):
        self.organizations, self.strata, self.wordings = {}, {}, {}

    def add(self, kind, question, value, target):
        if kind == "wording":
            self.wordings.setdefault(question, {})[value] = target
        elif kind == "stratum":
            self.strata[value] = target
        else:
            self.organizations[value] = target

    def mapping(self):
        return Mapping(organizations=self.organizations, strata=self.strata, wordings=self.wordings)


def offered(finding):
    """Every suggestion taken at its word."""
    decided = Decided()
    for problem in finding.decide:
        if problem.offer:
            decided.add(problem.kind, problem.question, problem.value, problem.offer)
    return decided.mapping()


class DecisionsForm(forms.Form):
    """What the unknown wordings and organizations of a file mean."""

    def __init__(self, *args, finding, questions, find, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems, self.questions, self.find = finding.decide, questions, find
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
            near = [(code, f"{name}（{code}）") for code, name in problem.near]
            return [*near, (IGNORE, "不导入这些行")]
        if problem.kind == "total":
            return [(IGNORE, "不导入这些行")]
        return targets(self.questions, problem.question or "stratum")

    def rows(self):
        """(problem, choice, code or None) for each unknown value."""
        for place, problem in enumerate(self.problems):
            has_code = f"code{place}" in self.fields
            yield problem, self[f"p{place}"], self[f"code{place}"] if has_code else None

    def clean(self):
        for place in range(len(self.problems)):
            typed = (self.cleaned_data.get(f"code{place}") or "").strip()
            code = self.find(typed)[0] if typed else ""
            if typed and not code:
                self.add_error(f"code{place}", f"没有代码为“{typed}”的党组织，请核对后重填。")
            elif typed:
                self.cleaned_data[f"p{place}"] = code
        return self.cleaned_data

    def mapping(self):
        """What was decided; what was left open stays a problem."""
        decided = Decided()
        for place, problem in enumerate(self.problems):
            if target := self.cleaned_data[f"p{place}"]:
                decided.add(problem.kind, problem.question, problem.value, target)
        return decided.mapping()


class WordingsForm(forms.Form):
    """Every wording of the file with what it counts for; only what is changed is a decision."""

    def __init__(self, *args, finding, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.wordings = finding.wordings
        texts = {question.code: question.text for question in questions}
        self.titles = texts | {"stratum": "身份"}
        for place, one in enumerate(self.wordings):
            self.fields[f"w{place}"] = forms.ChoiceField(
                label=f"{self.titles[one.code]}：“{one.text or '（没有填）'}”算什么",
                required=bool(one.target),
                choices=[*_open(one, questions), *targets(questions, one.code)],
                initial=one.target,
            )

    def groups(self):
        """(title, [(field, wording)]) for each question."""
        found = {}
        for place, one in enumerate(self.wordings):
            found.setdefault(self.titles[one.code], []).append((self[f"w{place}"], one))
        return list(found.items())

    def mapping(self):
        decided = Decided()
        for place, one in enumerate(self.wordings):
            target = self.cleaned_data[f"w{place}"]
            if target != one.target:
                kind = "stratum" if one.code == "stratum" else "wording"
                decided.add(kind, one.code, one.text, target)
        return decided.mapping()


def _open(wording, questions):
    """An unknown wording may stay open; several ticks of one cell have no choice of their own."""
    if not wording.target:
        return [("", "还没有确定")]
    known = {code for code, _ in targets(questions, wording.code)}
    return [] if wording.target in known else [(wording.target, "按选项识别")]
