"""A draft as the editor shows it: rows, subtotals, what is missing and where to mend it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from creation.method_words import method_in_words
from creation.models import Item
from creation.queries.standards import method_of, specs_of
from creation.standards import FULL_MARKS, JUDGED_AT_MOST, advice_on, faults_of, judged_points


@dataclass(frozen=True)
class Row:
    item: Item
    is_first: bool
    is_last: bool

    @property
    def method(self):
        return method_of(self.item)

    @property
    def marking(self):
        return method_in_words(self.method, self.item.unit)


@dataclass(frozen=True)
class Section:
    """A goal with its rows, or the bonus items (goal None)."""

    goal: object
    rows: list

    @property
    def code(self):
        return self.goal.code if self.goal else "B"

    @property
    def name(self):
        return self.goal.name if self.goal else "加分项"

    @property
    def points(self):
        return sum((row.item.points for row in self.rows), Decimal(0))


class Editor:
    """All in three queries: goals, items, what was removed."""

    def __init__(self, standard):
        self.standard = standard
        self.spec = specs_of(standard)
        self.removed = list(standard.removed.select_related("removed_by"))

    @cached_property
    def sections(self):
        goals = [*self.standard.goals.all(), None]
        items = list(self.standard.items.all())
        return [_section(goal, items) for goal in goals]

    @property
    def goals(self):
        return self.sections[:-1]

    @property
    def rows(self):
        return [row for section in self.sections for row in section.rows]

    @property
    def total(self):
        return self.spec.points

    @property
    def short(self):
        """What is missing to a hundred; below zero when it is too much."""
        return FULL_MARKS - self.total

    @property
    def over(self):
        return -self.short

    @property
    def is_full(self):
        return self.total == FULL_MARKS

    @property
    def item_count(self):
        return len(self.spec.items) - len(self.spec.bonus)

    @property
    def judged(self):
        return judged_points(self.spec)

    @property
    def is_judged_too_much(self):
        return self.judged > JUDGED_AT_MOST

    @cached_property
    def faults(self):
        return [self._linked(fault) for fault in faults_of(self.spec)]

    @cached_property
    def advice(self):
        return [self._linked(fault) for fault in advice_on(self.spec)]

    def _linked(self, fault):
        if fault.goal:
            return {"text": fault.text, "href": f"#goal-{fault.goal}"}
        if not fault.item:
            return {"text": fault.text, "href": ""}
        pk = self._pks[fault.item]
        return {"text": fault.text, "href": reverse("item_edit", args=[self.standard.pk, pk])}

    @cached_property
    def _pks(self):
        return {row.item.code: row.item.pk for row in self.rows}

    @property
    def is_in_order(self):
        """Whether the numbers follow the places."""
        return all(
            row.item.code == f"{'B' if section.goal is None else f'{section.code}.'}{number}"
            for section in self.sections
            for number, row in enumerate(section.rows, start=1)
        )


def _section(goal, items):
    own = [item for item in items if item.goal_id == (goal.pk if goal else None)]
    last = len(own) - 1
    rows = [Row(item, number == 0, number == last) for number, item in enumerate(own)]
    return Section(goal, rows)


def editor_of(standard):
    """The rows are read once, whatever asks for them; a save before makes them anew."""
    fresh = type(standard).objects.select_related("sector").prefetch_related("goals", "items")
    return Editor(fresh.get(pk=standard.pk))
