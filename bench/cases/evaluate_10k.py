"""A whole round evaluated, its snapshots written; beside it a loop of queries and bare SQL."""

from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q, Sum

from assessment.models import Candidacy, Evaluation, EvaluationLine, EvaluationRun, Mark
from assessment.services.evaluate import evaluate
from bench import big_round
from bench.harness import Result, peak_mb, seconds
from creation.queries.rounds import current_policy
from surveys.models import Rate

PEER = 30  # units of the loop, whose time is multiplied: it takes as long for each


def run() -> Result:
    round, _ = big_round.make()
    sample = list(Candidacy.objects.filter(round=round).order_by("pk")[:PEER])
    loop = seconds(lambda: undone(_loop, round, sample), repeat=1)
    ours = seconds(lambda: undone(evaluate, round=round, by=None))
    evaluate(round=round, by=None)
    return Result(
        name="evaluate_10k",
        ours_s=ours,
        peers_s={"ORM loop": loop * big_round.UNITS / len(sample)},
        limit_s=seconds(lambda: undone(_copy_over)),
        peak_mb=peak_mb(lambda: evaluate(round=round, by=None)),
    )


def undone(work, *args, **options):
    """The writes are made, checked at the end as a commit does, and taken back."""
    with transaction.atomic():
        work(*args, **options)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _loop(round, candidacies):
    """What most projects do: for each unit its sums, its rates, its rows."""
    run = EvaluationRun.objects.create(round=round, policy=current_policy(round)[0])
    for candidacy in candidacies:
        marks = Mark.objects.filter(sheet__candidacy=candidacy)
        own = marks.filter(sheet__stage="self").aggregate(got=Sum("points"))["got"]
        goals = [
            marks.filter(sheet__stage="review", item__goal=goal).aggregate(
                got=Sum("points", filter=Q(not_applicable="")), applicable=Sum("item__points")
            )
            for goal in candidacy.standard.goals.all()
        ]
        rates = Rate.objects.filter(organization=candidacy.organization_id)
        asked = rates.aggregate(numerator=Sum("numerator"), denominator=Sum("denominator"))
        part = sum(goal["got"] for goal in goals)
        rate = Decimal(100 * asked["numerator"]) / asked["denominator"]
        candidacy.evaluations.filter(is_current=True).update(is_current=False)
        evaluation = Evaluation.objects.create(
            run=run,
            candidacy=candidacy,
            decision="five_good",
            composite=round_(Decimal("0.7") * part + Decimal("0.3") * rate),
            self_score=own,
            review_score=part,
        )
        for mark in marks.filter(sheet__stage="review").select_related("item"):
            EvaluationLine.objects.create(
                evaluation=evaluation,
                item=mark.item,
                applicable=mark.item.points,
                self_points=marks.get(sheet__stage="self", item=mark.item).points,
                review_points=mark.points,
                points=mark.points,
                why=mark.why,
            )


def round_(value):
    return value.quantize(Decimal("0.01"))


def _copy_over():
    """The same rows and lines, from those that are there: what no program can save."""
    with connection.cursor() as cursor:
        columns = _columns(cursor, "assessment_evaluation", apart=("id", "is_current"))
        cursor.execute(
            "CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT id AS old, nextval("
            "pg_get_serial_sequence('assessment_evaluation', 'id')) AS id"
            " FROM assessment_evaluation WHERE is_current"
        )
        cursor.execute("UPDATE assessment_evaluation SET is_current = false WHERE is_current")
        cursor.execute(
            f"INSERT INTO assessment_evaluation (id, is_current, {columns})"
            f" SELECT copied.id, true, {columns} FROM assessment_evaluation row"
            " JOIN copied ON copied.old = row.id"
        )
        lines = _columns(cursor, "assessment_evaluationline", apart=("id", "evaluation_id"))
        cursor.execute(
            f"INSERT INTO assessment_evaluationline (evaluation_id, {lines})"
            f" SELECT copied.id, {lines} FROM assessment_evaluationline line"
            " JOIN copied ON copied.old = line.evaluation_id"
        )
        cursor.execute("DROP TABLE copied")


def _columns(cursor, table, *, apart) -> str:
    found = connection.introspection.get_table_description(cursor, table)
    return ", ".join(f'"{one.name}"' for one in found if one.name not in apart)
