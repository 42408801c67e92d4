"""Everything that a report says, gathered in a fixed number of queries."""

from decimal import Decimal
from fractions import Fraction

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from assessment.models import TITLE_LIFECYCLE, Candidacy, Evaluation
from assessment.queries import report_papers
from assessment.reports import figures
from assessment.reports.values import (
    NOT_EVALUATED,
    NOWHERE,
    RATES,
    Good,
    ReportData,
    Rules,
    Unit,
    UnitRate,
)
from assessment.reports.words import weight
from creation.models import COMMON_GOODS, Organization
from creation.policy import QUOTA_GROUPS, Policy
from creation.queries.guarantees.figures import guarantees, under
from creation.queries.rounds import current_policy

EVALUATED = (
    "decision", "composite", "self_score", "review_score", "spot_score", "organization_part",
    "rates_part", "bonus", "deviation", "goals", "rates", "reasons",
)  # fmt: skip


def candidacies_in(round, scope):
    """The candidacies of a report: all under the root, a town's by the town copied at opening."""
    rows = Candidacy.objects.filter(round=round)
    if scope.parent_id is None:
        return rows.filter(organization__path__startswith=scope.path)
    if scope.town_id == scope.pk:
        return rows.filter(town=scope)
    return rows.filter(organization__path__startswith=scope.path)


def report_data(round, scope) -> ReportData:
    """The report on `round` for the organization `scope` and what belongs to it.

    All queries see one moment, so that tables and sentences agree whatever is saved meanwhile.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return _gather(round, scope)


def _gather(round, scope):
    candidacies = candidacies_in(round, scope)
    run = round.evaluation_runs.select_related("policy").first()
    version, policy = _policy(round, run)
    units = _units(candidacies)
    by_sector, by_town = figures.by_sector(units), figures.by_town(units)
    labels = dict(COMMON_GOODS)
    return ReportData(
        round_name=round.name,
        round_code=round.code,
        starts_on=round.starts_on,
        ends_on=round.ends_on,
        scope_name=scope.name,
        scope_code=scope.code,
        is_whole=scope.parent_id is None,
        made_at=timezone.localtime(),
        evaluated_at=timezone.localtime(run.at) if run else None,
        rules=_rules(version, policy),
        stages=report_papers.stages(round),
        standards=report_papers.standards(round, {name for name, _ in by_sector}),
        red_lines=report_papers.red_lines(round, candidacies),
        process=report_papers.process(candidacies, units, policy),
        total=figures.group("合计", units, policy),
        sectors=tuple(figures.group(name, rows, policy) for name, rows in by_sector),
        towns=tuple(figures.group(name, rows, policy) for name, rows in by_town),
        goods=figures.good_shares("合计", units, labels)
        + tuple(
            share for name, rows in by_sector for share in figures.good_shares(name, rows, labels)
        ),
        rates=tuple(figures.rate(index, units) for index in range(len(RATES))),
        items=report_papers.items(candidacies),
        units=units,
        problems=report_papers.problems(candidacies),
        titles=report_papers.titles(candidacies),
        guarantees=guarantees(
            under(scope), Organization.objects.under(scope), timezone.localdate().year
        ),
    )


def _policy(round, run):
    if run is not None:
        return run.policy.version, Policy.from_dict(run.policy.values)
    row, policy = current_policy(round)
    return row.version, policy


def _rules(version, policy):
    quota = ""
    if policy.quota_by:
        quota = f"{QUOTA_GROUPS[policy.quota_by]}设名额，不超过{weight(policy.quota_share)}"
    return Rules(
        version=version,
        quota=quota,
        **{
            name: getattr(policy, name)
            for name in Rules.__dataclass_fields__
            if name not in ("version", "quota")
        },
    )


def _units(candidacies):
    """Every candidacy, evaluated or not, by sector, town and code."""
    evaluations = {
        row["candidacy_id"]: row
        for row in Evaluation.objects.filter(
            candidacy__in=candidacies.values("pk"), is_current=True
        ).values("candidacy_id", *EVALUATED)
    }
    decisions = dict(Evaluation._meta.get_field("decision").choices)
    rows = candidacies.order_by("sector__order", "sector__code", "town__code", "organization__code")
    return tuple(
        _unit(row, evaluations.get(row["pk"]), decisions)
        for row in rows.values(
            "pk",
            "members",
            "people_served",
            unit_code=F("organization__code"),
            unit_name=F("organization__name"),
            sector_name=F("sector__name"),
            town_name=F("town__name"),
            code_of_town=F("town__code"),
            title_state=F("title__state"),
        )
    )


def _unit(row, evaluation, decisions):
    found = dict(evaluation or {})
    found.pop("candidacy_id", None)
    goals, rates = found.pop("goals", []), found.pop("rates", {})
    return Unit(
        code=row["unit_code"],
        name=row["unit_name"],
        sector=row["sector_name"],
        town=row["town_name"] or NOWHERE,
        town_code=row["code_of_town"] or "",
        members=row["members"],
        people_served=row["people_served"],
        decision_label=decisions.get(found.get("decision"), NOT_EVALUATED),
        goods=tuple(
            Good(
                goal["common_good"],
                goal["name"],
                _decimal(goal["got"]),
                _decimal(goal["applicable"]),
            )
            for goal in goals
        ),
        rates=tuple(_rate(rates.get(name, {})) for name in RATES),
        reasons=tuple(found.pop("reasons", ())),
        title=TITLE_LIFECYCLE.states.get(row["title_state"], ""),
        **found,
    )


def _rate(stored):
    """A stored rate; numbers are text there."""
    return UnitRate(
        value=_fraction(stored.get("value")),
        numerator=int(stored.get("numerator") or 0),
        denominator=int(stored.get("denominator") or 0),
        excluded=int(stored.get("excluded") or 0),
        n=int(stored.get("n") or 0),
        n_eff=_fraction(stored.get("n_eff")),
        low=_decimal(stored.get("low")),
        high=_decimal(stored.get("high")),
        sufficient=bool(stored.get("sufficient")),
        missing=stored.get("missing") or ("" if stored.get("value") else "没有数据"),
    )


def _decimal(text):
    return None if text in (None, "") else Decimal(text)


def _fraction(text):
    return None if text in (None, "") else Fraction(text)
