"""Candidacies as lists show them: stage, scores, last change; and what waits for staff."""

from dataclasses import dataclass

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Greatest

from assessment.models import Evaluation, Mark, Sheet
from assessment.queries.stages import with_stage

SCORE = DecimalField(max_digits=13, decimal_places=10)
RATES = ("satisfaction", "participation", "awareness")


@dataclass(frozen=True)
class Queue:
    """Candidacies that wait for one thing; `condition` reads the annotations of `listed`."""

    code: str
    name: str
    condition: Q


# Who is out of the round, or checks itself without being rated, keeps nobody waiting.
_TAKES_PART = ~Q(state__in=("withdrawn", "barred", "closed")) & Q(founded_in_round=False)
_HANDED_IN = ("submitted", "accepted")
# What keeps candidacies from a decision (RULES 4.3), in the order of the steps.
PAPERS = (
    Queue("unapplied", "没有申报", _TAKES_PART & Q(state="enrolled")),
    Queue(
        "unsubmitted",
        "自查没有提交",
        _TAKES_PART
        & Q(state="applied")
        & (Q(self_state=None) | Q(self_state__in=("draft", "returned"))),
    ),
    Queue("unreviewed", "初审没有通过", _TAKES_PART & Q(self_state="submitted")),
    Queue("unvetted", "联审没有答复完", _TAKES_PART & Q(is_vetting=True)),
    Queue(
        "unchecked",
        "抽查没有完成",
        _TAKES_PART & Q(is_drawn=True) & (Q(spot_state=None) | ~Q(spot_state__in=_HANDED_IN)),
    ),
)

UNEVALUATED = Queue(
    "unevaluated", "还没有结论", _TAKES_PART & (Q(decision=None) | Q(decision="pending"))
)
# What is still to do at each stage of the campaign that works on candidacies.
OPEN_WORK = dict(
    zip(
        ("apply", "self", "review", "clearance", "spot", "evaluate"),
        (*PAPERS, UNEVALUATED),
        strict=True,
    )
)
TAKES_PART = Queue("takes_part", "参加评价", _TAKES_PART)
DRAWN = Queue("drawn", "列入抽查", _TAKES_PART & Q(is_drawn=True))


def queues(policy):
    """What staff works off, by code; the number on the workbench and the list are one condition."""
    found = (
        *PAPERS,
        UNEVALUATED,
        Queue("insufficient", "三率样本不足或没有数据", Q(lacks_answers=True)),
        Queue("deviating", "分差超限", Q(deviation__gt=policy.deviation_limit)),
        Queue("undecided", "结论待定", Q(decision="pending")),
        Queue("barred", "触碰高压线", Q(state="barred")),
    )
    return {queue.code: queue for queue in found}


def queue_counts(rows, found):
    """{code: number} for all queues in one query over rows `with_signals`."""
    counted = {queue.code: Count("pk", filter=queue.condition) for queue in found.values()}
    return rows.order_by().aggregate(**counted)


def with_signals(candidacies):
    """With stage and what the current evaluation warns of."""
    few = Q()
    for rate in RATES:
        few |= Q(**{f"rates__{rate}__sufficient": False})
    return with_stage(candidacies).annotate(
        deviation=Subquery(_current().values("deviation")[:1]),
        lacks_answers=Exists(_current().filter(few)),
    )


def _current():
    return Evaluation.objects.filter(candidacy=OuterRef("pk"), is_current=True)


def listed(candidacies):
    """With stage, scores and last change, ready to be filtered and ordered.

    The score of the self sheet is the evaluation's once there is one, before that the sheet's own
    as far as the items can be marked by hand; a sheet that was never handed in shows none.
    """
    sheets = Sheet.objects.filter(candidacy=OuterRef("pk")).order_by().values("candidacy")
    return with_signals(candidacies).annotate(
        composite=Subquery(_current().values("composite")[:1]),
        self_score=Coalesce(Subquery(_current().values("self_score")[:1]), sheet_score("self")),
        spot_score=Subquery(_current().values("spot_score")[:1]),
        touched_at=Greatest(
            Subquery(sheets.annotate(at=Max("submitted_at")).values("at")),
            Subquery(sheets.annotate(at=Max("marks__updated_at")).values("at")),
            F("applied_at"),
        ),
    )


def with_results(candidacies):
    """`listed` with the parts and reasons of the current evaluation."""
    current = FilteredRelation("evaluations", condition=Q(evaluations__is_current=True))
    return listed(candidacies).annotate(
        current=current,
        organization_part=F("current__organization_part"),
        rates_part=F("current__rates_part"),
        bonus=F("current__bonus"),
        reasons=F("current__reasons"),
    )


def sheet_score(stage):
    """100 × points got / points applicable of a sheet that was handed in (RULES 2.1), as SQL."""
    marks = Mark.objects.filter(
        sheet__candidacy=OuterRef("pk"),
        sheet__stage=stage,
        sheet__submitted_at__isnull=False,
        item__is_bonus=False,
    )
    got = Sum("points", filter=Q(not_applicable=""), default=0)
    applicable = Sum("item__points", filter=~Q(not_applicable="confirmed"))
    return Subquery(
        marks.order_by().values("sheet").annotate(score=got * 100 / applicable).values("score"),
        output_field=SCORE,
    )
