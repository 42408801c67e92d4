"""The stage of every candidacy of a list, in the list's own query."""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from assessment.models import Clearance, Evaluation, Rectification, Sheet, Visit
from assessment.stages import STAGES


def with_stage(candidacies):
    """Annotate candidacies with the facts of assessment.stages, `stage` and `stage_order`."""
    facts = candidacies.annotate(
        self_state=_sheet_state("self"),
        review_state=_sheet_state("review"),
        spot_state=_sheet_state("spot"),
        title_state=F("title__state"),
        decision=Subquery(
            Evaluation.objects.filter(candidacy=OuterRef("pk"), is_current=True).values("decision")[
                :1
            ]
        ),
        rectification_state=Subquery(
            Rectification.objects.filter(candidacy=OuterRef("pk"), state__in=["open", "reported"])
            .order_by("state")
            .values("state")[:1]
        ),
        is_drawn=Exists(Visit.objects.filter(candidacy=OuterRef("pk"), kind="spot")),
        is_vetting=Exists(Clearance.objects.filter(candidacy=OuterRef("pk"), state="pending")),
    )
    return facts.annotate(
        stage=_first_that_fits(lambda order, stage: Value(stage.code), CharField()),
        stage_order=_first_that_fits(lambda order, stage: Value(order), IntegerField()),
    )


def _sheet_state(stage):
    return Subquery(Sheet.objects.filter(candidacy=OuterRef("pk"), stage=stage).values("state")[:1])


def _first_that_fits(then, output_field):
    rows = [
        When(
            Q(**{f"{fact}__in": values for fact, values in stage.when.items()}),
            then=then(order, stage),
        )
        for order, stage in enumerate(STAGES)
        if stage.when
    ]
    last = then(len(STAGES) - 1, STAGES[-1])
    return Case(*rows, default=last, output_field=output_field)
