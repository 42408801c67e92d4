"""What the pages of all three sheets share: cards, the task list, where an item stands."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from assessment.forms.marks import Card
from assessment.models import Visit
from assessment.queries.last_round import LastRound, last_round
from assessment.queries.papers import Paper, Section, paper_of
from assessment.services.marks import refusals, why_not_fill


class PaperPage:
    """A sheet on a page: every row as a card; `refused` is the card that was just refused.

    `may_prove`: the reader may add files to a sheet that is otherwise closed. `why_not`: why this
    reader may only read.
    """

    def __init__(self, sheet, *, refused: Card | None = None, may_prove=False, why_not=""):
        self.sheet, self.refused, self.may_prove = sheet, refused, may_prove
        self.paper: Paper = paper_of(sheet, with_files=True)
        own = sheet.stage == "self"
        self.last_round = last_round(sheet.candidacy) if own else LastRound()
        self.why_not = why_not or why_not_fill(sheet)
        self._why_not = {} if self.why_not else refusals(sheet, self.paper.marks)

    def cards(self, section: Section) -> list[Card]:
        return [self._card(row) for row in section.rows]

    def _card(self, row) -> Card:
        if self.refused and row.mark and row.mark.pk == self.refused.mark.pk:
            card = self.refused.again(row.item, row.mark)
        else:
            why_not = self._why_not.get(row.mark.pk, "") if row.mark else ""
            card = Card(row.item, row.mark, why_not=self.why_not or why_not)
        card.last, card.may_prove = self.last_round.of(row.item), self.may_prove
        return card

    @property
    def errors(self) -> list[dict]:
        """For the summary on top, which also makes the title begin 错误："""
        if self.refused is None:
            return []
        return [{"text": self.refused.error, "href": f"#{self.refused.anchor}"}]


def cards_of(section: Section) -> list[Card]:
    """The items that somebody types, to read."""
    return [Card(row.item, row.mark) for row in section.rows if row.mark]


def tasks(paper: Paper, url: str, current: Section | None = None) -> list[dict]:
    """The task list by the five goods; `url` ends in what stands before a goal's code."""
    return [
        {
            "title": section.name,
            "href": f"{url}{section.code}",
            "done": section.done,
            "total": section.total,
            "points": section.points,
            "full": section.full,
            "current": section is current,
        }
        for section in paper.sections
        if section.total
    ]


def place_of(mark, *, fresh=False) -> str:
    """Where this item is filled in, down to its anchor; `fresh` makes a browser load it anew."""
    card = Card(mark.item, mark)
    query = {"goal": card.goal_code} if mark.sheet.stage == "self" else {}
    if fresh:
        query["at"] = timezone.now().timestamp()
    asked = f"?{urlencode(query)}" if query else ""
    return f"{paper_url(mark.sheet)}{asked}#{card.anchor}"


def paper_url(sheet) -> str:
    """The page on which a sheet is filled in."""
    if sheet.stage == "review":
        return reverse("review_detail", args=[sheet.candidacy_id])
    if sheet.stage == "spot":
        visit = Visit.objects.get(candidacy=sheet.candidacy_id, kind="spot")
        return reverse("visit_detail", args=[visit.pk])
    return reverse("sheet_detail", args=[sheet.pk])
