"""What an organization answered last time: to stand beside what it is asked now."""

from dataclasses import dataclass, field
from decimal import Decimal

from assessment.models import Candidacy, EvaluationLine, Mark, Sheet
from creation.models import Item


@dataclass(frozen=True)
class LastAnswer:
    """The unit's own mark of the round before, and what came of the item in the end."""

    item: Item
    mark: Mark | None = None
    result: Decimal | None = None
    why: str = ""


@dataclass
class LastRound:
    """The answers of one earlier candidacy, by item code and by title."""

    candidacy: Candidacy | None = None
    answers: list[LastAnswer] = field(default_factory=list)

    def of(self, item: Item) -> LastAnswer | None:
        """The same item of the edition before: by its title, for codes move; else by its code
        when the words of the content are the same."""
        titled = [one for one in self.answers if one.item.title == item.title]
        coded = [one for one in titled if one.item.code == item.code]
        same = (item.code, item.content)
        worded = [one for one in self.answers if (one.item.code, one.item.content) == same]
        return next(iter(coded or titled or worded), None)


def last_round(candidacy) -> LastRound:
    """The newest earlier round in which the organization handed in a self-check; three queries."""
    earlier = (
        Candidacy.objects.filter(
            organization=candidacy.organization_id,
            round__starts_on__lt=candidacy.round.starts_on,
            sheets__in=Sheet.objects.filter(stage="self", submitted_at__isnull=False),
        )
        .select_related("round")
        .order_by("-round__starts_on")
        .first()
    )
    if earlier is None:
        return LastRound()
    marks = Mark.objects.filter(sheet__candidacy=earlier, sheet__stage="self")
    answers = {mark.item_id: (mark.item, mark) for mark in marks.select_related("item")}
    lines = EvaluationLine.objects.filter(
        evaluation__candidacy=earlier, evaluation__is_current=True
    )
    results = {line.item_id: line for line in lines.select_related("item")}
    for key, line in results.items():
        answers.setdefault(key, (line.item, None))
    return LastRound(earlier, [_answer(*answers[key], results.get(key)) for key in answers])


def _answer(item, mark, line) -> LastAnswer:
    if line is None:
        return LastAnswer(item, mark)
    return LastAnswer(item, mark, line.points, line.why)
