"""What people type about an organization, new or known."""

from django import forms

from creation.access import organizations_for
from creation.codes import (
    LENGTH,
    tidy_credit_code,
    why_not_credit_code,
    why_not_phone,
    wrong_dates,
)
from creation.filters import day_input
from creation.forms import OrganizationField
from creation.models import Kind, Organization, Sector
from creation.resources.organizations import ROOT_KINDS
from creation.services.organizations import EDITABLE

DAYS = ("opened_on", "elected_on", "term_ends_on")
BY_CHANGES = ("name", "parent", "sector", "closed_on")  # known ones: from a day on, for a reason


class _Details(forms.ModelForm):
    """What new and known ones have in common; a fault that was stored before blocks nothing."""

    mark_optional = True
    credit_code = forms.CharField(
        label="统一社会信用代码",
        required=False,
        max_length=2 * LENGTH,
        help_text=f"{LENGTH} 位，属于单位法人；没有就不填",
    )

    class Meta:
        model = Organization
        fields = [name for name in EDITABLE if name not in BY_CHANGES]
        widgets = {name: day_input() for name in DAYS}
        help_texts = {
            "is_rated": "勾选后从下一轮起参加创建",
            "unrated_reason": "不参评的写明为什么，覆盖情况里会列出",
            "term_ends_on": "届满前半年起在“届满提醒”里列出",
        }

    def clean_credit_code(self):
        code = tidy_credit_code(self.cleaned_data["credit_code"])
        return self._right("credit_code", code, why_not_credit_code(code))

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        return self._right("phone", phone, why_not_phone(phone))

    def _right(self, name, value, sentence):
        if sentence and name in self.changed_data:
            raise forms.ValidationError(f"{sentence}。")
        return value

    def clean(self):
        values = super().clean()
        faults = wrong_dates(
            opened=values.get("opened_on"),
            closed=self.instance.closed_on,
            elected=values.get("elected_on"),
            ends=values.get("term_ends_on"),
        )
        for name, sentence in faults.items():
            self.add_error(name, f"{sentence}。")
        if values.get("is_rated"):
            values["unrated_reason"] = ""
        return values


class OrganizationForm(_Details):
    """A new one, with its place in the tree."""

    parent = OrganizationField(label="上级", required=False)

    class Meta(_Details.Meta):
        fields = [name for name in EDITABLE if name != "closed_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].rows = organizations_for(user, "edit_organizations").open_on()

    def clean(self):
        values = super().clean()
        parent, kind = values.get("parent"), values.get("kind")
        if parent and not values.get("sector") and "sector" not in self.errors:
            self.add_error(
                "sector", f"请选择领域：{'、'.join(str(s) for s in Sector.objects.all())}"
            )
        if "parent" not in self.errors and not parent and kind not in ROOT_KINDS:
            self.add_error("parent", "请填上级的代码或全称。")
        if parent and kind == Kind.DISTRICT:
            self.add_error("parent", "区委没有上级，请清空。")
        return values


class OrganizationEditForm(_Details):
    """A known one; its name, superior, sector and end are changed from a day on, for a reason."""

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        if self.instance.parent_id is None and kind not in ROOT_KINDS:
            raise forms.ValidationError("最上级党组织只能是区委或党委。")
        if self.instance.parent_id and kind == Kind.DISTRICT:
            raise forms.ValidationError("有上级的党组织不能是区委。")
        return kind


class RatedForm(forms.Form):
    """Why those that the filter shows take no part."""

    reason = forms.CharField(
        label="不参评原因",
        required=False,
        max_length=Organization._meta.get_field("unrated_reason").max_length,
        help_text="覆盖情况里会按原因列出；不填则不改已写的原因",
    )
