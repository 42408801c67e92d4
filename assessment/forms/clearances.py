"""What a department says of its red lines: one by one, all of a list, or by a file."""

from django import forms
from django.utils import timezone

from assessment.models import Clearance
from assessment.services.clearances import Answer

HIT = [("no", "无"), ("yes", "有")]


def _length(name):
    return Clearance._meta.get_field(name).max_length


class SignatureForm(forms.Form):
    """Who vouches for an answer."""

    mark_optional = True
    reference = forms.CharField(
        label="文号",
        max_length=_length("reference"),
        error_messages={"required": "请填写文号。"},
    )
    signed_by = forms.CharField(
        label="签发人",
        max_length=_length("signed_by"),
        error_messages={"required": "请填写签发人。"},
    )
    signed_on = forms.DateField(
        label="签发日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写签发日期。",
            "invalid": "日期请写成 2026-09-30 这样。",
        },
    )

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("签发日期不能晚于今天。")
        return day


class AnswerForm(SignatureForm):
    """One red line of one organization; a hit needs reference and date."""

    result = forms.ChoiceField(
        label="结果",
        choices=HIT,
        widget=forms.RadioSelect,
        error_messages={"required": "请选“无”或“有”。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=_length("note"),
        help_text="只写类别和依据，不写人名和案情",
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ["result", "reference", "signed_by", "signed_on", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("reference", "signed_by", "signed_on", "note"):
            self.fields[name].required = False

    def clean(self):
        typed = super().clean()
        if typed.get("result") == "yes":
            for name in ("reference", "signed_on"):
                if name in typed and not typed[name]:
                    self.add_error(name, "结果为“有”时要填写。")
        return typed

    def values(self):
        """As the service takes them."""
        typed = dict(self.cleaned_data)
        return {"hit": typed.pop("result") == "yes", **typed}


class ClearInBulkForm(SignatureForm):
    """`expected`: how many were on the page when the person looked at it."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def values(self):
        typed = dict(self.cleaned_data)
        expected = typed.pop("expected")
        return {"given": Answer(hit=False, **typed), "expected": expected}


class ClearanceFileForm(forms.Form):
    file = forms.FileField(
        label="答复文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": "请选择一个 .xlsx、.xls 或 .csv 文件。",
            "empty": "文件是空的（0 字节），请检查后重新上传。",
        },
    )
