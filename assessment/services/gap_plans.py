"""The gaps of a self-check, and the rectification plan that they become."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assessment.gaps import Gap, Lost, gaps
from assessment.models import Mark, Rectification
from assessment.queries.sheets import marks_of
from assessment.services.moves import why_not_at_work
from assessment.services.rectifications import Demand, demand
from assessment.services.sheets import locked_sheet
from creation.marking import parse_finding
from creation.queries.standards import method_of
from wuhao.errors import Refused

DAYS = 30
PROBLEM, ADVICE = (Rectification._meta.get_field(name).max_length for name in ("problem", "advice"))


@dataclass(frozen=True)
class ShownGap:
    """A gap with the mark that it is about, and whether a plan covers the item already."""

    gap: Gap
    mark: Mark
    is_planned: bool


def gaps_of(sheet) -> list[ShownGap]:
    """What cost points on the sheet, the best next step first; three queries."""
    marks = {mark.pk: mark for mark in _answered(sheet)}
    planned = set(
        Rectification.objects.filter(candidacy=sheet.candidacy_id)
        .exclude(state="done")
        .values_list("item", flat=True)
    )
    found = gaps(_lost(mark, sheet.candidacy.months) for mark in marks.values())
    return [ShownGap(gap, marks[gap.key], marks[gap.key].item_id in planned) for gap in found]


def _answered(sheet):
    return marks_of(sheet).filter(points__isnull=False, not_applicable="", item__is_bonus=False)


def _lost(mark, months) -> Lost:
    method = method_of(mark.item)
    return Lost(
        key=mark.pk,
        order=mark.item.order,
        method=method,
        points=mark.item.points,
        got=mark.points,
        finding=parse_finding(method, mark.finding),
        unit=mark.item.unit,
        months=months if mark.item.period == "year" else 12,
    )


def why_not_plan(sheet, shown=None) -> str:
    """ "" while there are gaps that no plan covers."""
    if sheet.stage != "self":
        return "整改计划由自查表生成。"
    if sentence := why_not_at_work(sheet.candidacy):
        return sentence
    shown = gaps_of(sheet) if shown is None else shown
    if not shown:
        return "没有失分的要点，不用整改。"
    return "" if any(not one.is_planned for one in shown) else "失分的要点都已列入整改。"


@transaction.atomic
def plan_gaps(*, sheet, by) -> list[Rectification]:
    """One rectification for each gap that has none yet; the secretary answers for them."""
    locked_sheet(sheet)  # or two clicks at once would plan everything twice
    shown = gaps_of(sheet)
    if sentence := why_not_plan(sheet, shown):
        raise Refused(sentence)
    due = timezone.localdate() + timedelta(days=DAYS)
    owner = sheet.candidacy.organization.secretary_name
    return [
        demand(
            candidacy=sheet.candidacy,
            item=one.mark.item,
            demand=Demand(
                problem=f"{one.mark.item.title}：{one.mark.why}"[:PROBLEM],
                advice=one.gap.step[:ADVICE],
                due_on=due,
                owner=owner,
            ),
            by=by,
        )
        for one in shown
        if not one.is_planned
    ]
