"""Several files at once."""

from django import forms


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files; what they may be is the service's rule."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files]


class EvidenceForm(forms.Form):
    # An empty file is named and refused by the service, with all the other faults.
    files = FilesField(
        label="佐证文件",
        allow_empty_file=True,
        error_messages={"required": "请先选择要上传的文件。"},
    )
