"""Times and codes of the online questionnaire, as staff type them."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from surveys.models import MODES
from surveys.services.online import MOST_CODES

FORMAT = "%Y-%m-%dT%H:%M"
DAYS = 14  # as long as a link is open unless somebody says otherwise


def _moment(label, help_text=""):
    widget = forms.DateTimeInput(format=FORMAT, attrs={"type": "datetime-local"})
    wrong = {"invalid": f"{label}要像 2026-11-30 17:00 这样填。"}
    formats = [FORMAT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=formats, help_text=help_text, error_messages=wrong
    )


class LinkForm(forms.Form):
    mode = forms.ChoiceField(label="方式", choices=MODES, widget=forms.RadioSelect, initial="open")
    opens_at = _moment("开放时间")
    closes_at = _moment("截止时间")

    def clean(self):
        data = super().clean()
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", "截止时间要在开放时间之后。")
        return data


def times_from(link):
    """What the form starts with: another link's times, or from today for two weeks."""
    if link is not None:
        return {"mode": link.mode, "opens_at": link.opens_at, "closes_at": link.closes_at}
    today = timezone.localdate()
    last = datetime.combine(today + timedelta(days=DAYS), time(20))
    first = datetime.combine(today, time(0))
    return {"opens_at": timezone.make_aware(first), "closes_at": timezone.make_aware(last)}


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label="发多少个",
        min_value=1,
        max_value=MOST_CODES,
        help_text=f"一次最多 {MOST_CODES} 个。答题码只显示这一次，请马上打印，裁开后一人一张。",
    )
