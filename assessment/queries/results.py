"""What the current evaluations say of many candidacies, each answer in one query."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection
from django.db.models import Avg, Count, F, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Greatest

from assessment.models import Evaluation, Mark
from assessment.models.evaluation import DECISIONS
from assessment.queries.candidacies import RATES
from creation.models import COMMON_GOODS

DECIDED = Q(decision__in=("five_good", "not_reached"))

# Subtotals per sector, town and common good over the current evaluations of some candidacies.
_GOODS = """
SELECT candidacy.sector_id, candidacy.town_id, goal ->> 'common_good',
       sum((goal ->> 'got')::numeric), sum((goal ->> 'applicable')::numeric)
FROM assessment_evaluation evaluation
JOIN assessment_candidacy candidacy ON candidacy.id = evaluation.candidacy_id
CROSS JOIN LATERAL jsonb_array_elements(evaluation.goals) goal
WHERE evaluation.is_current AND candidacy.id IN ({candidacies})
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Goods:
    """Points got and applicable by sector, town and common good; `basis` says of which sheets."""

    basis: str  # evaluation, self, or "" while nobody has a subtotal
    rows: tuple

    def shares(self, **group):
        """0-100 per common good in their order, None where nothing applies."""
        rows = self._chosen(**group)
        return [_share(row for row in rows if row[2] == good) for good, _ in COMMON_GOODS]

    def total(self, **group):
        return _share(self._chosen(**group))

    def _chosen(self, *, sector=None, town=None):
        return [row for row in self.rows if sector in (None, row[0]) and town in (None, row[1])]


def _share(rows):
    rows = list(rows)
    applicable = sum((Fraction(row[4]) for row in rows), Fraction(0))
    return 100 * sum(Fraction(row[3]) for row in rows) / applicable if applicable else None


def goods_of(candidacies) -> Goods:
    """From the current evaluations; while there are none, from the self sheets handed in."""
    if rows := _evaluated_goods(candidacies):
        return Goods("evaluation", rows)
    rows = _self_checked_goods(candidacies)
    return Goods("self" if rows else "", rows)


def _evaluated_goods(candidacies):
    inner, params = candidacies.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_GOODS.format(candidacies=inner), params)
        return tuple(cursor.fetchall())


def _self_checked_goods(candidacies):
    marks = Mark.objects.filter(
        sheet__candidacy__in=candidacies.order_by().values("pk"),
        sheet__stage="self",
        sheet__state__in=("submitted", "accepted"),
        item__is_bonus=False,
    )
    groups = ("sheet__candidacy__sector", "sheet__candidacy__town", "item__goal__common_good")
    nothing = Decimal(0)
    return tuple(
        marks.order_by()
        .values_list(*groups)
        .annotate(
            got=Sum("points", filter=Q(not_applicable=""), default=nothing),
            applicable=Sum("item__points", filter=~Q(not_applicable="confirmed"), default=nothing),
        )
    )


def evaluations_of(candidacies):
    return Evaluation.objects.filter(
        candidacy__in=candidacies.order_by().values("pk"), is_current=True
    )


def figures_of(candidacies) -> dict:
    """evaluated, average (RULES 4.7), answers (the most that a rate of the unit rests on)."""
    answers = Greatest(
        *(Coalesce(Cast(KT(f"rates__{rate}__n"), IntegerField()), 0) for rate in RATES)
    )
    return evaluations_of(candidacies).aggregate(
        evaluated=Count("pk"), average=Avg("composite", filter=DECIDED), answers=Sum(answers)
    )


def summary_by(candidacies, group):
    """{value of `group` ("sector", "town"): row} of candidacies, average and every decision."""
    rows = candidacies.order_by().values(key=F(group)).annotate(**_summary())
    return {row["key"]: row for row in rows}


def summary_of(candidacies):
    """The same over all of them."""
    return candidacies.order_by().aggregate(**_summary())


def _summary():
    current = Q(evaluations__is_current=True)
    decided = current & Q(evaluations__decision__in=("five_good", "not_reached"))
    return {
        "candidacies": Count("pk", distinct=True),
        "average": Avg("evaluations__composite", filter=decided),
        **{
            code: Count("pk", filter=current & Q(evaluations__decision=code))
            for code, _ in DECISIONS
        },
    }
