"""What people type into the registers of the three guarantees."""

from django import forms
from django.db import models

from creation.access import organizations_for
from creation.filters import day_input
from creation.forms import OrganizationField
from creation.models import Organization
from creation.services.guarantees.rows import fields_of

LONG = 200  # characters from which a line becomes a box


def _formfield(field, **kwargs):
    """Days by the browser's calendar, long text in a box."""
    if isinstance(field, models.DateField):
        kwargs["widget"] = day_input()
    elif isinstance(field, models.TextField) or (field.max_length or 0) >= LONG:
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
    return field.formfield(**kwargs)


class RowForm(forms.ModelForm):
    """A row of any register; its parent is given by the page, never typed.

    `version` is what the row was at when it was opened.
    """

    mark_optional = True
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, field in list(self.fields.items()):
            if getattr(getattr(field, "queryset", None), "model", None) is Organization:
                self.fields[name] = OrganizationField(
                    label=field.label,
                    help_text=field.help_text and f"填代码或全称，{field.help_text}",
                    rows=organizations_for(user, "edit_guarantees"),
                )
                if now := getattr(self.instance, name, None):
                    self.initial[name] = now.code

    def _get_validation_exclusions(self):
        """The parent is not on the form and yet part of what must be unique."""
        return super()._get_validation_exclusions() - {self._meta.model.parent}

    @property
    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def form_for(model, exclude=()):
    """The form of a register: every field that people enter, in the model's order."""
    names = [field.name for field in fields_of(model) if field.name not in exclude]
    return forms.modelform_factory(model, form=RowForm, fields=names, formfield_callback=_formfield)
