"""One item on a sheet: what is asked, what was typed, what it is worth."""

from django import forms

from assessment.models import Mark
from assessment.services.marks import MarkEntry
from creation.asking import NO, YES, Asked
from creation.extremes import best, least
from creation.marking import stored
from creation.methods import plain_text
from creation.queries.standards import method_of
from creation.standards import COMPUTED, Presence
from creation.wording import NONE_OF_THEM, finding_in_words

BONUS = "B"
UNKNOWN = -1
FULL, LEAST = "full", "least"


class MarkForm(forms.Form):
    """The shape of what is typed; the finding itself is read by the item's own method."""

    version = forms.IntegerField(min_value=0)
    overwrite = forms.IntegerField(min_value=0, required=False)
    not_applicable = forms.BooleanField(required=False)
    reason = forms.CharField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea)
    key = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def __init__(self, *args, mark, **kwargs):
        super().__init__(*args, **kwargs)
        self.mark = mark

    def entry(self) -> MarkEntry:
        """`overwrite` is the version that somebody saw in a conflict and chose to replace.

        A form without a readable version overwrites nothing: it meets a conflict.
        """
        self.full_clean()
        given, quick = self.cleaned_data, "quick" in self.data
        seen = given.get("overwrite")
        return MarkEntry(
            finding=self._quick() if quick else self.typed_finding(),
            not_applicable=given["not_applicable"] and not quick,
            reason=given["reason"],
            note=given["note"],
            version=given.get("version", UNKNOWN) if seen is None else seen,
            key=given["key"],
            after=tuple(given["after"].split()),
        )

    def typed_finding(self):
        """As parse_finding takes it: text, or the list of what is there; None for nothing."""
        if not isinstance(method_of(self.mark.item), Presence):
            return self.data.get("finding")
        ticked = self.data.getlist("finding")
        if not ticked:
            return None
        return [entry for entry in ticked if entry != NONE_OF_THEM]

    def _quick(self):
        item = self.mark.item
        method = method_of(item)
        if self.data["quick"] == FULL:
            return stored(best(method, item.points, months=months_of(self.mark)))
        return stored(least(method, item.points)) if self.data["quick"] == LEAST else None


def months_of(mark) -> int:
    """The months that turn this item's yearly target into that of the round (RULES 1.4)."""
    return mark.sheet.candidacy.months if mark.item.period == "year" else 12


class Card:
    """What a template shows of one item: the stored mark, or what was typed and refused.

    The page that shows it sets `last`, what the unit answered in the round before, and
    `may_prove`: files may be added though nothing else may change.
    """

    last, may_prove = None, False

    def __init__(self, item, mark, *, why_not="", form=None, refusal=None, place=""):
        self.item, self.mark, self.why_not = item, mark, why_not
        self.form, self.refusal, self.place = form, refusal, place
        self.finding = form.typed_finding() if form else getattr(mark, "finding", None)
        self.note = form.data.get("note", "") if form else getattr(mark, "note", "")
        self.reason = form.data.get("reason", "") if form else getattr(mark, "reason", "")
        self.version = form.data.get("version") if form else getattr(mark, "version", 0)
        claimed = bool(getattr(mark, "not_applicable", ""))
        self.not_applicable = "not_applicable" in form.data if form else claimed

    def again(self, item, mark):
        """The same refusal on rows that the page has read for itself."""
        return Card(item, mark, form=self.form, refusal=self.refusal, place=self.place)

    @property
    def error(self):
        return str(self.refusal) if self.refusal else ""

    @property
    def theirs(self):
        """What stands there now, when somebody else saved first; else None."""
        return getattr(self.refusal, "theirs", None)

    @property
    def theirs_in_words(self):
        return values_in_words(self.item, self.theirs)

    @property
    def mine_in_words(self):
        return values_in_words(self.item, self.refusal.mine)

    @property
    def goal_code(self):
        return self.item.goal.code if self.item.goal else BONUS

    @property
    def anchor(self):
        return f"item-{self.item.code}"

    @property
    def input_id(self):
        return f"finding-{self.mark.pk}"

    @property
    def computed(self):
        """What the system computes here."""
        return COMPUTED.get(self.item.computed, "")

    @property
    def asked(self):
        return Asked(self.method, self.item.points, self.item.unit, self.months)

    @property
    def method(self):
        return method_of(self.item)

    @property
    def kind(self):
        """Which component asks for the finding."""
        return "computed" if self.mark is None else self.asked.kind

    @property
    def current(self):
        if self.kind == "presence":
            return [NONE_OF_THEM] if self.finding == [] else self.finding or []
        if isinstance(self.finding, bool):
            return YES if self.finding else NO
        return self.finding

    @property
    def months(self):
        return months_of(self.mark) if self.mark else 12

    @property
    def tags(self):
        return [self.item.get_scope_display(), self.item.get_nature_display()]

    @property
    def words(self):
        """The stored answer, 不适用 included."""
        return answer_in_words(self.mark)

    @property
    def last_words(self):
        """“上轮自查：12 次，得 3 分；结果 2.5 分”, "" when nothing was asked or answered."""
        if self.last is None:
            return ""
        return "；".join(filter(None, (self._last_own(), self._last_result())))

    def _last_own(self):
        words = answer_in_words(self.last.mark)
        points = getattr(self.last.mark, "points", None)
        if not words or points is None:
            return words and f"自查 {words}"
        return f"自查 {words}，{plain_text(points)} 分"

    def _last_result(self):
        return "" if self.last.result is None else f"结果 {plain_text(self.last.result)} 分"

    @property
    def quick(self):
        """The quick buttons of a spot-check; the seg has its own two ends."""
        if self.kind not in ("number", "presence"):
            return []
        worst = self.asked.points_of(least(self.method, self.item.points))
        low = {"value": LEAST, "label": "零分" if worst == "0" else f"最低 {worst} 分"}
        if self.item.is_bonus:
            return [low]
        return [{"value": FULL, "label": "满分"}, low]


def answer_in_words(mark: Mark | None) -> str:
    """What a mark says, for reading: “12 次”, “不适用：没有支委会”, "" when unanswered."""
    if mark is None:
        return ""
    values = {name: getattr(mark, name) for name in ("not_applicable", "reason", "finding")}
    return values_in_words(mark.item, values)


def values_in_words(item, values) -> str:
    """The same of a mark's values, as a conflict holds them."""
    if values["not_applicable"]:
        return f"不适用：{values['reason']}"
    return finding_in_words(values["finding"], item.unit)
