"""Marks from a file, one row per organization and item: read and checked as a whole.

The rules are those of the forms (marks, sheets, review); what they say becomes an error with
Excel's row and the column. Only a file without errors is written, by bulk_marks.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from django.conf import settings
from django.db import transaction

from assessment.models import Candidacy, Mark, Sheet, Visit
from assessment.services.bulk_marks import IMPORTED, Paper, write
from assessment.services.marks import NOTE as NOTE_LENGTH
from assessment.services.marks import (
    VALUES,
    MarkEntry,
    not_returned_sentence,
    values_in,
    values_of,
    why_not_fill_with,
)
from assessment.services.review import undecided_sentence
from assessment.services.sheets import unanswered_sentence, why_not_start_with
from creation.models import Item
from creation.resources.roster import Problem, Roster, Title, read_roster
from creation.resources.values import Text
from wuhao.errors import Refused
from wuhao.workbooks import Limits, WorkbookError, cell_text, read_table

CODE, ITEM, VALUE, NA, NOTE = "党组织代码", "要点编号", "值", "不适用", "说明"
TITLES = [Title(CODE, True), Title(ITEM, True), Title(VALUE, True), Title(NA), Title(NOTE)]
YES, NO = ("是", "√", "1", "不适用"), ("", "否", "0", "适用")


@dataclass
class MarkReport:
    """What came of a file: counts, or every problem and nothing written."""

    problems: list[Problem] = field(default_factory=list)
    sheets: int = 0
    marks: int = 0
    applied: int = 0
    entered: dict = field(default_factory=dict)  # cells to values: units often say the same
    kept: int = 0  # values for items that the review had confirmed 不适用


def limits() -> Limits:
    """As many rows as a survey may have: ten thousand units × forty items."""
    return Limits(
        rows=settings.SURVEY_MAX_ROWS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        unpacked_bytes=settings.UPLOAD_MAX_UNPACKED_BYTES,
        memory_bytes=settings.UPLOAD_READER_BYTES,
    )


def read_file(path, titles, name="") -> Roster:
    """Rows under our titles, or the problem of the file as a whole."""
    try:
        return read_roster(read_table(path, limits=limits(), name=name), titles)
    except WorkbookError as error:
        return Roster(problems=[Problem(0, "", str(error))])


@transaction.atomic
def import_marks(*, path, round, stage, by, signed_by=None, name="") -> MarkReport:
    """Bring the marks of one stage in: all of the file or, when anything is wrong, nothing.

    `signed_by` hands the sheets in as well, under that name ("" says that nobody signed): a self
    sheet's unit applies first when it has not, declaring that it touches no red line; a review is
    accepted.
    """
    if sentence := why_not_sign(signed_by or ""):
        raise Refused(sentence)
    submitting = signed_by is not None
    roster = read_file(path, TITLES, name)
    report = MarkReport(problems=list(roster.problems))
    papers = _papers(roster, round, stage, report)
    for paper in papers:
        _check(paper, submitting, report)
    if report.problems:
        report.problems.sort(key=lambda one: one.row)
        return report
    report.applied = write(papers, signed_by=signed_by, by=by, note=name or Path(path).name)
    report.sheets = len(papers)
    report.marks = sum(len(paper.values) for paper in papers)
    return report


def why_not_sign(name: str) -> str:
    """ "" when the signature has room for the name and for where it comes from."""
    most = Sheet._meta.get_field("signed_by").max_length - len(IMPORTED)
    return f"签字人最多 {most} 个字。" if len(name) > most else ""


# --- rows ---------------------------------------------------------------------------------------


def _papers(roster, round, stage, report) -> list[Paper]:
    """One per organization in the file, its rows turned into marks' values."""
    candidacies = _candidacies(roster, round)
    items = _items(candidacies.values())
    papers: dict[str, Paper] = {}
    for row, values in roster.rows:
        code = cell_text(values[CODE])
        if code not in candidacies:
            report.problems.append(Problem(row, CODE, _unknown(code, candidacies, round)))
            continue
        if code not in papers:
            papers[code] = Paper(candidacies[code], stage, row)
        _take(papers[code], row, values, items[papers[code].candidacy.standard_id], report)
    _load(papers, items, round)
    return list(papers.values())


def _candidacies(roster, round) -> dict[str, Candidacy]:
    """Locked until the end, so that nobody starts a sheet or applies meanwhile."""
    codes = {code for _, code in roster.texts(CODE)} if CODE in roster.places else set()
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(round=round, organization__code__in=codes).select_related("organization")
    found = {}
    for candidacy in rows:
        candidacy.round = round
        found[candidacy.organization.code] = candidacy
    return found


def _items(candidacies) -> dict[int, dict[str, Item]]:
    standards = {one.standard_id for one in candidacies}
    found = defaultdict(dict)
    for item in Item.objects.filter(standard__in=standards):
        found[item.standard_id][item.code] = item
    return found


def _unknown(code, candidacies, round) -> str:
    if not code:
        return "没有填写"
    near = get_close_matches(code, candidacies, n=1)
    hint = f"，是不是“{near[0]}”？" if near else "，请核对参评名单"
    return f"{round}没有代码为“{code}”的参评组织{hint}"


def _take(paper, row, values, items, report) -> None:
    """One row as the item's new values, or as a problem."""
    code = cell_text(values[ITEM])
    item = items.get(code)
    column, reason = ITEM, ""
    if item is None:
        known = "、".join(get_close_matches(code, items, n=1) or list(items)[:3])
        reason = f"该组织的标准里没有要点“{code}”，例如：{known}" if code else "没有填写"
    elif item.computed:
        reason = f"要点 {code} 由系统在评价时计算，不用填写，请删除这一行"
    elif item.pk in paper.rows:
        reason = f"要点 {code} 与第 {paper.rows[item.pk]} 行重复，请只留一行"
    else:
        paper.rows[item.pk] = row
        column, reason = _enter(paper, item, values, report.entered)
    if reason:
        report.problems.append(Problem(row, column, reason))


def _enter(paper, item, values, entered) -> tuple[str, str]:
    """Put the row's values into the paper; else the column and what is wrong in it."""
    given, answer = (cell_text(values.get(title)) for title in (VALUE, NA))
    try:
        note = Text(NOTE_LENGTH).clean(values.get(NOTE))
    except ValueError as error:
        return NOTE, str(error)
    if answer not in YES + NO:
        return NA, f"“{answer}”看不懂，请填“是”或留空"
    is_na = answer in YES
    if is_na and given:
        return VALUE, "填了“不适用”就不能再填值，请只填一项"
    if is_na and not note:
        return NOTE, "不适用要在“说明”里写明理由"
    entry = MarkEntry(given, is_na, note if is_na else "", "" if is_na else note)
    months = paper.candidacy.months
    key = (item.pk, entry, months)
    try:
        if key not in entered:
            entered[key] = values_of(entry, item=item, stage=paper.stage, months=months)
        paper.values[item.pk] = entered[key]
    except Refused as error:
        return NA if is_na else VALUE, str(error).removeprefix(f"要点 {item.code}：").rstrip("。")
    return "", ""


# --- sheets -------------------------------------------------------------------------------------

BASE = {"self": "", "review": "self", "spot": "review"}  # what a new sheet takes over


def _load(papers, items, round) -> None:
    """The sheets that there are, locked, with the marks that count, and who was drawn."""
    by_candidacy = {paper.candidacy.pk: paper for paper in papers.values()}
    if not by_candidacy:
        return
    sheets = Sheet.objects.select_for_update(no_key=True).filter(candidacy__in=by_candidacy)
    for sheet in sheets:
        paper = by_candidacy[sheet.candidacy_id]
        sheet.candidacy = paper.candidacy
        paper.sheets[sheet.stage] = sheet
    known = {item.pk: item for own in items.values() for item in own.values()}
    _load_marks(papers.values(), known)
    drawn = Visit.objects.filter(candidacy__in=by_candidacy, kind="spot")
    for pk in drawn.values_list("candidacy", flat=True):
        by_candidacy[pk].is_drawn = True
    for paper in papers.values():
        own = items[paper.candidacy.standard_id].values()
        paper.items = {item.pk: item for item in own if not item.computed}


def _load_marks(papers, items) -> None:
    """Of the sheet to write when it is there, else the values of the one that it begins as."""
    written, copied = {}, {}
    for paper in papers:
        if sheet := paper.sheets.get(paper.stage):
            written[sheet.pk] = paper
        elif sheet := paper.sheets.get(BASE[paper.stage]):
            copied[sheet.pk] = paper
    for mark in Mark.objects.filter(sheet__in=written):
        paper = written[mark.sheet_id]
        mark.sheet, mark.item = paper.sheets[paper.stage], items[mark.item_id]
        paper.marks[mark.item_id] = mark
    rows = Mark.objects.filter(sheet__in=copied).values_list("sheet", "item", *VALUES)
    for sheet, item, *values in rows.iterator():
        copied[sheet].base[item] = dict(zip(VALUES, values, strict=True))


def _check(paper, submitting, report) -> None:
    """What the forms would refuse: the state of the sheet, then what is still open on it."""
    if sentence := _why_not(paper, submitting):
        report.problems.append(Problem(paper.row, CODE, sentence.rstrip("。")))
        return
    paper.settle()
    report.kept += paper.kept
    partly = any(mark.returned for mark in paper.marks.values())
    for pk in list(paper.values):
        mark = paper.marks.get(pk)
        if mark and paper.values[pk] == values_in(mark):
            del paper.values[pk]
        elif mark and partly and not mark.returned and mark.sheet.state == "returned":
            sentence = not_returned_sentence(mark.item).rstrip("。")
            report.problems.append(Problem(paper.rows[pk], ITEM, sentence))
    if submitting and (sentence := _why_not_submit(paper)):
        report.problems.append(Problem(paper.row, CODE, sentence.rstrip("。")))


def _why_not(paper, submitting) -> str:
    candidacy, sheet = paper.candidacy, paper.sheets.get(paper.stage)
    if paper.stage == "self" and candidacy.state in ("enrolled", "withdrawn"):
        if not submitting:
            return f"{candidacy.organization}还没有申报；加 --submit 可一并申报"
        return ""
    if sheet:
        own = getattr(paper.sheets.get("self"), "state", "")
        return why_not_fill_with(sheet, self_state=own)
    return why_not_start_with(candidacy, paper.stage, sheets=paper.sheets, is_drawn=paper.is_drawn)


def _why_not_submit(paper) -> str:
    left = {pk: paper.outcome(pk) for pk in paper.items}
    if paper.stage == "review":
        claimed = [pk for pk, one in left.items() if one["not_applicable"] == "claimed"]
        if claimed:
            return undecided_sentence(paper.codes(claimed))
    unanswered = [
        pk
        for pk, one in left.items()
        if one["points"] is None and not one["not_applicable"] and not paper.items[pk].is_bonus
    ]
    return unanswered_sentence(paper.codes(unanswered))
