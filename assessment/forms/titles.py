"""What is typed on the way to a title, and about what has to be put right."""

from django import forms
from django.utils import timezone

from assessment.models import Objection, Rectification, Title
from assessment.services.rectifications import Demand
from creation.models import Item


def _length(model, name):
    return model._meta.get_field(name).max_length


def _day(label, *, required="请填写日期。", **kwargs):
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "日期请写成 2026-09-30 这样。"},
        **kwargs,
    )


def _words(label, length, required, rows=2):
    return forms.CharField(
        label=label,
        max_length=length,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": required},
    )


class PublicizeForm(forms.Form):
    starts_on = _day("公示开始日期", required="请填写公示开始日期。")

    def clean_starts_on(self):
        """A 公示 that nobody could have seen is none; services take history as it was."""
        day = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("公示开始日期不能早于今天。")
        return day


class ReasonForm(forms.Form):
    """Why a title ends."""

    reason = _words("理由", _length(Title, "reason"), "请写明理由。")


class ObjectionForm(forms.ModelForm):
    text = _words("异议内容", 2000, "请写明异议内容。", rows=3)
    received_on = _day("收到日期", initial=timezone.localdate)

    class Meta:
        model = Objection
        fields = ["text", "received_on"]

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("收到日期不能晚于今天。")
        return day


class AnswerObjectionForm(forms.Form):
    answer = _words("处理结果", 2000, "请写明处理结果。")


class DemandForm(forms.Form):
    """A problem of one candidacy; the clause is one of its own standard."""

    mark_optional = True
    item = forms.ModelChoiceField(
        Item.objects.none(), label="依据条款", required=False, empty_label="不限于某一条"
    )
    problem = _words("问题", _length(Rectification, "problem"), "请写明问题。")
    advice = _words("整改意见", _length(Rectification, "advice"), "请写明整改意见。")
    due_on = _day("整改期限", required="请填写整改期限。")
    owner = forms.CharField(
        label="责任人", max_length=_length(Rectification, "owner"), required=False
    )

    def __init__(self, *args, candidacy, **kwargs):
        super().__init__(*args, **kwargs)
        items = Item.objects.filter(standard=candidacy.standard_id, computed="")
        self.fields["item"].queryset = items.order_by("order")

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("整改期限不能早于今天。")
        return day

    def values(self):
        """As the service takes them."""
        typed = dict(self.cleaned_data)
        return {"item": typed.pop("item"), "demand": Demand(**typed)}


class ReportDoneForm(forms.Form):
    mark_optional = True
    measure = _words("整改措施", _length(Rectification, "measure"), "请写明整改措施。")
    proof = forms.CharField(
        label="完成情况",
        required=False,
        max_length=_length(Rectification, "proof"),
        widget=forms.Textarea({"rows": 2}),
    )


class RecheckForm(forms.Form):
    """Confirming may say something, sending back must."""

    recheck = forms.CharField(
        label="复核意见",
        required=False,
        max_length=_length(Rectification, "recheck"),
        help_text="退回时必填",
        widget=forms.Textarea({"rows": 2}),
    )
