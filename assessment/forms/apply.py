"""Applying: a word on every red line in force."""

from django import forms

CLEAR, HIT = "clear", "hit"


class ApplyForm(forms.Form):
    """One pair of radio buttons for each red line; `declaration()` is what the service takes."""

    def __init__(self, *args, red_lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.red_lines = list(red_lines)
        for line in self.red_lines:
            self.fields[line.code] = forms.ChoiceField(
                label=line.name,
                help_text=line.about,
                choices=[(CLEAR, "无"), (HIT, "有")],
                widget=forms.RadioSelect,
                error_messages={"required": "请选“无”或“有”。"},
            )

    def declaration(self) -> dict[str, bool]:
        return {line.code: self.cleaned_data[line.code] == HIT for line in self.red_lines}
