"""What is typed about a running round: a late candidacy, a changed policy."""

from django import forms

from assessment.models import Candidacy
from creation.forms import OrganizationField
from creation.models import Organization, RoundPolicy
from creation.policy import LABELS, QUOTA_GROUPS, Policy, PolicyError


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


class PolicyForm(forms.Form):
    """Every value of the policy as text; creation.policy says what may stand in it."""

    reason = forms.CharField(
        label="修改理由",
        max_length=RoundPolicy._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明修改政策的理由。"},
    )

    def __init__(self, *args, policy, **kwargs):
        super().__init__(*args, **kwargs)
        for key, value in policy.as_dict().items():
            self.fields[key] = _field(key, value)
        self.order_fields([*LABELS, "reason"])

    def clean(self):
        typed = super().clean()
        self.values = {key: typed[key] for key in LABELS if key in typed}
        try:
            Policy.from_dict(self.values)
        except PolicyError as error:
            raise forms.ValidationError(error.errors) from error
        return typed


def _field(key, value):
    if key == "quota_by":
        choices = list(QUOTA_GROUPS.items())
        return forms.ChoiceField(label=LABELS[key], choices=choices, required=False, initial=value)
    return forms.CharField(
        label=LABELS[key],
        required=key != "quota_share",
        initial=value,
        max_length=20,
        error_messages={"required": f"请填写{LABELS[key]}。"},
    )
