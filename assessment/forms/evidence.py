"""Several files at once."""

from django import forms
from django.conf import settings

from assessment.models import Evidence


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files; what they may be is the service's rule."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > (most := settings.UPLOAD_MAX_FILES):
            raise forms.ValidationError(f"一次最多选 {most} 个文件，请分几次上传。")
        return [super(FilesField, self).clean(one, initial) for one in files]


class EvidenceForm(forms.Form):
    # An empty file is named and refused by the service, with all the other faults.
    files = FilesField(
        label="佐证文件",
        allow_empty_file=True,
        error_messages={"required": "请先选择要上传的文件。"},
    )

    def taken(self):
        """The day of each file as the device knows it, None for what is no day."""
        field = forms.DateField(required=False)
        return [_day(field, typed) for typed in self.data.getlist("taken")]


def _day(field, typed):
    try:
        return field.clean(typed)
    except forms.ValidationError:
        return None


class DescribeForm(forms.Form):
    """What a file of the library is called and which day it stands for."""

    title = forms.CharField(label="名称", max_length=Evidence._meta.get_field("title").max_length)
    dated = forms.DateField(
        label="材料日期",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按 2026-03-18 的样子填写日期。"},
    )
