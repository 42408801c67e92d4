"""Handing a sheet in, and sending it back."""

from django import forms

from assessment.models import Sheet
from assessment.services.sheets import Summary

ROWS = {"rows": 4}
SIGNED_BY = Sheet._meta.get_field("signed_by").max_length


class SubmitForm(forms.Form):
    """What the unit says of itself, and who answers for the sheet."""

    results = forms.CharField(label="主要成效", required=False, widget=forms.Textarea(ROWS))
    shortcomings = forms.CharField(label="存在不足", required=False, widget=forms.Textarea(ROWS))
    next_effort = forms.CharField(label="下步努力", required=False, widget=forms.Textarea(ROWS))
    signed_by = forms.CharField(
        label="书记签字",
        max_length=SIGNED_BY,
        help_text="写书记本人姓名，表示对以上内容负责。",
        error_messages={"required": "请填写书记姓名。"},
    )

    def summary(self) -> Summary:
        given = self.cleaned_data
        return Summary(given["results"], given["shortcomings"], given["next_effort"])
