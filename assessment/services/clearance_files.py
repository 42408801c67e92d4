"""Answers of the joint vetting from a file: checked as a whole, written only without errors."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from assessment.access import clearances_for
from assessment.models import Candidacy, Clearance
from assessment.services.clearances import LENGTHS, Answer, answer_many, why_not_answer
from assessment.services.mark_files import read_file
from creation.models import Department, RedLine
from creation.resources.roster import Problem, Title
from creation.resources.values import Choice, Day, Text
from wuhao.workbooks import cell_text

CODE, LINE, DEPARTMENT, RESULT = "党组织代码", "高压线", "部门", "结果"
REFERENCE, DATE, SIGNER, NOTE = "文号", "日期", "签发人", "说明"
TITLES = [
    *(Title(text, True) for text in (CODE, LINE, DEPARTMENT, RESULT)),
    *(Title(text) for text in (REFERENCE, DATE, SIGNER, NOTE)),
]
READERS = {
    RESULT: ("hit", Choice({True: "有", False: "无"})),
    REFERENCE: ("reference", Text(LENGTHS["reference"])),
    DATE: ("signed_on", Day()),
    SIGNER: ("signed_by", Text(LENGTHS["signed_by"])),
    NOTE: ("note", Text(LENGTHS["note"])),
}


@dataclass
class ClearanceReport:
    """What came of a file: counts, or every problem and nothing written."""

    problems: list[Problem] = field(default_factory=list)
    answered: int = 0
    unchanged: int = 0
    hits: int = 0


@transaction.atomic
def import_clearances(*, path, round, by, name="", dry_run=False) -> ClearanceReport:
    """All answers of the file or, when anything is wrong, none. The same answer again is none.

    A person answers what their departments were asked, the command (`by` None) everything. A dry
    run goes the whole way and takes it back.
    """
    roster = read_file(path, TITLES, name)
    report = ClearanceReport(problems=list(roster.problems))
    asked = _asked(roster, round, by)
    answers, seen = {}, {}
    for row, values in roster.rows:
        clearance = _find(asked, row, values, report)
        if clearance is None:
            continue
        if first := seen.get(clearance.pk):
            report.problems.append(Problem(row, LINE, f"与第 {first} 行重复，请只留一行"))
            continue
        seen[clearance.pk] = row
        if (answer := _answer(clearance, row, values, report)) is not None:
            answers[clearance] = answer
    if report.problems:
        report.problems.sort(key=lambda one: one.row)
        return report
    report.answered = answer_many(answers=answers, by=by, note=name or Path(path).name)
    report.hits = Counter(answer.hit for answer in answers.values())[True]
    transaction.set_rollback(dry_run)
    return report


def _asked(roster, round, by) -> dict[str, dict[tuple[str, str], Clearance]]:
    """Organization code → (red line, department), by name and by code, → what was asked.

    The candidacies stay locked until the end.
    """
    codes = {code for _, code in roster.texts(CODE)} if CODE in roster.places else set()
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(round=round, organization__code__in=codes).select_related("organization")
    candidacies = {one.pk: one for one in rows}
    asked = {one.organization.code: {} for one in candidacies.values()}
    reach = Clearance.objects.all() if by is None else clearances_for(by)
    clearances = reach.filter(candidacy__in=candidacies)
    lines, departments = RedLine.objects.in_bulk(), Department.objects.in_bulk()
    for one in clearances:
        one.candidacy = candidacies[one.candidacy_id]
        one.candidacy.round = round
        one.red_line, one.department = lines[one.red_line_id], departments[one.department_id]
        own = asked[one.candidacy.organization.code]
        for line in (one.red_line.name, one.red_line.code):
            for department in (one.department.name, one.department.code):
                own[line, department] = one
    return asked


def _find(asked, row, values, report) -> Clearance | None:
    code, line, department = (cell_text(values[title]) for title in (CODE, LINE, DEPARTMENT))
    if code not in asked:
        reason = f"本轮没有代码为“{code}”的参评组织，请核对参评名单" if code else "没有填写"
        report.problems.append(Problem(row, CODE, reason))
        return None
    own = asked[code]
    if (line, department) in own:
        return own[line, department]
    names = {(one.red_line.name, one.department.name) for one in own.values()}
    if any(line == known for known, _ in own):
        answering = "、".join(sorted(dept for known, dept in names if line in _both(own, known)))
        reason = f"“{department}”不答复这条高压线，可填：{answering}"
        report.problems.append(Problem(row, DEPARTMENT, reason))
    else:
        known = "、".join(sorted({name for name, _ in names}))
        report.problems.append(Problem(row, LINE, f"本轮没有高压线“{line}”，可填：{known}"))
    return None


def _both(own, name) -> set[str]:
    """A red line's name and code."""
    return {
        text
        for one in own.values()
        if one.red_line.name == name
        for text in (one.red_line.name, one.red_line.code)
    }


def _answer(clearance, row, values, report) -> Answer | None:
    """None when the row is wrong (and told so) or says what stands already."""
    read, wrong = {}, len(report.problems)
    for title, (field_name, reader) in READERS.items():
        try:
            read[field_name] = reader.clean(values.get(title))
        except ValueError as error:
            report.problems.append(Problem(row, title, str(error)))
    if len(report.problems) > wrong:
        return None
    answer = Answer(**read)
    stands = {name: getattr(clearance, name) for name in answer.values}
    if answer.values == stands and clearance.state == answer.verb:
        report.unchanged += 1
        return None
    if sentence := why_not_answer(clearance, answer):
        report.problems.append(Problem(row, RESULT, sentence.rstrip("。")))
        return None
    return answer
