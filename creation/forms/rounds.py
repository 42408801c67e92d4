"""The steps of a draft round. Each form begins with the values of the round (`spec`); `changes`
holds what it makes of them, under the names of creation.round_files.RoundSpec."""

import re
from decimal import Decimal, InvalidOperation

from django import forms

from creation.filters import day_input
from creation.models import STAGES, Round, StandardSet
from creation.policy import ABOUT, LABELS, QUOTA_GROUPS, Policy, PolicyError
from creation.queries.rounds import red_lines_on
from creation.queries.standards import newest_published
from creation.round_files import CODE, NAME_LENGTH, REASON_LENGTH, in_order

NAMED = re.compile(r"^.+?（(\w+)）：(.+)$")  # a fault of the policy that names its field
DAYS = re.compile(r"[、，,\s]+")


class BasicsForm(forms.Form):
    """Code, name and dates of a draft."""

    mark_optional = True
    parts = ("code", "name", "starts_on", "ends_on", "reference_on")
    code = forms.RegexField(
        CODE,
        label="轮次代码",
        help_text="字母、数字、- 和 _，最多 30 个，例如 2027；网址和导入文件里用它",
        error_messages={
            "required": "请填轮次代码，例如 2027。",
            "invalid": "只能用字母、数字、- 和 _，最多 30 个。",
        },
    )
    name = forms.CharField(
        label="名称", max_length=NAME_LENGTH, error_messages={"required": "请填轮次的名称。"}
    )
    starts_on = forms.DateField(label="开始日期", widget=day_input())
    ends_on = forms.DateField(label="结束日期", widget=day_input())
    reference_on = forms.DateField(
        label="基准日",
        widget=day_input(),
        required=False,
        help_text=Round._meta.get_field("reference_on").help_text,
    )

    def __init__(self, *args, spec=None, **kwargs):
        initial = {name: getattr(spec, name) for name in self.parts} if spec else {}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)

    def clean(self):
        typed = super().clean()
        starts_on, ends_on = typed.get("starts_on"), typed.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        reference_on = typed.get("reference_on")
        if reference_on and ends_on and reference_on > ends_on:
            self.add_error("reference_on", "基准日不能晚于结束日期。")
        return typed

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self.parts}


class NewRoundForm(BasicsForm):
    """A new round, from nothing or from one that was opened before."""

    copy_from = forms.ModelChoiceField(
        Round.objects.exclude(state="draft").order_by("-starts_on"),
        label="沿用",
        required=False,
        empty_label="不沿用，全部用默认值",
        help_text="沿用评分办法、停用的高压线、各阶段长短和提醒；标准取各领域最新发布的一版",
    )


class DaysField(forms.CharField):
    """Whole numbers of days, one or several."""

    def clean(self, value):
        typed = [part for part in DAYS.split(super().clean(value)) if part]
        if wrong := [part for part in typed if not part.isascii() or not part.isdigit()]:
            raise forms.ValidationError(f"“{'、'.join(wrong)}”不是天数，请写成 7、3、1。")
        return [int(part) for part in typed]


class StagesForm(forms.Form):
    """Dates and reminders of every stage; a stage without dates is not in the round's calendar."""

    parts = ("stages", "reminders")

    def __init__(self, *args, spec, **kwargs):
        super().__init__(*args, **kwargs)
        dated = {code: (first, last) for code, first, last in spec.stages}
        for code, label in STAGES:
            first, last = dated.get(code, (None, None))
            days = spec.reminders.get(code, ())
            for name, field in _stage_fields(label, first, last, days):
                self.fields[f"{code}-{name}"] = field

    @property
    def rows(self):
        """(label, the four fields) of each stage."""
        names = ("first", "last", "before", "after")
        return [(label, [self[f"{code}-{name}"] for name in names]) for code, label in STAGES]

    def clean(self):
        typed = super().clean()
        self.changes = {"stages": (), "reminders": {}}
        for code, _ in STAGES:
            first, last = typed.get(f"{code}-first"), typed.get(f"{code}-last")
            if first and last and last < first:
                self.add_error(f"{code}-last", "截止日期不能早于开始日期。")
            elif bool(first) != bool(last) and not self._is_faulty(code):
                empty = "last" if first else "first"
                self.add_error(f"{code}-{empty}", "开始和截止要么都填，要么都不填。")
            elif first and last:
                self.changes["stages"] += ((code, first, last),)
                days = [
                    *typed.get(f"{code}-before", []),
                    *(-n for n in typed.get(f"{code}-after", [])),
                ]
                self.changes["reminders"][code] = in_order(days)
        # In the order of the calendar, as they are read back: what did not change is equal.
        self.changes["stages"] = tuple(sorted(self.changes["stages"], key=lambda one: one[1:]))
        return typed

    def _is_faulty(self, code):
        return bool({f"{code}-first", f"{code}-last"} & self.errors.keys())


def _stage_fields(label, first, last, days):
    def words(days):
        return "、".join(map(str, days))

    yield (
        "first",
        forms.DateField(label=f"{label}开始", widget=day_input(), required=False, initial=first),
    )
    yield (
        "last",
        forms.DateField(label=f"{label}截止", widget=day_input(), required=False, initial=last),
    )
    before = words(day for day in days if day >= 0) if first else "7、3、1"
    after = words(-day for day in days if day < 0) if first else "1"
    yield "before", DaysField(label=f"{label}提前几天提醒", required=False, initial=before)
    yield "after", DaysField(label=f"{label}逾期几天再提醒", required=False, initial=after)


class PolicyForm(forms.Form):
    """Every value of the policy as text; creation.policy says what may stand in it."""

    parts = ("policy",)

    def __init__(self, *args, spec=None, policy=None, **kwargs):
        super().__init__(*args, **kwargs)
        defaults = Policy().as_dict()
        for key, value in (policy or spec.policy).as_dict().items():
            self.fields[key] = _policy_field(key, value, defaults[key])

    def clean(self):
        typed = super().clean()
        self.values = {key: _as_share(typed[key]) for key in LABELS if key in typed}
        try:
            self.changes = {"policy": Policy.from_dict(self.values)}
        except PolicyError as error:
            for sentence in error.errors:
                named = NAMED.match(sentence)
                self.add_error(*named.groups() if named else (None, sentence))
        return typed


def _as_share(text):
    """70% is 0.7; anything else as it was typed."""
    if not text.endswith(("%", "％")):
        return text
    try:
        return f"{(Decimal(text[:-1].strip()) / 100).normalize():f}"
    except InvalidOperation:
        return text


def _policy_field(key, value, default):
    clause, does = ABOUT[key]
    shown = QUOTA_GROUPS[default] if key == "quota_by" else default or "空"
    common = {
        "label": LABELS[key],
        "initial": value,
        "help_text": f"{does}默认 {shown}，{clause}。",
    }
    if key == "quota_by":
        return forms.ChoiceField(choices=list(QUOTA_GROUPS.items()), required=False, **common)
    missing = {"required": f"请填写{LABELS[key]}，默认 {shown}。"}
    return forms.CharField(
        required=key != "quota_share", max_length=20, error_messages=missing, **common
    )


class RedLinesForm(forms.Form):
    """Each red line of the day in force, or off with a reason."""

    parts = ("switched_off",)

    def __init__(self, *args, spec, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = list(red_lines_on(spec.starts_on).prefetch_related("departments"))
        for line in self.lines:
            reason = spec.switched_off.get(line.code, "")
            self.fields[f"{line.code}-on"] = forms.BooleanField(
                label=f"{line}：本轮启用", required=False, initial=not reason
            )
            self.fields[f"{line.code}-why"] = forms.CharField(
                label=f"{line}：停用理由", required=False, initial=reason, max_length=REASON_LENGTH
            )

    @property
    def rows(self):
        return [(line, self[f"{line.code}-on"], self[f"{line.code}-why"]) for line in self.lines]

    def clean(self):
        typed = super().clean()
        off = {line: typed.get(f"{line.code}-why") for line in self.lines
               if not typed[f"{line.code}-on"]}  # fmt: skip
        for line, why in off.items():
            if not why and f"{line.code}-why" not in self.errors:
                self.add_error(f"{line.code}-why", "停用高压线要写明理由。")
        self.changes = {"switched_off": {line.code: why for line, why in off.items()}}
        return typed


class EditionsForm(forms.Form):
    """The edition of every sector: published ones, and the one that is chosen already."""

    parts = ("standards",)

    def __init__(self, *args, spec, **kwargs):
        super().__init__(*args, **kwargs)
        newest = {sector: one.code for sector, one in newest_published().items()}
        offered = StandardSet.objects.select_related("sector")
        self.sectors = {}
        for one in offered.order_by("sector__order", "-published_at", "-pk"):
            if one.state == "published" or one.code in spec.standards.values():
                self.sectors.setdefault(one.sector, []).append(one)
        for sector, editions in self.sectors.items():
            self.fields[sector.code] = forms.ChoiceField(
                label=sector.name,
                required=False,
                initial=spec.standards.get(sector.code, ""),
                choices=[("", "本轮不评这个领域"), *(_edition(one, newest) for one in editions)],
            )

    def clean(self):
        typed = super().clean()
        self.changes = {"standards": {key: code for key, code in typed.items() if code}}
        return typed


def _edition(one, newest):
    notes = [] if one.state == "published" else [one.get_state_display()]
    notes += ["最新"] if newest.get(one.sector.code) == one.code else []
    return one.code, f"{one}（{'，'.join(notes)}）" if notes else str(one)
