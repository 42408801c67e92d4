"""Answers counted set by set: one pass over the sheets, a column for each class of each question.

One row per organization, question and stratum comes out of it. A pass of its own for a question
or a join per answer takes five to ten times as long (docs/adr/0008).
"""

import json
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db import connection

from surveys.rates import EXCLUDED, POSITIVE, STRATA_OF, Count

APART = {"blank": 0, "skipped": -1, "void": -2}  # -3, not asked on that paper, counts nowhere
TOGETHER = 25  # questions counted in one pass: a table has at most 1,600 columns
GOOD = frozenset().union(*POSITIVE.values())

# Which sheets count: all of them, those without a flag, or those that nobody decided to leave out.
ALL, UNFLAGGED, DECIDED = "true", "response.flags = ''", """(response.flags = '' OR NOT EXISTS (
    SELECT FROM surveys_flagdecision decision
    WHERE decision.upload_id = response.upload_id
      AND decision.organization_id = response.organization_id
      AND decision.lifted_at IS NULL
      AND decision.flag = ANY(string_to_array(response.flags, ','))))"""  # fmt: skip
COLUMNS = (
    "question_id, organization_id, stratum, numerator, denominator, dont_know, blank, skipped,"
    " void, classes"
)
COUNTED = """
    WITH counted AS MATERIALIZED (
        SELECT sheet.organization_id, sheet.stratum{sums}
        FROM (
            SELECT response.organization_id, response.stratum, response.weight{answers}
            FROM surveys_response response
            WHERE response.upload_id = ANY(%(uploads)s)
              AND response.organization_id = ANY(%(organizations)s)
              AND {keep}
            OFFSET 0  -- each answer is taken out of its array once, not once for each class
        ) sheet
        GROUP BY 1, 2
    )
    {rows}
"""
ROWS = """SELECT {pk}, organization_id, stratum, {figures},
        ('{{' || concat_ws(',', {classes}) || '}}')::jsonb
    FROM counted WHERE {all} > 0"""


@dataclass(frozen=True)
class Asked:
    """A question that feeds a rate, with the condition on its answer for each class."""

    pk: int
    order: int
    dimension: str
    classes: dict[str, str]

    @classmethod
    def of(cls, question):
        answer = f"sheet.a{int(question.order)}"
        options = [(int(option.order), option.klass) for option in question.options.all()]
        meant = _ticked if question.is_multiple else _chosen
        classes = meant(answer, options)
        for code, value in APART.items():
            also = f" OR {classes[code]}" if code in classes else ""
            classes[code] = f"{answer} = {value}{also}"
        return cls(question.pk, question.order, question.dimension, classes)


def _chosen(answer, options):
    orders = {}
    for order, klass in options:
        orders.setdefault(klass, []).append(str(order))
    return {klass: f"{answer} IN ({', '.join(found)})" for klass, found in orders.items()}


def _ticked(answer, options):
    """Of several ticks the most positive counts; among equals the first."""
    found, earlier = {}, 0
    ordered = sorted(options, key=lambda one: (one[1] not in GOOD, one[0]))
    for klass, alike in groupby(ordered, key=itemgetter(1)):
        bits = sum(1 << (order - 1) for order, _ in alike)
        rule = f"{answer} > 0 AND {answer} & {bits} <> 0 AND {answer} & {earlier} = 0"
        found.setdefault(klass, []).append(f"({rule})")
        earlier |= bits
    return {klass: " OR ".join(rules) for klass, rules in found.items()}


def asked_in(questionnaire):
    """The questions of the three rates, those that can be counted in one pass together."""
    questions = questionnaire.questions.filter(dimension__in=STRATA_OF).order_by("order")
    found = [Asked.of(question) for question in questions.prefetch_related("options")]
    return [found[at : at + TOGETHER] for at in range(0, len(found), TOGETHER)]


def statement(asked, *, keep=DECIDED):
    """(SQL, parameters beside uploads and organizations) that counts these questions."""
    sums, rows, names = [], [], {}
    for place, one in enumerate(asked):
        columns = {}
        for number, (klass, rule) in enumerate(one.classes.items()):
            columns[klass] = f"q{place}c{number}"
            names[f"{columns[klass]}name"] = f"{json.dumps(klass)}:"
            sums.append(f",\n sum(sheet.weight) FILTER (WHERE {rule}) AS {columns[klass]}")
        rows.append(_row(one, columns))
    answers = "".join(f", response.answers[{one.order}] AS a{one.order}" for one in asked)
    rows = "\n    UNION ALL\n    ".join(rows)
    return COUNTED.format(sums="".join(sums), answers=answers, rows=rows, keep=keep), names


def _row(one, columns):
    """One question's rows, from the columns that hold its classes.

    A SELECT of its own: the database makes ready what it computes once, and not for each row. The
    classes are glued together as text, without those that nobody chose, in half the time of
    jsonb_build_object.
    """
    apart = {"dont_know"} if one.dimension == "satisfaction" else set()
    valid = [klass for klass in columns if klass not in EXCLUDED | apart]
    good = [klass for klass in valid if klass in POSITIVE[one.dimension]]

    def total(*classes):
        return " + ".join(f"coalesce({columns[k]}, 0)" for k in classes if k in columns) or "0"

    classes = ", ".join(f"%({column}name)s::text || {column}" for column in columns.values())
    figures = ", ".join([total(*good), total(*valid), total(*apart), *map(total, APART)])
    return ROWS.format(pk=one.pk, figures=figures, classes=classes, all=total(*columns))


def count_apart(questionnaire, *, uploads, organization, keep):
    """[(question's id, stratum, Count)] of one organization, when other sheets count than now."""
    values = {"uploads": list(uploads), "organizations": [organization.pk]}
    found = []
    with connection.cursor() as cursor:
        for asked in asked_in(questionnaire):
            sql, names = statement(asked, keep=keep)
            cursor.execute(sql, values | names)
            for pk, _, stratum, good, valid, unknown, *apart, _ in cursor.fetchall():
                count = Count(int(good), int(valid), int(sum(apart)), int(unknown))
                found.append((pk, stratum, count))
    return found


def count_into(table, questionnaire, *, uploads, organizations):
    """Insert the counts of these organizations (ids) into `table`; the decided sheets alone."""
    values = {"uploads": list(uploads), "organizations": list(organizations)}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # or the counting spills to disk
        # Nothing is known yet of rows that were just copied in: the database would sort them all.
        cursor.execute("SET LOCAL enable_sort = off")
        for asked in asked_in(questionnaire):
            sql, names = statement(asked)
            cursor.execute(f"INSERT INTO {table} ({COLUMNS}) {sql}", values | names)
        cursor.execute("SET LOCAL enable_sort = on")
