"""A round in figures (RULES 4.7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessment.scoring.decision import DECISIONS
from assessment.scoring.values import Outcome
from creation.marking import half_up
from creation.policy import Policy


@dataclass(frozen=True)
class Summary:
    """`average` runs over decided units without red line, `share` of 五好 over all candidacies."""

    candidacies: int
    decisions: dict[str, int]
    average: Decimal | None
    share: Fraction | None
    reached_target: bool


def summarize(outcomes: Iterable[Outcome], policy: Policy) -> Summary:
    """Counts for every decision, also those that nobody got; None where there is nothing."""
    outcomes = tuple(outcomes)
    counts = Counter(outcome.decision for outcome in outcomes)
    judged = [
        outcome.composite
        for outcome in outcomes
        if outcome.decision in ("five_good", "not_reached") and outcome.composite is not None
    ]
    share = Fraction(counts["five_good"], len(outcomes)) if outcomes else None
    return Summary(
        candidacies=len(outcomes),
        decisions={code: counts[code] for code in DECISIONS},
        average=half_up(Fraction(sum(judged, Decimal(0))) / len(judged)) if judged else None,
        share=share,
        reached_target=share is not None and share >= Fraction(policy.target_share),
    )
