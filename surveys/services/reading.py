"""A file of answers as understood by one mapping. Nothing is written here."""

import gc
import secrets
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings

from surveys import odd_rows
from surveys.access import organizations_to_answer_for
from surveys.directory import Directory
from surveys.findings import Finding
from surveys.integrity import FLAGS, flags_of
from surveys.layouts import FormQuestion, Layout, recognise
from surveys.mapping import IGNORE, Mapping
from surveys.overview import is_decidable, seen_columns, seen_problems, seen_wordings
from surveys.queries import directory_of, form_of, not_rated
from surveys.remarks import FoundRemark, remarks_in
from surveys.sheets import Problem, SurveyTable, read
from surveys.sources import same_source
from surveys.tallies import read_tallies
from wuhao.columns import Table
from wuhao.errors import Refused
from wuhao.workbooks import Limits, Sheet, WorkbookError, read_columns

CHECKING = 60  # per cent of the work done when the checks begin
READ_SECONDS = 300  # half a million rows, read row by row when memory is short


def unheard(percent, message):
    """Nobody waits for the progress."""


@dataclass(frozen=True)
class Reading:
    """What the preview shows and `commit` takes in."""

    form: tuple[FormQuestion, ...]
    layout: Layout
    table: SurveyTable
    directory: Directory
    other_sheets: tuple[str, ...]
    same_source: list[bool]  # for each sheet whether its sender sent another one
    remarks: list[FoundRemark]

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
        where = (table.organizations, table.strata)
        flags = flags_of(self.form, table.answers, where, table.seconds, table.times)
        if True in self.same_source:
            marked = zip(flags, self.same_source, strict=True)
            flags = [",".join(filter(None, (f, "source"))) if s else f for f, s in marked]
        return flags

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
            **({"remarks": len(self.remarks)} if self.remarks else {}),
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


def inspect(*, path, name, questionnaire, mapping, by, tell=unheard):
    """Read and understand a file within `by`'s reach; refuses what is no table."""
    sheet = read_sheet(path=path, name=name, tell=tell)
    tell(CHECKING, "校验")
    return understand(sheet, *asked(questionnaire, by), mapping)


def asked(questionnaire, by):
    """The questions, and the organizations that `by` may answer for."""
    return form_of(questionnaire), directory_of(organizations_to_answer_for(by))


def read_sheet(*, path, name, tell=unheard):
    """The cells of a file, read in a process of its own."""

    def at(done, total):
        tell(CHECKING * done // max(total, 1), f"读取 {done:,}/{total:,} 行")

    try:
        return read_columns(path, limits=limits(), name=name, tell=at)
    except WorkbookError as error:
        raise Refused(f"{name}：{error}") from error


@contextmanager
def many_values():
    """No looking for cycles meanwhile: lists this long have none, and it takes a fifth longer."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@many_values()
def understand(sheet, form, directory, mapping) -> Reading:
    """What the cells of a sheet mean."""
    layout = recognise(sheet.rows, form, mapping)
    read_rows = read_tallies if layout.kind == "tally" else read
    table = read_rows(sheet.rows, layout, form, directory, mapping)
    table = _with_lost_cells(_with_merged_cells(table, sheet), sheet)
    key = secrets.token_bytes(32)  # forgotten with the reading
    sources = same_source(sheet.rows, layout, table.row_numbers, key)
    remarks = remarks_in(sheet.rows, layout, form, table)
    return Reading(form, layout, table, directory, sheet.others, sources, remarks)


def finding_in(*, sheet, reading, mapping) -> Finding:
    """What the pages show of a reading."""
    rows, problems = Table.of(sheet.rows), reading.table.problems
    groups = [[p for p in problems if is_decidable(p) is wanted] for wanted in (True, False)]
    decide, correct = (seen_problems(group, reading.form, reading.directory) for group in groups)
    return Finding(
        kind=reading.layout.kind,
        header_row=reading.layout.header_row,
        personal=reading.layout.personal,
        others=reading.other_sheets,
        columns=seen_columns(rows, reading.layout),
        wordings=seen_wordings(rows, reading.layout, reading.form, mapping),
        decide=decide,
        correct=correct,
        decide_count=len(groups[0]),
        correct_count=len(groups[1]),
        error_count=reading.error_count,
        counts=reading.counts() | {"errors": reading.error_count},
    )


def inspect_upload(upload, by, tell=unheard):
    """As the waiting file is understood by what was decided so far."""
    return inspect(
        path=upload.file.path,
        name=upload.name,
        questionnaire=upload.questionnaire,
        mapping=Mapping.from_dict(upload.mapping),
        by=by,
        tell=tell,
    )


def look_at(*, path, name, questionnaire, mapping, by, tell=unheard) -> Finding:
    """Read a file for the pages."""
    sheet = read_sheet(path=path, name=name, tell=tell)
    tell(CHECKING, "校验")
    reading = understand(sheet, *asked(questionnaire, by), mapping)
    return finding_in(sheet=sheet, reading=reading, mapping=mapping)


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
