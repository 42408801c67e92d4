"""One candidacy with everything that its page shows, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from assessment.models import EvaluationLine, Objection, Title
from assessment.queries.candidacies import listed
from creation.policy import Policy

RATE_NAMES = (("satisfaction", "满意率"), ("participation", "参与率"), ("awareness", "知晓率"))


@dataclass(frozen=True)
class GoalLines:
    """One of the five goods with its lines; `goal` is the stored subtotal, None for bonus items."""

    name: str
    goal: dict | None
    holds: bool
    lines: list


def with_facts(candidacy):
    """The candidacy read again with its stage and scores."""
    rows = listed(type(candidacy).objects.filter(pk=candidacy.pk))
    return rows.select_related(
        "round", "organization", "standard", "sector", "town", "superior"
    ).get()


def evaluations(candidacy):
    """All that were made, the newest first; earlier ones are superseded."""
    rows = candidacy.evaluations.select_related("run__policy", "run__by")
    return list(rows.order_by("-pk"))


def chosen(history, pk):
    """The evaluation asked for, else the current one; None while there is none."""
    wanted = (lambda one: str(one.pk) == pk) if pk else (lambda one: one.is_current)
    return next(filter(wanted, history), None)


def policy_of(evaluation) -> Policy:
    return Policy.from_dict(evaluation.run.policy.values)


def goals_of(evaluation, policy) -> list[GoalLines]:
    """The stored lines under their goals, bonus items last."""
    by_goal = defaultdict(list)
    lines = EvaluationLine.objects.filter(evaluation=evaluation).select_related("item__goal")
    for line in lines.order_by("item__order"):
        by_goal[line.item.goal.code if line.item.goal else ""].append(line)
    found = [
        GoalLines(goal["name"], _numbers(goal), _holds(goal, policy), by_goal.pop(goal["code"], []))
        for goal in evaluation.goals
    ]
    if bonus := by_goal.pop("", None):
        found.append(GoalLines("加分项", None, True, bonus))
    return found


def _numbers(goal):
    numbers = {
        key: None if goal[key] is None else Decimal(goal[key])
        for key in ("got", "applicable", "share")
    }
    return goal | numbers


def _holds(goal, policy):
    return goal["share"] is None or Decimal(goal["share"]) >= policy.goal_floor


def rates_of(evaluation) -> list[dict]:
    """The three rates with their figures; numbers that are kept as text are numbers here."""
    return [
        _rate(name, evaluation.rates[key]) for key, name in RATE_NAMES if key in evaluation.rates
    ]


def _rate(name, stored):
    numbers = {
        key: None if stored.get(key) is None else Decimal(stored[key])
        for key in ("value", "low", "high", "n_eff")
    }
    return stored | numbers | {"name": name}


def title_of(candidacy):
    """The title with its objections, or None."""
    titles = Title.objects.filter(candidacy=candidacy)
    return titles.prefetch_related(
        Prefetch("objections", Objection.objects.order_by("received_on", "pk"))
    ).first()
