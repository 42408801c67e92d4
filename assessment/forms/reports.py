"""Asking for a report."""

from django import forms

from assessment.access import report_scopes_for
from assessment.models import ReportFile
from creation.models import Round
from creation.queries.rounds import current_round

FORMATS = ReportFile._meta.get_field("format").choices


class ReportForm(forms.Form):
    """Round, scope and formats; only what the user may report on is offered."""

    round = forms.ModelChoiceField(label="轮次", queryset=Round.objects.none(), empty_label=None)
    scope = forms.ModelChoiceField(label="范围", queryset=None, empty_label=None)
    formats = forms.MultipleChoiceField(
        label="格式",
        choices=FORMATS,
        initial=[code for code, _ in FORMATS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一种格式。"},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = Round.objects.exclude(state="draft")
        self.fields["round"].initial = current_round()
        self.fields["scope"].queryset = report_scopes_for(user).order_by("path")
