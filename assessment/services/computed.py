"""Items that nobody types (RULES 1.6): what the units below an organization have reached.

Leaves are judged first; each result is told upwards, so that a superior finds the shares of its
subordinates ready when its turn comes. No query per organization and none per level.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from creation.marking import points_for


@dataclass(frozen=True)
class Share:
    """So many of so many, in words; nobody to count is no 0 %."""

    reached: int
    among: int
    words: str
    none: str

    @property
    def percent(self) -> Fraction | None:
        """Exact, for nothing rounds before the mark (RULES 1.1)."""
        return Fraction(100 * self.reached, self.among) if self.among else None


class Subordinates:
    """The tree of a round as it was copied at opening, and what its units have reached so far.

    `parents` gives the superior of organizations that have no candidacy themselves.
    """

    def __init__(self, papers, parents: Mapping[int, int | None], *, due: date | None, rectified):
        self._due = due
        self._rectified = rectified
        self._superior = dict(parents) | {paper.organization: paper.superior for paper in papers}
        self._tallies: dict[int, Counter] = defaultdict(Counter)

    def leaves_first(self, papers: Iterable) -> list:
        return sorted(papers, key=lambda paper: -len(self._above(paper.organization)))

    def tell(self, paper, decision: str) -> None:
        """Count a judged unit for everybody above it."""
        due, on_time = self._rectified.get(paper.pk, (0, 0))
        reached = Counter(
            units=1,
            five_good=decision == "five_good",
            self_on_time=_is_on_time(paper, self._due),
            rectifications=due,
            rectified_on_time=on_time,
        )
        for organization in self._above(paper.organization):
            self._tallies[organization].update(reached)

    def share(self, kind: str, organization: int) -> Share:
        tally = self._tallies[organization]
        reached, among, words, none = _KINDS[kind]
        return Share(tally[reached], tally[among], words, none)

    def _above(self, organization: int) -> list[int]:
        above, at = [], self._superior.get(organization)
        while at is not None and at not in above:
            above.append(at)
            at = self._superior.get(at)
        return above


_NO_UNITS = "没有所属参评党组织，不适用"
_KINDS = {
    "subordinate_five_good": ("five_good", "units", "所属参评党组织 {} 个，五好 {} 个", _NO_UNITS),
    "self_check_on_time": (
        "self_on_time",
        "units",
        "所属参评党组织 {} 个，按期提交自查 {} 个",
        _NO_UNITS,
    ),
    "rectification_on_time": (
        "rectified_on_time",
        "rectifications",
        "所属党组织到期整改 {} 项，按期销号 {} 项",
        "所属党组织没有到期的整改，不适用",
    ),
}


def _is_on_time(paper, due) -> bool:
    """Handed in by the end of the stage, or by the date that a return has set."""
    if paper.self_state not in ("submitted", "accepted"):
        return False
    last = max((day for day in (due, paper.returned_due) if day), default=None)
    return last is None or timezone.localdate(paper.self_submitted_at) <= last


@dataclass(frozen=True)
class ComputedMark:
    """A computed item's line; `points` is None when it does not apply."""

    points: Decimal | None
    why: str


def computed_mark(item, method, share: Share) -> ComputedMark:
    percent = share.percent
    if percent is None:
        return ComputedMark(None, share.none)
    marked = points_for(method, item.points, percent, unit=item.unit)
    counted = share.words.format(share.among, share.reached)
    return ComputedMark(marked.points, f"{counted}：{marked.why}")
