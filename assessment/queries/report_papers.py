"""The papers behind a report, counted in the database: a query each."""

from django.db.models import Count, F, Q, Sum

from assessment.models import (
    RECTIFICATION_LIFECYCLE,
    TITLE_LIFECYCLE,
    Clearance,
    EvaluationLine,
    Rectification,
    Sheet,
    Title,
    Visit,
)
from assessment.reports.values import (
    NOWHERE,
    ItemLoss,
    Problem,
    Process,
    RedLine,
    Stage,
    Standard,
)


def stages(round):
    return tuple(
        Stage(stage.get_stage_display(), stage.starts_on, stage.ends_on)
        for stage in round.stages.all()
    )


def standards(round, sectors):
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


def red_lines(round, candidacies):
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


def process(candidacies, units, policy):
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


def items(candidacies):
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


def problems(candidacies):
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


def titles(candidacies):
    """How many titles are in each state; a state nobody is in counts 0."""
    rows = Title.objects.filter(candidacy__in=candidacies.values("pk"))
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {label: counts.get(state, 0) for state, label in TITLE_LIFECYCLE.states.items()}
