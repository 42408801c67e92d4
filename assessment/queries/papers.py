"""A sheet as its form shows it: sections of items with their marks, and how far it is.

Three queries whatever the number of items: items, marks, and the files of the marks asked for.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch

from assessment.models import Evidence, Mark, Sheet
from assessment.models.sheets import STAGES
from assessment.scoring.totals import sheet_score
from assessment.scoring.values import Line, NotApplicable
from creation.models import Item

BONUS = "B"
NUMERALS = "一二三四五六七八九"


@dataclass
class Row:
    """One item with its mark on this sheet and on others; no mark when the system computes it."""

    item: Item
    mark: Mark | None


class Section:
    """One of the five goods, or the bonus items, on one sheet."""

    def __init__(self, goal, rows, number):
        self.goal, self.rows, self.number = goal, rows, number

    @property
    def code(self):
        return self.goal.code if self.goal else BONUS

    @property
    def name(self):
        return self.goal.name if self.goal else "加分项"

    @property
    def title(self):
        return f"{NUMERALS[self.number]}、{self.name}" if self.goal else self.name

    @property
    def marks(self):
        return [row.mark for row in self.rows if row.mark]

    @property
    def total(self):
        return len(self.marks)

    @property
    def done(self):
        return sum(mark.is_answered for mark in self.marks)

    @cached_property
    def score(self):
        return sheet_score(map(line_of, self.marks))

    @property
    def points(self) -> Decimal:
        return self.score.got if self.goal else self.score.bonus

    @property
    def full(self) -> Decimal:
        """What the marks on this sheet can reach; confirmed 不适用 and computed items left out."""
        if self.goal:
            return self.score.applicable
        return sum((mark.item.points for mark in self.marks), Decimal(0))


class Paper:
    """A sheet with its sections in order, the bonus items last."""

    def __init__(self, sheet: Sheet, sections: list[Section]):
        self.sheet, self.sections = sheet, sections

    @cached_property
    def marks(self):
        return [mark for section in self.sections for mark in section.marks]

    @cached_property
    def required(self):
        """The marks without which the sheet can't be handed in."""
        return [mark for mark in self.marks if not mark.item.is_bonus]

    @property
    def total(self):
        return len(self.required)

    @property
    def done(self):
        return sum(mark.is_answered for mark in self.required)

    @cached_property
    def score(self):
        return sheet_score(map(line_of, self.marks))

    @property
    def points(self):
        """Of the five goods; bonus apart (RULES 2.1)."""
        return self.score.got

    @property
    def bonus(self):
        return self.score.bonus

    @property
    def unanswered(self):
        return [mark for mark in self.required if not mark.is_answered]

    @property
    def returned(self):
        return [mark for mark in self.marks if mark.returned]

    def section(self, code):
        """The section asked for, else the first with something open, else the first."""
        asked = (section for section in self.sections if section.code == code)
        open_ = (one for one in self.sections if one.goal and one.done < one.total)
        return next(asked, None) or next(open_, self.sections[0])

    def section_of(self, mark):
        return next(section for section in self.sections if mark in section.marks)

    def own(self, mark):
        """The same mark among the rows of this paper."""
        return next(one for one in self.marks if one == mark)


def line_of(mark: Mark) -> Line:
    """A mark as scoring reads it."""
    return Line(
        item_code=mark.item.code,
        goal=mark.item.goal.code if mark.item.goal else "",
        points=mark.item.points,
        got=mark.points,
        not_applicable=NotApplicable(mark.not_applicable or "none"),
        is_bonus=mark.item.is_bonus,
        computed=mark.item.computed,
        why=mark.why,
    )


def paper_of(sheet: Sheet, *, with_files: bool = False) -> Paper:
    """The whole sheet; `with_files` fetches the evidence of every mark in one query more."""
    marks = Mark.objects.filter(sheet=sheet).select_related("updated_by")
    if with_files:
        marks = marks.prefetch_related(
            Prefetch("evidence", Evidence.objects.order_by("uploaded_at", "pk"))
        )
    by_item = {mark.item_id: mark for mark in marks}
    items = Item.objects.filter(standard=sheet.candidacy.standard_id).select_related("goal")
    rows = [Row(item, _placed(by_item.get(item.pk), item, sheet)) for item in items]
    return Paper(sheet, _sections(rows))


def _placed(mark, item, sheet):
    """The mark beside the rows that are read already, so that nothing asks for them again."""
    if mark is not None:
        mark.item, mark.sheet = item, sheet
    return mark


def _sections(rows: list[Row]) -> list[Section]:
    goals = {row.item.goal.pk: row.item.goal for row in rows if row.item.goal}
    ordered = [*sorted(goals.values(), key=lambda goal: goal.order), None]
    grouped = [(goal, [row for row in rows if row.item.goal == goal]) for goal in ordered]
    return [
        Section(goal, members, number)
        for number, (goal, members) in enumerate(filter(lambda pair: pair[1], grouped))
    ]


def marks_by_item(candidacy, stage) -> dict[int, Mark]:
    """The marks of another sheet of the same candidacy, to stand beside this one's."""
    marks = Mark.objects.filter(sheet__candidacy=candidacy, sheet__stage=stage)
    return {mark.item_id: mark for mark in marks.select_related("item")}


def side_by_side(sheet: Sheet, readable) -> tuple[Paper, dict[str, dict[int, Mark]]]:
    """A sheet and, by stage and item, the marks of the `readable` sheets that were handed in.

    An inspector who is still at it must not see what others found.
    """
    paper = paper_of(sheet)
    found = {stage: {} for stage, _ in STAGES}
    found[sheet.stage] = {mark.item_id: mark for mark in paper.marks}
    if sheet.stage == "spot" and sheet.submitted_at is None:
        return paper, found
    others = Mark.objects.filter(
        sheet__in=readable.filter(candidacy=sheet.candidacy_id),
        sheet__state__in=("submitted", "accepted"),
    ).exclude(sheet=sheet)
    for mark in others.select_related("sheet"):
        found[mark.sheet.stage][mark.item_id] = mark
    return paper, found


def points_of(paper: Paper, marks: dict[int, Mark]) -> Decimal | None:
    """The sum of another sheet's points on this paper's items, bonus apart; None without marks."""
    got = [marks[mark.item_id].points for mark in paper.required if mark.item_id in marks]
    return sum((points for points in got if points is not None), Decimal(0)) if got else None
