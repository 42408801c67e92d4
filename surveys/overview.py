"""From a file as it was read to what the pages show of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from surveys.cells import Words, text_of
from surveys.directory import Directory
from surveys.findings import PROBLEMS, ROWS, SeenColumn, SeenProblem, SeenWording
from surveys.layouts import FormQuestion, Layout
from surveys.mapping import IGNORE
from surveys.mapping import Mapping as Decisions
from surveys.sheets import Problem, stratum_words
from surveys.wordings import BLANK, SKIPPED, SPECIAL, VOID, plain, without_free_text
from wuhao.columns import Column, Table

SAMPLES = 5
WORDINGS = 60  # of one question; more is free text
DECIDABLE = ("organization", "stratum", "wording", "total")
_SPECIAL = {order: word for word, order in SPECIAL.items()}


def seen_columns(table: Table, layout: Layout) -> tuple[SeenColumn, ...]:
    """Each column that is not personal, in the file's own order."""
    found = []
    for column in sorted(layout.columns, key=lambda one: one.number):
        cells = table.columns[column.number - 1]
        body = cells.codes[layout.header_row :]
        first = [text for code in body[:SAMPLES] if (text := _shown(cells.values[code]))]
        distinct = len({cells.values[code] for code in body} - {""})
        found.append(SeenColumn(column.number, column.header, column.role, tuple(first), distinct))
    return tuple(found)


def _shown(value: object) -> str:
    return without_free_text(text_of(value))


def seen_wordings(
    table: Table, layout: Layout, form: Sequence[FormQuestion], decisions: Decisions
) -> tuple[SeenWording, ...]:
    """Every wording of the questions and of the identity, how often, and what it counts for."""
    if layout.kind == "tally":
        return ()
    blanks = table.blanks()
    found = _strata(table, layout, form, decisions, blanks)
    for question in form:
        columns = layout.with_role(f"question:{question.code}")
        if question.dimension == "identity" or not question.options or not columns:
            continue
        words = Words(question, decisions.wordings.get(question.code, {}))
        times: Counter = Counter()
        targets: dict[str, int | None] = {}
        cells = _texts(table.columns[columns[0].number - 1], layout, blanks)
        for text, many in cells.items():
            for part, order in words.parts(text):
                times[part] += many
                targets[part] = order
        found += [
            SeenWording(question.code, text, many, _target(targets[text]))
            for text, many in times.most_common(WORDINGS)
        ]
    return tuple(found)


def _strata(table, layout, form, decisions, blanks) -> list[SeenWording]:
    columns = layout.with_role("stratum")
    if not columns or decisions.fixed_stratum:
        return []
    meaning = stratum_words(form, decisions)
    cells = _texts(table.columns[columns[0].number - 1], layout, blanks)
    return [
        SeenWording("stratum", text, many, meaning(text) or "")
        for text, many in cells.most_common(WORDINGS)
    ]


def _texts(column: Column, layout: Layout, blanks: set[int]) -> Counter:
    """How often each text stands below the header, rows without content apart."""
    times: Counter = Counter()
    body = column.codes[layout.header_row :]
    for code, many in Counter(body).items():
        times[_shown(column.values[code])] += many
    empty = len([row for row in blanks if row >= layout.header_row])
    times[""] -= empty
    return +times


def _target(order: int | None) -> str:
    if order is None:
        return ""
    return _SPECIAL[order] if order in (BLANK, SKIPPED, VOID) else str(order)


def is_decidable(problem: Problem) -> bool:
    return problem.kind in DECIDABLE


def seen_problems(
    problems: Iterable[Problem], form: Sequence[FormQuestion], directory: Directory
) -> tuple[SeenProblem, ...]:
    """The first ones, with what may have been meant."""
    found = []
    for problem in list(problems)[:PROBLEMS]:
        offer = _offer(problem, form, directory)
        near = directory.near(problem.value) if problem.kind == "organization" else []
        if problem.kind == "organization" and offer and offer not in dict(near):
            near.insert(0, (offer, problem.suggestion.removesuffix(f"（{offer}）")))
        found.append(
            SeenProblem(
                problem.kind,
                problem.column,
                problem.value,
                problem.sentence,
                problem.rows[:ROWS],
                len(problem.rows),
                problem.question,
                tuple(near),
                offer,
            )
        )
    return tuple(found)


def _offer(problem: Problem, form: Sequence[FormQuestion], directory: Directory) -> str:
    """The suggestion as a decision: a code, a stratum, an option's order."""
    if problem.kind == "total":
        return IGNORE
    if not problem.suggestion:
        return ""
    if problem.kind == "organization":
        return directory.find(problem.suggestion)[0]
    if problem.kind == "stratum":
        return stratum_words(form, Decisions())(problem.suggestion) or ""
    options = (o for q in form if q.code == problem.question for o in q.options)
    return next((str(o.order) for o in options if plain(o.text) == plain(problem.suggestion)), "")
