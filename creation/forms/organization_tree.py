"""What the tree is searched for, and for which day."""

from django import forms
from django.utils import timezone

from creation.filters import day_input


class TreeForm(forms.Form):
    name = forms.CharField(label="名称或代码", required=False, max_length=80)
    day = forms.DateField(label="截至哪一天", required=False, widget=day_input())
    at = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_day(self):
        """Today and later are as it is now."""
        day = self.cleaned_data["day"]
        return day if day and day < timezone.localdate() else None
