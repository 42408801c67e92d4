"""Sending a self sheet back: why, by when, and which items."""

from django import forms
from django.utils import timezone

from assessment.models import Mark, Sheet

WORDS = "words-"
WORDS_LENGTH = Mark._meta.get_field("returned").max_length


class ReturnForm(forms.Form):
    """`items()` maps the marks' ids to the words written beside them."""

    reason = forms.CharField(
        label="退回理由",
        max_length=Sheet._meta.get_field("returned_reason").max_length,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明退回理由。"},
    )
    due = forms.DateField(
        label="重报期限",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写重报期限。", "invalid": "日期请写成 2026-09-30。"},
    )

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError("重报期限不能早于今天。")
        return due

    def clean(self):
        cleaned = super().clean()
        if any(len(words) > WORDS_LENGTH for words in self.items().values()):
            raise forms.ValidationError(f"每个要点的退回意见最多 {WORDS_LENGTH} 个字。")
        return cleaned

    def items(self) -> dict[int, str]:
        typed = {
            name.removeprefix(WORDS): words.strip()
            for name, words in self.data.items()
            if name.startswith(WORDS)
        }
        return {int(pk): words for pk, words in typed.items() if pk.isdecimal() and words}


class JudgeForm(forms.Form):
    """A decision on one item: agree, change (with the finding beside it) or note for return."""

    def __init__(self, data=None):
        super().__init__(data)
        self.verdict = self.data.get("verdict", "")
        if self.verdict not in ("agree", "change"):
            self.verdict = "return" if self.is_bound else ""

    def seen(self) -> tuple[int, int]:
        """Versions of the claim and of the verdict; unreadable ones meet a conflict."""
        return tuple(_number(self.data.get(name)) for name in ("claim", "seen"))

    def reason(self) -> str:
        """The words typed, else the phrase chosen."""
        return self.data.get("reason", "").strip() or self.data.get("phrase", "").strip()

    def keeps_phrase(self) -> bool:
        return bool(self.data.get("keep")) and bool(self.reason())

    def entry_data(self):
        """The same data as the form of a mark reads it: the reason is its note."""
        data = self.data.copy()
        data["note"] = self.reason()
        return data


def _number(text) -> int:
    return int(text) if text and text.isdecimal() else -1
