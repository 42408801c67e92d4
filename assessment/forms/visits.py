"""The end of a visit: what was heard, seen and judged, and who signs."""

from django import forms

from assessment.models import Sheet
from assessment.services.visits import Notes


def _note(label, missing):
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": f"请写明{missing}。"},
    )


class SignOffForm(forms.Form):
    heard = _note("听：汇报和座谈", "听到的情况")
    inspected = _note("查：资料和现场", "查看的情况")
    appraised = _note("评：评价和建议", "评价意见")
    signed_by = forms.CharField(
        label="检查人签字",
        max_length=Sheet._meta.get_field("signed_by").max_length,
        error_messages={"required": "请填写检查人姓名。"},
    )

    def notes(self) -> Notes:
        given = self.cleaned_data
        return Notes(given["heard"], given["inspected"], given["appraised"])
