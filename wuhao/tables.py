"""Columns that all lists share; templates/components/table.html draws them."""

import re
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django_tables2 import Column

from wuhao.templatetags import formatting

NUMERAL = re.compile(r"-?\d+(\.\d+)?")
NUMBER = {"td": {"class": "right num"}, "th": {"class": "right"}}
FULL = {"td": {"class": "full"}}
BARE = {"td": {"class": "bare"}}
WIDE = {"td": {"class": "wide"}}  # a line of its own on a phone: long text
NOWRAP = {"td": {"class": "nowrap"}}
PHONE_HIDE = {"td": {"class": "phone-hide"}}
MOMENT = {"td": {"class": "nowrap num muted small"}}
ACTIONS = {"td": {"class": "actions bare"}}


def status_tag(text: str, kind: str):
    """A status with its dot; kind: ok, warn, bad, info, mute."""
    return format_html('<span class="tag {}">{}</span>', kind, text)


class PointsColumn(Column):
    """Points, right-aligned, "—" when there are none."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", NUMBER)
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, **kwargs)

    def render(self, value):
        return formatting.points(value)

    def value(self, value):
        """In a file a number is a number."""
        text = self.render(value)
        return Decimal(text) if NUMERAL.fullmatch(text) else text.replace(formatting.DASH, "")


class PercentColumn(PointsColumn):
    """A share from 0 to 1 as a percentage."""

    def render(self, value):
        return formatting.percent(value)


class MomentColumn(Column):
    """yyyy-mm-dd hh:mm."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", MOMENT)
        super().__init__(*args, **kwargs)

    def render(self, value):
        return formatting.ymd_hm(value)


class DueColumn(Column):
    """A deadline with the days that are left or over."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("attrs", NOWRAP)
        super().__init__(*args, **kwargs)

    def render(self, value):
        left = (value - timezone.localdate()).days
        words = f"逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天"
        return format_html('<span class="num">{}</span>（{}）', f"{value:%m-%d}", words)

    def value(self, value):
        return value


class StatusColumn(Column):
    """A state as a tag: `StatusColumn(kinds={"draft": "mute"}, labels={"draft": "草稿"})`."""

    def __init__(self, *args, kinds: dict, labels: dict | None = None, **kwargs):
        kwargs.setdefault("attrs", BARE)
        super().__init__(*args, **kwargs)
        self.labels = labels or {}
        self.kinds = {self.labels.get(code, code): kind for code, kind in kinds.items()}

    def render(self, value):
        """`value` may be the code, or the label: of a field with choices the table gives that."""
        label = self.labels.get(value, value)
        return status_tag(label, self.kinds.get(label, "mute"))
