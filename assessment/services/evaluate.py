"""综合评价: what follows for every candidacy of a round from sheets, clearances and rates.

Sums come from the database as sets, the composite and the decision from the pure rules, one
snapshot is written back with COPY. The number of statements does not depend on the round's size.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessment.models import Evaluation, EvaluationRun
from assessment.queries import totals
from assessment.scoring.decision import decide
from assessment.scoring.summary import summarize
from assessment.scoring.totals import (
    FULL,
    composite,
    deviation,
    organization_part_from_totals,
    rates_part,
)
from assessment.scoring.values import (
    Decision,
    GoalTotal,
    Outcome,
    Rate,
    Rates,
    RedLineAnswer,
    Score,
    Standing,
)
from assessment.services.computed import Subordinates, computed_mark
from assessment.services.moves import why_not_in
from assessment.services.snapshots import write_evaluations
from creation.models import Goal, Item, Organization, Round
from creation.policy import Policy
from creation.queries.rounds import current_policy
from creation.services.log import record
from creation.services.standards import method_of
from surveys.services.rates import rates_for
from wuhao.errors import Refused


@dataclass(frozen=True)
class Judged:
    """One candidacy's result and all that it came from."""

    paper: totals.Paper
    score: Score | None
    rates: Rates
    rates_part: Fraction | None
    sheets: dict[str, Fraction | None]
    composite: Decimal | None
    decision: Decision

    @property
    def deviation(self) -> Fraction | None:
        return deviation(self.sheets["self"], self.sheets["spot"])

    @property
    def outcome(self) -> Outcome:
        unit = self.paper
        return Outcome(unit.code, self.decision.code, self.composite, unit.sector, unit.town)


@dataclass
class Material:
    """What judging looks up, read once for the whole round."""

    policy: Policy
    totals: dict[int, totals.Totals]
    answers: dict[int, list]
    rates: dict
    red_lines: dict[str, str]
    goals: dict[int, list[Goal]] = field(default_factory=dict)
    computed: dict[int, list[Item]] = field(default_factory=dict)


def why_not_evaluate(round) -> str:
    """Missing papers are no reason: they make the decision 待定 (RULES 4.3)."""
    return why_not_in(round)


@transaction.atomic
def evaluate(*, round, by) -> EvaluationRun:
    """Judge every candidacy anew; the results so far stay, superseded.

    `summary` counts as evaluated who got a decision other than 待定.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)  # two at once: one after the other
    if sentence := why_not_evaluate(round):
        raise Refused(sentence)
    policy_row, policy = current_policy(round)
    material = _read(round, policy)
    judged = _judge_all(round, material)
    run = EvaluationRun.objects.create(
        round=round, policy=policy_row, by=by, summary=_summary(round, judged, policy)
    )
    Evaluation.objects.filter(candidacy__round=round, is_current=True).update(is_current=False)
    written = write_evaluations(run, judged, material)
    totals.write_lines(written)
    record(by=by, action="综合评价", on=run, after=run.summary)
    return run


def _read(round, policy) -> Material:
    totals.gather(round, policy.spot_weight)
    in_force = round.round_red_lines.filter(in_force=True)
    material = Material(
        policy=policy,
        totals=totals.sums(),
        answers=totals.answers(round),
        rates={},
        red_lines=dict(in_force.values_list("red_line__code", "red_line__name")),
        goals=defaultdict(list),
        computed=defaultdict(list),
    )
    standards = round.round_standards.values("standard")
    for goal in Goal.objects.filter(standard__in=standards):
        material.goals[goal.standard_id].append(goal)
    computed = Item.objects.filter(standard__in=standards).exclude(computed="")
    for item in computed.select_related("goal"):
        material.computed[item.standard_id].append(item)
    return material


def _judge_all(round, material) -> list[Judged]:
    """Leaves first: what a superior's computed items count is known when its turn comes."""
    papers = totals.papers(round)
    populations = {one.organization: (one.members, one.people_served) for one in papers}
    material.rates = rates_for(round=round, populations=populations, policy=material.policy)
    tree = _tree(round, papers)
    judged, lines = [], []
    for paper in tree.leaves_first(papers):
        lines += _compute(paper, material, tree)
        judged.append(_judge(paper, material))
        tree.tell(paper, judged[-1].decision.code)
    if lines:
        totals.add_computed(lines)
    return sorted(judged, key=lambda one: one.paper.code)


def _tree(round, papers) -> Subordinates:
    above = Organization.objects.filter(children__isnull=False).distinct()
    stage = round.stages.filter(stage="self").first()
    return Subordinates(
        papers,
        dict(above.values_list("pk", "parent")),
        due=stage.ends_on if stage else None,
        rectified=totals.rectified(round, today=timezone.localdate(), zone=settings.TIME_ZONE),
    )


def _compute(paper, material, tree) -> list[tuple]:
    """Mark the unit's computed items: into its sums, and as lines to be written."""
    lines, sums = [], material.totals[paper.pk]
    for item in material.computed.get(paper.standard, ()):
        mark = computed_mark(item, method_of(item), tree.share(item.computed, paper.organization))
        if mark.points is not None:
            sums.add(item.goal.code, mark.points, item.points)
        exempt = mark.points is None
        lines.append((paper.pk, item.pk, item.order, item.points, exempt, mark.points, mark.why))
    return lines


def _judge(paper, material) -> Judged:
    sums = material.totals[paper.pk]
    missing = _missing(paper)
    score = None if _lacks_sheet(paper) else _score(sums)
    rates = _rates(material.rates[paper.organization])
    part = rates_part(rates, material.policy)
    value = score and composite(score.value, part, score.bonus, material.policy)
    standing = Standing(
        score=score,
        rates=rates,
        composite=value,
        red_lines=_red_lines(paper, material),
        founded_in_round=paper.founded_in_round,
        missing=missing,
        goal_names={goal.code: goal.name for goal in material.goals[paper.standard]},
    )
    sheets = {stage: _sheet_score(paper, stage, sums) for stage in sums.sheets}
    decision = decide(standing, material.policy)
    return Judged(paper, score, rates, part, sheets, value, decision)


def _score(sums) -> Score:
    goals = [GoalTotal(code, one.got, one.applicable) for code, one in sorted(sums.goals.items())]
    open_items = tuple(sorted(sums.unanswered))
    return organization_part_from_totals(goals, bonus=sums.bonus, unanswered=open_items)


def _sheet_score(paper, stage, sums) -> Fraction | None:
    total = sums.sheets[stage]
    if _HANDED_IN[stage](paper) and total.complete and total.applicable:
        return FULL * Fraction(total.got) / Fraction(total.applicable)
    return None


_DONE = ("submitted", "accepted")
_HANDED_IN = {
    "self": lambda paper: paper.self_state in _DONE,
    "review": lambda paper: paper.review_state in _DONE,
    "spot": lambda paper: paper.spot_state in _DONE,
}


def _lacks_sheet(paper) -> bool:
    spot_lacks = paper.is_drawn and paper.spot_state not in _DONE
    return paper.review_state not in _DONE or spot_lacks


def _missing(paper) -> tuple[str, ...]:
    """The first step that has not been taken, in words."""
    if paper.state == "withdrawn":
        return ("已撤回申报。",)
    if paper.self_state is None:
        return ("没有申报。" if paper.state == "enrolled" else "自查表没有提交。",)
    if paper.self_state == "returned":
        return ("自查表已退回，等待重报。",)
    if paper.self_state == "draft":
        return ("自查表没有提交。",)
    if paper.review_state not in _DONE:
        return ("初审没有通过。",)
    return ("列入抽查，抽查表没有提交。",) if _lacks_sheet(paper) else ()


def _rates(three) -> Rates:
    return Rates(
        *(
            Rate(one.value, one.sufficient, one.missing)
            for one in (three.satisfaction, three.participation, three.awareness)
        )
    )


def _red_lines(paper, material) -> tuple[RedLineAnswer, ...]:
    declared = [
        RedLineAnswer(name, "", "declared")
        for code, name in material.red_lines.items()
        if paper.declaration.get(code)
    ]
    answers = [RedLineAnswer(*answer) for answer in material.answers.get(paper.pk, ())]
    return tuple(declared + answers)


def _summary(round, judged, policy) -> dict:
    """What `manage.py evaluate --json` prints; the average is text."""
    figures = summarize([one.outcome for one in judged], policy)
    counts = figures.decisions
    return {
        "round": round.code,
        "candidacies": figures.candidacies,
        "evaluated": figures.candidacies - counts["pending"],
        "five_good": counts["five_good"],
        "not_reached": counts["not_reached"],
        "red_line": counts["red_line"],
        "not_rated": counts["not_rated"],
        "pending": counts["pending"],
        "average": None if figures.average is None else str(figures.average),
    }
