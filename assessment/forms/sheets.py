"""How a self-check was made, and handing it in."""

from django import forms
from django.utils import timezone

from assessment.models import Inquiry, Sheet
from assessment.services.self_checks import WORDS, Held, Signing
from assessment.services.sheets import Summary

ROWS = {"rows": 4}
SIGNED_BY = Sheet._meta.get_field("signed_by").max_length


def _words(label):
    return forms.CharField(
        label=label, widget=forms.Textarea(ROWS), error_messages={"required": f"请填写{label}。"}
    )


class SubmitForm(forms.Form):
    """What the unit says of itself, its word on the red lines, and who answers for the sheet."""

    results, shortcomings, next_effort = map(_words, WORDS.values())
    declared = forms.BooleanField(
        label="本单位没有触碰以上任何一条，如有隐瞒愿承担责任。",
        error_messages={"required": "请对高压线作出承诺；有触碰的不能提交，请向上级党组织报告。"},
    )
    signed_by = forms.CharField(
        label="书记签字",
        max_length=SIGNED_BY,
        help_text="写书记本人姓名，表示对以上内容负责。",
        error_messages={"required": "请填写书记姓名。"},
    )

    def __init__(self, *args, red_lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.red_lines = list(red_lines)

    def signing(self) -> Signing:
        given = self.cleaned_data
        summary = Summary(given["results"], given["shortcomings"], given["next_effort"])
        clear = {line.code: False for line in self.red_lines}
        return Signing(summary, clear, given["signed_by"])


class InquiryForm(forms.ModelForm):
    """One talk, questionnaire or appraisal."""

    class Meta:
        model = Inquiry
        fields = ["kind", "held_on", "attendance", "summary", "results"]
        widgets = {
            "held_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "attendance": forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            "summary": forms.Textarea({"rows": 3}),
            "results": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].error_messages["required"] = "请选择方式。"
        self.fields["held_on"].error_messages |= {
            "required": "请填写日期。",
            "invalid": "请按 2026-03-18 的样子填写日期。",
        }
        self.fields["attendance"].error_messages |= {
            "required": "请填写参加人数。",
            "invalid": "参加人数请填整数，例如 23。",
            "min_value": "参加人数至少为 1。",
        }
        self.fields["attendance"].min_value = 1
        self.fields["summary"].error_messages["required"] = "请写明主要情况。"

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天：请在开完以后再记录。")
        return day

    def held(self) -> Held:
        return Held(**self.cleaned_data)
