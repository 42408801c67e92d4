"""Everything that a report says, gathered in a fixed number of queries."""

from decimal import Decimal
from fractions import Fraction

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from assessment.models import (
    RECTIFICATION_LIFECYCLE,
    TITLE_LIFECYCLE,
    Candidacy,
    Clearance,
    Evaluation,
    EvaluationLine,
    Rectification,
    Sheet,
    Title,
    Visit,
)
from assessment.reports import figures
from assessment.reports.values import (
    NOT_EVALUATED,
    RATES,
    Good,
    ItemLoss,
    Problem,
    Process,
    RedLine,
    ReportData,
    Rules,
    Stage,
    Standard,
    Unit,
    UnitRate,
)
from assessment.reports.words import weight
from creation.models import COMMON_GOODS
from creation.policy import QUOTA_GROUPS, Policy
from creation.queries.rounds import current_policy

EVALUATED = (
    "decision", "composite", "self_score", "review_score", "spot_score", "organization_part",
    "rates_part", "bonus", "deviation", "goals", "rates", "reasons",
)  # fmt: skip
NOWHERE = "未划分街镇"


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
        stages=_stages(round),
        standards=_standards(round, {name for name, _ in by_sector}),
        red_lines=_red_lines(round, candidacies),
        process=_process(candidacies, units, policy),
        total=figures.group("合计", units, policy),
        sectors=tuple(figures.group(name, rows, policy) for name, rows in by_sector),
        towns=tuple(figures.group(name, rows, policy) for name, rows in by_town),
        goods=figures.good_shares("合计", units, labels)
        + tuple(
            share for name, rows in by_sector for share in figures.good_shares(name, rows, labels)
        ),
        rates=tuple(figures.rate(index, units) for index in range(len(RATES))),
        items=_items(candidacies),
        units=units,
        problems=_problems(candidacies),
        titles=_titles(candidacies),
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


def _stages(round):
    return tuple(
        Stage(stage.get_stage_display(), stage.starts_on, stage.ends_on)
        for stage in round.stages.all()
    )


def _standards(round, sectors):
    """The editions of the sectors that the report has units of."""
    items = Q(standard__items__is_bonus=False)
    rows = (
        round.round_standards.filter(sector__name__in=sectors)
        .order_by("sector__order", "sector__code")
        .values("sector__name", "standard__name", "standard__edition")
        .annotate(
            items=Count("standard__items", filter=items),
            common=Count("standard__items", filter=items & Q(standard__items__scope="common")),
            quantitative=Count(
                "standard__items", filter=items & Q(standard__items__nature="quantitative")
            ),
            bonus=Count("standard__items", filter=~items),
            points=Sum("standard__items__points", filter=items),
        )
    )
    return tuple(
        Standard(
            row.pop("sector__name"), row.pop("standard__name"), row.pop("standard__edition"), **row
        )
        for row in rows
    )


def _red_lines(round, candidacies):
    states = {
        row.pop("red_line"): row
        for row in Clearance.objects.filter(candidacy__in=candidacies.values("pk"))
        .values("red_line")
        .order_by("red_line")
        .annotate(
            answers=Count("pk"),
            pending=Count("pk", filter=Q(state="pending")),
            clear=Count("pk", filter=Q(state="clear")),
            hit=Count("pk", filter=Q(state="hit")),
        )
    }
    none = dict.fromkeys(("answers", "pending", "clear", "hit"), 0)
    lines = round.round_red_lines.select_related("red_line").order_by("red_line__order")
    return tuple(
        RedLine(row.red_line.name, row.in_force, row.reason, **states.get(row.red_line_id, none))
        for row in lines
    )


def _process(candidacies, units, policy):
    sheets = Sheet.objects.filter(candidacy__in=candidacies.values("pk")).aggregate(
        self_submitted=Count("pk", filter=Q(stage="self", state__in=["submitted", "accepted"])),
        review_accepted=Count("pk", filter=Q(stage="self", state="accepted")),
        spot_submitted=Count("pk", filter=Q(stage="spot", state__in=["submitted", "accepted"])),
    )
    visits = Visit.objects.filter(candidacy__in=candidacies.values("pk")).aggregate(
        drawn=Count("pk", filter=Q(kind="spot")),
        visited=Count("pk", filter=Q(kind="spot", visited_on__isnull=False)),
        midterm_visits=Count("pk", filter=Q(kind="midterm", visited_on__isnull=False)),
    )
    compared = [unit.deviation for unit in units if unit.deviation is not None]
    return Process(
        applied=candidacies.filter(applied_at__isnull=False).count(),
        deviating=sum(gap > policy.deviation_limit for gap in compared),
        compared=len(compared),
        **sheets,
        **visits,
    )


def _items(candidacies):
    """Loss per item, highest share of the applicable points first; bonus items lose nothing."""
    rows = (
        EvaluationLine.objects.filter(
            evaluation__candidacy__in=candidacies.values("pk"),
            evaluation__is_current=True,
            item__is_bonus=False,
            applicable__gt=0,
            points__isnull=False,
        )
        .order_by()
        .values("item_id")
        .annotate(
            sector=F("item__standard__sector__name"),
            code=F("item__code"),
            title=F("item__title"),
            goal=F("item__goal__name"),
            units=Count("pk"),
            losing_units=Count("pk", filter=Q(points__lt=F("applicable"))),
            got=Sum("points"),
            full=Sum("applicable"),
        )
    )
    losses = []
    for row in rows:
        row.pop("item_id")
        losses.append(ItemLoss(applicable=row.pop("full"), **row))
    return tuple(sorted(losses, key=lambda one: (-one.rate, one.sector, one.code)))


def _problems(candidacies):
    rows = Rectification.objects.filter(candidacy__in=candidacies.values("pk")).order_by(
        "candidacy__sector__order", "candidacy__organization__code", "due_on", "pk"
    )
    return tuple(
        Problem(
            unit=row["unit"],
            town=row["town"] or NOWHERE,
            sector=row["sector"],
            problem=row["problem"],
            clause=f"{row['item_code']} {row['item_title']}" if row["item_code"] else "",
            advice=row["advice"],
            due_on=row["due_on"],
            state=RECTIFICATION_LIFECYCLE.states[row["state"]],
        )
        for row in rows.values(
            "problem",
            "advice",
            "due_on",
            "state",
            unit=F("candidacy__organization__name"),
            town=F("candidacy__town__name"),
            sector=F("candidacy__sector__name"),
            item_code=F("item__code"),
            item_title=F("item__title"),
        )
    )


def _titles(candidacies):
    """How many titles are in each state; a state nobody is in counts 0."""
    rows = Title.objects.filter(candidacy__in=candidacies.values("pk"))
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {label: counts.get(state, 0) for state, label in TITLE_LIFECYCLE.states.items()}
