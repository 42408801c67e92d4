"""What is typed about a running round: a late candidacy, a changed policy."""

from django import forms

from assessment.models import Candidacy
from creation.filters import day_input
from creation.forms import OrganizationField, rounds
from creation.models import Organization, RoundPolicy, StageChange
from creation.policy import LABELS
from creation.services.deadlines import why_not_date, why_not_move


class CandidacyForm(forms.Form):
    """One more unit, with the reason."""

    organization = OrganizationField(
        label="党组织", error_messages={"required": "请填写党组织的代码或全称。"}
    )
    reason = forms.CharField(
        label="理由",
        max_length=Candidacy._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明补充列入的理由。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = Organization.objects.open_on()


class DeadlineForm(forms.Form):
    """Another last day of a stage, with the reason."""

    ends_on = forms.DateField(
        label="新的截止日期",
        widget=day_input(),
        error_messages={"required": "请填新的截止日期。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=StageChange._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明调整的理由。"},
    )

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.stage = stage

    def clean(self):
        typed = super().clean()
        if "ends_on" in typed and (why := why_not_move(self.stage, typed["ends_on"], "-")):
            self.add_error("ends_on", why)
        return typed


class StageDatesForm(forms.Form):
    """First dates of a stage that was left without when the round opened."""

    starts_on = forms.DateField(
        label="开始日期", widget=day_input(), error_messages={"required": "请填开始日期。"}
    )
    ends_on = forms.DateField(
        label="截止日期", widget=day_input(), error_messages={"required": "请填截止日期。"}
    )

    def __init__(self, *args, round, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.round, self.stage = round, stage

    def clean(self):
        typed = super().clean()
        if len(typed) == 2 and (why := why_not_date(self.round, self.stage, **typed)):
            self.add_error("ends_on", why)
        return typed


class PolicyForm(rounds.PolicyForm):
    """The draft's form, with the reason that a new version needs."""

    reason = forms.CharField(
        label="修改理由",
        max_length=RoundPolicy._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明修改政策的理由。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*LABELS, "reason"])
