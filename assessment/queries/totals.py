"""Everything an evaluation sums up, set by set: a few statements for a round of any size.

`gather` lays out one row per candidacy and item in a temporary table: what each sheet counted
(RULES 1.5: a claim that the review has not confirmed counts 0), what of it counts (3.1, 3.3), and
why. `sums` adds it up, `write_lines` makes the snapshot's lines of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

# Sheets count once they are handed in; a drawn unit's marks wait for its spot sheet.
_GATHER = """
CREATE TEMPORARY TABLE evaluated_mark ON COMMIT DROP AS
WITH paper AS (
    SELECT candidacy.id, candidacy.standard_id,
           max(sheet.id) FILTER (WHERE sheet.stage = 'self') AS self_id,
           max(sheet.id) FILTER (WHERE sheet.stage = 'review') AS review_id,
           max(sheet.id) FILTER (WHERE sheet.stage = 'spot') AS spot_id,
           EXISTS (SELECT FROM assessment_visit visit
                   WHERE visit.candidacy_id = candidacy.id AND visit.kind = 'spot') AS is_drawn
    FROM assessment_candidacy candidacy
    LEFT JOIN assessment_sheet sheet
        ON sheet.candidacy_id = candidacy.id AND sheet.state IN ('submitted', 'accepted')
    WHERE candidacy.round_id = %(round)s
    GROUP BY candidacy.id
), counted AS (
    SELECT paper.id AS candidacy_id, item.id AS item_id, coalesce(goal.code, '') AS goal,
           item.code, item."order" AS place, item.points AS full_points, item.is_bonus,
           paper.is_drawn,
           coalesce(review.not_applicable = 'confirmed', false) AS is_exempt,
           CASE WHEN own.not_applicable <> '' THEN 0 ELSE own.points END AS self_points,
           CASE WHEN review.not_applicable <> '' THEN 0 ELSE review.points END AS review_points,
           CASE WHEN spot.not_applicable <> '' THEN 0 ELSE spot.points END AS spot_points,
           coalesce(review.why, '') AS review_why, coalesce(spot.why, '') AS spot_why
    FROM paper
    JOIN creation_item item ON item.standard_id = paper.standard_id AND item.computed = ''
    LEFT JOIN creation_goal goal ON goal.id = item.goal_id
    LEFT JOIN assessment_mark own ON own.sheet_id = paper.self_id AND own.item_id = item.id
    LEFT JOIN assessment_mark review
        ON review.sheet_id = paper.review_id AND review.item_id = item.id
    LEFT JOIN assessment_mark spot ON spot.sheet_id = paper.spot_id AND spot.item_id = item.id
)
SELECT candidacy_id, item_id, goal, code, place, full_points, is_bonus, is_exempt,
       CASE WHEN is_exempt THEN NULL ELSE self_points END AS self_points,
       CASE WHEN is_exempt THEN NULL ELSE review_points END AS review_points,
       CASE WHEN is_exempt THEN NULL ELSE spot_points END AS spot_points,
       CASE WHEN is_exempt THEN NULL
            WHEN is_bonus THEN coalesce(CASE WHEN is_drawn THEN spot_points
                                             ELSE review_points END, 0)
            WHEN is_drawn THEN %(weight)s * spot_points + (1 - %(weight)s) * review_points
            ELSE review_points END AS points,
       CASE WHEN is_exempt OR NOT is_drawn THEN review_why
            WHEN is_bonus THEN spot_why
            ELSE concat_ws('；', nullif(spot_why, ''),
                 trim_scale(100 * %(weight)s) || '%% × 抽查 ' || trim_scale(spot_points) || ' + '
                 || trim_scale(100 * (1 - %(weight)s)) || '%% × 初审 '
                 || trim_scale(review_points) || ' = '
                 || trim_scale(%(weight)s * spot_points + (1 - %(weight)s) * review_points)
                 || ' 分') END AS why
FROM counted
"""

_SUMS = """
SELECT candidacy_id, goal, is_bonus,
       coalesce(sum(points), 0),
       coalesce(sum(full_points) FILTER (WHERE NOT is_exempt), 0),
       array_agg(code) FILTER (WHERE points IS NULL AND NOT is_exempt),
       coalesce(sum(self_points), 0), bool_or(self_points IS NULL AND NOT is_exempt),
       coalesce(sum(review_points), 0), bool_or(review_points IS NULL AND NOT is_exempt),
       coalesce(sum(spot_points), 0), bool_or(spot_points IS NULL AND NOT is_exempt)
FROM evaluated_mark
GROUP BY candidacy_id, is_bonus, goal
ORDER BY candidacy_id, goal
"""

# Lines show four places; the sums above are taken from the exact values.
_WRITE_LINES = """
INSERT INTO assessment_evaluationline
    (evaluation_id, item_id, applicable, self_points, review_points, spot_points, points, why)
SELECT evaluation.id, mark.item_id,
       CASE WHEN mark.is_exempt OR mark.is_bonus THEN 0 ELSE mark.full_points END,
       mark.self_points, mark.review_points, mark.spot_points, round(mark.points, 4),
       left(mark.why, 300)
FROM evaluated_mark mark
JOIN unnest(%s::bigint[], %s::bigint[]) AS evaluation (candidacy_id, id) USING (candidacy_id)
ORDER BY evaluation.id, mark.place
"""

_PAPERS = """
SELECT candidacy.id, organization.code, candidacy.organization_id, candidacy.superior_id,
       candidacy.standard_id, candidacy.state, candidacy.founded_in_round, candidacy.members,
       candidacy.people_served, sector.name, coalesce(town.name, ''), candidacy.declaration,
       own.state, own.submitted_at, own.returned_due, review.state, spot.state,
       EXISTS (SELECT FROM assessment_visit visit
               WHERE visit.candidacy_id = candidacy.id AND visit.kind = 'spot')
FROM assessment_candidacy candidacy
JOIN creation_organization organization ON organization.id = candidacy.organization_id
JOIN creation_sector sector ON sector.id = candidacy.sector_id
LEFT JOIN creation_organization town ON town.id = candidacy.town_id
LEFT JOIN assessment_sheet own ON own.candidacy_id = candidacy.id AND own.stage = 'self'
LEFT JOIN assessment_sheet review
    ON review.candidacy_id = candidacy.id AND review.stage = 'review'
LEFT JOIN assessment_sheet spot ON spot.candidacy_id = candidacy.id AND spot.stage = 'spot'
WHERE candidacy.round_id = %s
ORDER BY organization.code
"""

# In force in the round; a clear answer asks for nothing further.
_ANSWERS = """
SELECT clearance.candidacy_id, red_line.name, department.name, clearance.state
FROM assessment_clearance clearance
JOIN assessment_candidacy candidacy ON candidacy.id = clearance.candidacy_id
JOIN creation_redline red_line ON red_line.id = clearance.red_line_id
JOIN creation_department department ON department.id = clearance.department_id
WHERE candidacy.round_id = %s AND clearance.state <> 'clear'
ORDER BY clearance.candidacy_id, red_line."order", department."order"
"""

_RECTIFICATIONS = """
SELECT rectification.candidacy_id, count(*),
       count(*) FILTER (WHERE (closed_at AT TIME ZONE %s)::date <= due_on)
FROM assessment_rectification rectification
JOIN assessment_candidacy candidacy ON candidacy.id = rectification.candidacy_id
WHERE candidacy.round_id = %s AND (rectification.state = 'done' OR due_on < %s)
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """One candidacy as an evaluation sees it; the states are those of its sheets, None for none."""

    pk: int
    code: str
    organization: int
    superior: int | None
    standard: int
    state: str
    founded_in_round: bool
    members: int
    people_served: int
    sector: str
    town: str
    declaration: Any
    self_state: str | None
    self_submitted_at: Any
    returned_due: date | None
    review_state: str | None
    spot_state: str | None
    is_drawn: bool


@dataclass(slots=True)
class Sum:
    """Points got and applicable; not complete while an item lacks its mark."""

    got: Decimal = Decimal(0)
    applicable: Decimal = Decimal(0)
    complete: bool = True


@dataclass(slots=True)
class Totals:
    """One candidacy's sums: what counts per goal, the bonus, and each sheet by itself."""

    goals: dict[str, Sum] = field(default_factory=dict)
    bonus: Decimal = Decimal(0)
    unanswered: list[str] = field(default_factory=list)
    sheets: dict[str, Sum] = field(
        default_factory=lambda: {stage: Sum() for stage in ("self", "review", "spot")}
    )

    def add(self, goal: str, points: Decimal, applicable: Decimal) -> None:
        """An item that the system computed: it counts alike on every sheet."""
        for total in (self.goals.setdefault(goal, Sum()), *self.sheets.values()):
            total.got += points
            total.applicable += applicable


def papers(round) -> list[Paper]:
    """Every candidacy of the round. (A jsonb column arrives as text.)"""
    rows = _rows(_PAPERS, [round.pk])
    return [Paper(*row[:11], json.loads(row[11]), *row[12:]) for row in rows]


def gather(round, spot_weight: Decimal) -> None:
    """The temporary table of this transaction: one row per candidacy and item."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS evaluated_mark")
        cursor.execute(_GATHER, {"round": round.pk, "weight": spot_weight})


def sums() -> dict[int, Totals]:
    """Candidacy → its totals over what was gathered, without the computed items."""
    found: dict[int, Totals] = defaultdict(Totals)
    for pk, goal, is_bonus, got, applicable, open_codes, *sheets in _rows(_SUMS, []):
        totals = found[pk]
        if is_bonus:
            totals.bonus = got
            continue
        totals.goals[goal] = Sum(got, applicable)
        totals.unanswered += open_codes or []
        for place, total in enumerate(totals.sheets.values()):
            total.got += sheets[2 * place]
            total.applicable += applicable
            total.complete = total.complete and not sheets[2 * place + 1]
    return found


def answers(round) -> dict[int, list[tuple[str, str, str]]]:
    """Candidacy → (red line, department, state) of what is hit or pending."""
    found = defaultdict(list)
    for pk, *answer in _rows(_ANSWERS, [round.pk]):
        found[pk].append(tuple(answer))
    return found


def rectified(round, *, today: date, zone: str) -> dict[int, tuple[int, int]]:
    """Candidacy → (rectifications that were due or are done, those done by their date)."""
    rows = _rows(_RECTIFICATIONS, [zone, round.pk, today])
    return {pk: (due, on_time) for pk, due, on_time in rows}


def add_computed(rows: Iterable[tuple]) -> None:
    """Lines of computed items: (candidacy, item, place, full points, exempt, points, why)."""
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY evaluated_mark (candidacy_id, item_id, place, full_points, is_exempt, points,"
            " why, is_bonus) FROM STDIN"
        ) as copy,
    ):
        for row in rows:
            copy.write_row((*row, False))


def write_lines(evaluations: dict[int, int]) -> int:
    """The lines of the snapshots; `evaluations` maps candidacy to evaluation."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_LINES, [list(evaluations), list(evaluations.values())])
        return cursor.rowcount


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
