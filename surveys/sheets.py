"""Rows of an uploaded table → answers as option numbers (RULES 5, layouts of the domain §5).

Pure. Cells are translated once per distinct value of a column. What can't be understood is
collected, all at once, and nothing is left out silently.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from surveys import odd_rows
from surveys.cells import Ticks, Words, code_of, seconds_of, text_of, ticked, time_of
from surveys.directory import Directory
from surveys.layouts import FormQuestion, Layout
from surveys.mapping import IGNORE
from surveys.mapping import Mapping as Decisions
from surveys.odd_rows import OddRow
from surveys.problems import Problem, faults, near
from surveys.wordings import BLANK, WORDINGS, plain
from wuhao.columns import CODES, Column, Table

SUGGESTIONS = 200  # unknown values that get one; comparing is slow
LEFT_OUT = "left_out"


@dataclass(frozen=True)
class SurveyTable:
    """Answers column by column; every list is as long as `row_numbers`.

    `organizations` holds codes; `answers` one tuple a row, in question order: an option's number,
    a sum of bits for a multiple choice, 0 blank, -1 skipped, -2 void. Rows with a problem are in
    no list but named in `problems`; `left_out` are the rows that the mapping excludes.
    """

    layout: Layout
    row_numbers: list[int]
    organizations: list[str]
    strata: list[str]
    answers: list[tuple[int, ...]]
    seconds: list[int | None]
    times: list[str]
    problems: tuple[Problem, ...]
    left_out: tuple[int, ...] = ()
    weights: list[int] | None = None  # None: one sheet a row; a row of ballots stands for many

    def errors(self) -> list[str]:
        """Every error as a line, in the order of the rows."""
        by_row = [(row, i) for i, p in enumerate(self.problems) for row in (p.rows or (0,))]
        texts = {i: p.sentence for i, p in enumerate(self.problems)}
        return [
            f"第 {row} 行 {self.problems[i].column}：{texts[i]}" if row else texts[i]
            for row, i in sorted(by_row)
        ]


def read(
    rows: Sequence[Sequence],
    layout: Layout,
    form: Sequence[FormQuestion],
    directory: Directory,
    decisions: Decisions,
) -> SurveyTable:
    """All answers below the header, or all that is wrong. Empty rows are passed over."""
    missing = faults(layout, form, decisions)
    if missing:
        return SurveyTable(layout, [], [], [], [], [], [], tuple(missing))
    table = Table.of(rows)
    sums = odd_rows.headers_again(table, layout) | odd_rows.totals(table, layout)
    apart = table.blanks() | {number - 1 for number in sums}
    places: Sequence[int] = range(layout.header_row, len(table))
    if apart:
        places = [place for place in places if place not in apart]
    reader = _Reader(layout, table, places, decisions)
    organizations = reader.organizations(directory)
    strata = reader.strata(form)
    answers = [reader.answers_to(question, strata) for question in form]
    return _with_sums(reader.table(organizations, strata, answers), sums.values(), decisions)


def _with_sums(table: SurveyTable, sums: Iterable[OddRow], decisions: Decisions) -> SurveyTable:
    """A row that is no answer is one problem, or left out when somebody decided so."""
    rows = list(sums)
    out = [row.number for row in rows if odd_rows.is_left_out(row, decisions)]
    problems = [
        Problem("total", row.column, row.text, row.reason, (row.number,))
        for row in rows
        if row.number not in out
    ]
    return replace(
        table,
        problems=(*problems, *table.problems),
        left_out=tuple(sorted((*table.left_out, *out))),
    )


class _Reader:
    """The body of one table, read column by column."""

    def __init__(
        self, layout: Layout, body: Table, places: Sequence[int], decisions: Decisions
    ) -> None:
        self.layout, self.decisions, self.body = layout, decisions, body
        self.places = places  # of the rows that are answers
        self.problems: list[Problem] = []
        self.left_out: set[int] = set()

    def column(self, number: int) -> Column:
        """That column's cells of the answers alone."""
        whole = self.body.columns[number - 1]
        if isinstance(self.places, range):
            return Column(whole.values, whole.codes[self.places.start : self.places.stop])
        return Column(whole.values, array(CODES, map(whole.codes.__getitem__, self.places)))

    def translate(self, cells: Column, meaning: Callable, describe: Callable) -> list:
        """`meaning(text)` once per distinct text: a value, LEFT_OUT, or None for a problem."""
        texts = list(map(text_of, cells.values))
        known = {text: meaning(text) for text in set(texts)}
        values = _each(cells, [known[text] for text in texts])
        if None in values or LEFT_OUT in values:
            bad: dict[str, list[int]] = {}
            for index, value in enumerate(values):
                if value is None:
                    rows = bad.setdefault(texts[cells.codes[index]], [])
                    rows.append(self.places[index] + 1)
                elif value == LEFT_OUT:
                    self.left_out.add(index)
            self.problems += [
                describe(text, tuple(rows), place < SUGGESTIONS)
                for place, (text, rows) in enumerate(bad.items())
            ]
        return values

    def organizations(self, directory: Directory) -> list[str | None]:
        fixed = self.decisions.fixed_organization
        columns = self.layout.with_role("organization")
        if fixed:
            code, reason = directory.find(fixed)
            if reason:
                self.problems.append(Problem("column", "党组织", fixed, reason))
            return [code or None] * len(self.places)
        cells = self.column(columns[0].number)
        for column in columns[1:]:
            cells = cells.or_else(self.column(column.number))
        chosen = self.decisions.organizations

        def meaning(text: str) -> str | None:
            if chosen.get(text) == IGNORE:
                return LEFT_OUT
            return directory.find(chosen.get(text, text))[0] or None

        def describe(text: str, rows: tuple[int, ...], suggest: bool) -> Problem:
            reason = directory.find(chosen.get(text, text))[1] if text else "没有填党组织"
            near = ""
            if suggest and text:
                near = directory.title(self.decisions.hints.get(text, ""))
                if not near and reason.startswith("不认识"):
                    near = directory.nearest(text)
            return Problem("organization", columns[0].header, text, reason, rows, near)

        return self.translate(cells, meaning, describe)

    def strata(self, form: Sequence[FormQuestion]) -> list[str | None]:
        columns = self.layout.with_role("stratum")
        if self.decisions.fixed_stratum:
            return [self.decisions.fixed_stratum] * len(self.places)
        known = stratum_words(form, self.decisions)
        words = identity_words(form)

        def meaning(text: str) -> str | None:
            stratum = known(text)
            return LEFT_OUT if stratum == IGNORE else stratum

        def describe(text: str, rows: tuple[int, ...], suggest: bool) -> Problem:
            reason = f"不认识的身份“{text}”" if text else "没有填身份"
            meant = near(text, words) if suggest else ""
            return Problem("stratum", columns[0].header, text, reason, rows, meant)

        return self.translate(self.column(columns[0].number), meaning, describe)

    def answers_to(self, question: FormQuestion, strata: list) -> list[int | None]:
        if question.dimension == "identity":
            orders = {o.klass: o.order for o in reversed(question.options)}
            return [orders.get(stratum, BLANK) for stratum in strata]
        if not question.options:  # free text may be personal and is never read
            return [BLANK] * len(self.places)
        columns = self.layout.with_role(f"question:{question.code}")
        if columns:
            words = Words(question, self.decisions.wordings.get(question.code, {}))
            return self._answers(columns[0], question, words)
        totals: list[int | None] = [BLANK] * len(self.places)
        for option in question.options:
            for column in self.layout.with_role(f"question:{question.code}:{option.order}"):
                ticks = self._answers(column, question, Ticks(option))
                totals = [ticked(*pair) for pair in zip(totals, ticks, strict=True)]
        return totals

    def _answers(self, column, question: FormQuestion, words: Words | Ticks) -> list[int | None]:
        def describe(text: str, rows: tuple[int, ...], suggest: bool) -> Problem:
            part = words.unknown_part(text)
            meant = near(part, (option.text for option in question.options)) if suggest else ""
            reason = f"不认识的选项“{part}”"
            return Problem("wording", column.header, part, reason, rows, meant, question.code)

        return self.translate(self.column(column.number), words.meaning, describe)

    def table(self, organizations: list, strata: list, answers: list[list]) -> SurveyTable:
        columns = [organizations, strata, *answers]
        good: Sequence[int] = range(len(self.places))
        if self.problems or self.left_out:
            good = [i for i, v in enumerate(zip(*columns, strict=True)) if self._is_good(i, v)]
        sheets = list(zip(*answers, strict=True)) or [()] * len(self.places)
        return SurveyTable(
            layout=self.layout,
            row_numbers=[self.places[i] + 1 for i in good],
            organizations=_only(organizations, good),
            strata=_only(strata, good),
            answers=_only(sheets, good),
            seconds=self._side("seconds", seconds_of, good),
            times=self._side("time", time_of, good),
            problems=tuple(self.problems),
            left_out=tuple(self.places[i] + 1 for i in sorted(self.left_out)),
        )

    def _is_good(self, index: int, values: tuple) -> bool:
        return index not in self.left_out and None not in values

    def _side(self, role: str, meaning: Callable, good: Sequence[int]) -> list:
        columns = self.layout.with_role(role)
        if not columns:
            return [meaning("")] * len(good)
        cells = self.column(columns[0].number)
        return _only(_each(cells, list(map(meaning, cells.values))), good)


def identity_words(form: Sequence[FormQuestion]) -> dict[str, str]:
    """Wording → stratum: the usual ones, the options' own texts, their numbers (number mode)."""
    options = [o for q in form if q.dimension == "identity" for o in q.options]
    words = WORDINGS["identity"] | {plain(option.text): option.klass for option in options}
    return words | {str(option.order): option.klass for option in options}


def stratum_words(
    form: Sequence[FormQuestion], decisions: Decisions
) -> Callable[[str], str | None]:
    """What a text in the column of identities means: a stratum, ignore, or None."""
    words, chosen = identity_words(form), decisions.strata
    return lambda text: chosen.get(text) or words.get(code_of(text))


def _each(cells: Column, known: list) -> list:
    """For every cell what is known of its value."""
    return list(map(known.__getitem__, cells.codes))


def _only(values: list, places: Sequence[int]) -> list:
    return values if len(places) == len(values) else [values[place] for place in places]
