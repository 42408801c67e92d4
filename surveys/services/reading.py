"""A file of answers as understood by one mapping. Nothing is written here."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings

from surveys import odd_rows
from surveys.access import organizations_to_answer_for
from surveys.directory import Directory
from surveys.integrity import FLAGS, flags_of
from surveys.layouts import FormQuestion, Layout, recognise
from surveys.mapping import IGNORE, Mapping
from surveys.queries import directory_of, form_of, not_rated
from surveys.sheets import Problem, SurveyTable, read
from surveys.tallies import read_tallies
from wuhao.errors import Refused
from wuhao.workbooks import Limits, Sheet, WorkbookError, read_columns

SAMPLES = 5
READ_SECONDS = 300  # half a million rows, read row by row when memory is short


@dataclass(frozen=True)
class Reading:
    """What the preview shows and `commit` takes in."""

    form: tuple[FormQuestion, ...]
    layout: Layout
    table: SurveyTable
    samples: list[list]
    directory: Directory
    other_sheets: tuple[str, ...]

    @property
    def error_count(self):
        """Errors as a person counts them: one for each row."""
        return sum(len(problem.rows) or 1 for problem in self.table.problems)

    @property
    def weights(self):
        return self.table.weights or [1] * len(self.table.row_numbers)

    @cached_property
    def flags(self):
        """One text a sheet; ballots counted by hand carry none."""
        table = self.table
        if table.weights is not None:
            return [""] * len(table.row_numbers)
        keys = list(zip(table.organizations, table.strata, table.times, strict=True))
        return flags_of(self.form, table.answers, table.seconds, keys)

    def counts(self):
        """For the log, the list of files and the command; JSON."""
        table = self.table
        flagged = Counter(flag for flags in self.flags if flags for flag in flags.split(","))
        return {
            "rows": len(set(table.row_numbers)),
            "organizations": len(set(table.organizations)),
            "strata": self._strata(),
            "left_out": len(table.left_out),
            "flags": {flag: flagged[flag] for flag in FLAGS if flagged[flag]},
            "not_rated": not_rated(set(table.organizations)),
        }

    def _strata(self):
        """Sheets by stratum. A ballot counted by hand is taken once, by its own figures."""
        if self.table.weights is None:
            return dict(Counter(self.table.strata))
        found = Counter()
        first = next(q.order for q in self.form if q.dimension != "identity" and q.options) - 1
        for stratum, answers, weight in zip(
            self.table.strata, self.table.answers, self.weights, strict=True
        ):
            if answers[first] > -3:
                found[stratum] += weight
        return dict(found)


def limits():
    """What a survey file may cost."""
    return Limits(
        rows=settings.SURVEY_MAX_ROWS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        unpacked_bytes=settings.UPLOAD_MAX_UNPACKED_BYTES,
        memory_bytes=settings.UPLOAD_READER_BYTES,
        cpu_seconds=READ_SECONDS,
        wall_seconds=READ_SECONDS,
    )


def inspect(*, path, name, questionnaire, mapping, by):
    """Read and understand a file within `by`'s reach; refuses what is no table."""
    try:
        sheet = read_columns(path, limits=limits(), name=name)
    except WorkbookError as error:
        raise Refused(f"{name}：{error}") from error
    form = form_of(questionnaire)
    directory = directory_of(organizations_to_answer_for(by))
    layout = recognise(sheet.rows, form, mapping)
    understand = read_tallies if layout.kind == "tally" else read
    table = understand(sheet.rows, layout, form, directory, mapping)
    samples = sheet.rows[layout.header_row : layout.header_row + SAMPLES]
    table = _with_lost_cells(_with_merged_cells(table, sheet), sheet)
    return Reading(form, layout, table, samples, directory, sheet.others)


def inspect_upload(upload, by):
    """As the waiting file is understood by what was decided so far."""
    return inspect(
        path=upload.file.path,
        name=upload.name,
        questionnaire=upload.questionnaire,
        mapping=Mapping.from_dict(upload.mapping),
        by=by,
    )


def _with_merged_cells(table: SurveyTable, sheet: Sheet) -> SurveyTable:
    """Every merged cell once; what its empty cells lack follows from it and is not said as well."""
    merged = odd_rows.merged(sheet.merged, table.layout)
    if not merged:
        return table
    problems = [
        Problem("merged", column, merge.name, reason, (merge.first_row,))
        for merge, (column, reason) in merged.items()
    ]
    return replace(table, problems=(*problems, *_apart_from(merged, table)))


def _apart_from(merges, table: SurveyTable) -> list[Problem]:
    """The problems that don't follow from a merge."""
    layout = table.layout
    unsure = odd_rows.header_is_merged(merges, layout)
    kept = [
        replace(p, rows=rows)
        for p in table.problems
        if (rows := _rows_apart(p, merges, layout)) or not p.rows
    ]
    return [p for p in kept if not (unsure and p.kind == "column")]


def _rows_apart(problem: Problem, merges, layout: Layout) -> tuple[int, ...]:
    return tuple(
        row for row in problem.rows if not odd_rows.row_follows(merges, layout, row, problem.value)
    )


def _with_lost_cells(table: SurveyTable, sheet: Sheet) -> SurveyTable:
    """Formulas without a value read as empty cells: in a column that counts they are errors."""
    used = {c.number: c.header for c in table.layout.columns if c.role not in ("", IGNORE)}
    lost = [
        Problem("cell", used[cell.column], cell.name, cell.sentence, (cell.row,))
        for cell in sheet.problems
        if cell.kind != "error" and cell.column in used and cell.row > table.layout.header_row
    ]
    more = sheet.problem_count - len(sheet.problems)
    if more:
        lost.append(Problem("cell", "", "", f"另有 {more} 个单元格是错误值或没有算出的公式"))
    return replace(table, problems=(*table.problems, *lost)) if lost else table
