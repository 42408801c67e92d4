"""What people type about a change of organizations: from which day, why, by which document."""

from django import forms
from django.utils import timezone

from creation.access import organizations_for
from creation.filters import day_input
from creation.forms import OrganizationField
from creation.models import Organization, OrganizationEvent, Sector
from creation.services.organization_changes import Ground
from creation.services.organization_joins import COUNTS

EVENT = OrganizationEvent._meta
PARTS = 3  # empty rows to begin with


class GroundForm(forms.Form):
    """`user` and `organization` say what may be chosen; `values` is for the service."""

    mark_optional = True
    effective_on = forms.DateField(
        label="生效日期", widget=day_input(), initial=timezone.localdate, help_text="不晚于今天"
    )
    reason = forms.CharField(
        label="原因",
        max_length=EVENT.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明原因。"},
    )
    document = forms.CharField(
        label="文号",
        max_length=EVENT.get_field("document").max_length,
        required=False,
        help_text="例如 区委组〔2026〕12 号",
    )

    def __init__(self, *args, user, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*self.own, "effective_on", "reason", "document"])
        reach = organizations_for(user, "edit_organizations").open_on()
        for field in self.fields.values():
            if isinstance(field, OrganizationField | OrganizationsField):
                field.rows = reach.exclude(pk=organization.pk)

    own: tuple[str, ...] = ()

    def values(self):
        given = dict(self.cleaned_data)
        ground = Ground(*(given.pop(name) for name in ("effective_on", "reason", "document")))
        return given | {"ground": ground}


class OrganizationsField(forms.CharField):
    """Organizations by code or exact name, one a line; every line that is none is said."""

    widget = forms.Textarea({"rows": 4})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.rows = None
        self.help_text = "每行一个，填代码或全称"

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found, errors = {}, []
        for line in lines:
            try:
                one = OrganizationField(rows=self.rows).clean(line)
            except forms.ValidationError as error:
                errors += error.messages
            else:
                found[one.pk] = one
        if errors:
            raise forms.ValidationError(errors)
        return list(found.values())


class MoveForm(GroundForm):
    own = ("parent",)
    parent = OrganizationField(label="新的上级")


class RenameForm(GroundForm):
    own = ("name",)
    name = forms.CharField(
        label="新的名称", max_length=Organization._meta.get_field("name").max_length
    )


class SectorForm(GroundForm):
    own = ("sector",)
    sector = forms.ModelChoiceField(label="新的领域", queryset=Sector.objects.all())


class _JoinForm(GroundForm):
    add_counts = forms.BooleanField(
        label="党员数和群众数一并计入合并后的组织", required=False, initial=True
    )


class MergeForm(_JoinForm):
    own = ("into", "add_counts")
    into = OrganizationField(label="并入", help_text="合并后保留的党组织，填代码或全称")


class AbsorbForm(_JoinForm):
    own = ("organizations", "add_counts")
    organizations = OrganizationsField(label="被合并的党组织")


class PartForm(forms.ModelForm):
    """One that is split off; a row left empty is none."""

    class Meta:
        model = Organization
        fields = ("name", "code", *COUNTS)


class _Parts(forms.BaseFormSet):
    def clean(self):
        seen = set()
        for form in self.forms:
            code = getattr(form, "cleaned_data", {}).get("code")
            if code in seen:
                form.add_error("code", f"代码“{code}”在上面已经用过，请改成各不相同。")
            seen.add(code or form)


PartFormSet = forms.formset_factory(PartForm, formset=_Parts, extra=PARTS, max_num=20)


class SplitForm(GroundForm):
    own = ("keeps",)
    keeps = forms.TypedChoiceField(
        label="原来的党组织",
        choices=[("yes", "保留，人数减去分出的"), ("no", "撤销")],
        coerce=lambda word: word == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.parts = PartFormSet(data, prefix="part")

    def is_valid(self):
        return all([super().is_valid(), self.parts.is_valid()])

    def values(self):
        parts = [one.cleaned_data for one in self.parts if one.has_changed()]
        return super().values() | {"parts": parts}
