"""Sending a self sheet back: why, by when, and which items."""

from django import forms
from django.utils import timezone

from assessment.models import Mark, Sheet

WORDS = "words-"
WORDS_LENGTH = Mark._meta.get_field("returned").max_length
PHRASES = (
    "佐证材料不全，请补充上传。",
    "次数与工作手册不一致，请核对。",
    "请写明数据来源和时间。",
    "不适用的理由不成立，请按评分标准填写。",
    "佐证材料不在本轮时间内，请更换。",
)


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
