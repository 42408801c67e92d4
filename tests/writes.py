"""Writes made ready for test_every_write_is_logged: each gives what is left to call with `by`."""

from functools import partial

from assessment.queries import chase as chase_queries
from assessment.services import (
    chase,
    phrases,
    policies,
    rectifications,
    reminders,
    reports,
    review,
    self_checks,
    sheets,
    verdicts,
)
from assessment.services.candidacies import add_candidacy, open_round, red_lines_of
from assessment.services.clearance_files import import_clearances
from assessment.services.draws import assign, finish_visit, make_team, plan_midterm
from assessment.services.mark_files import import_marks
from assessment.services.visits import Notes, sign_off
from creation.queries.rounds import spec_of
from creation.registers import ORGANIZATIONS
from creation.round_files import RoundSpec
from creation.services import (
    deadlines,
    exports,
    imports,
    round_drafts,
    rounds,
    undo,
)
from surveys.mapping import Mapping
from surveys.services import upload_jobs, uploads
from tests import factories
from tests.assessment.commands.conftest import HEADER as MARKS
from tests.assessment.commands.conftest import rows_for
from tests.assessment.district import (
    FULL,
    applied,
    fill,
    make_running,
    mark_of,
    reviewed,
    submitted,
)
from tests.before_writes import (
    LONG_AGO,
    TODAY,
    TOMORROW,
    candidacy,
    questionnaire,
    received,
    reported,
    self_sheet,
    staff,
    team,
    under_review,
    visit,
    written,
)
from tests.creation.rosters import TITLES
from tests.creation.rosters import write_csv as write_roster
from tests.surveys.conftest import HEADER as ANSWERS
from tests.surveys.conftest import MASS, workbook


def start():
    return partial(sheets.start, candidacy=applied(candidacy()), stage="self")


def held():
    return self_checks.Held("talk", TODAY, 23, "意见 12 条")


def noted():
    return self_checks.note_inquiry(sheet=self_sheet(), held=held(), by=None)


def hand_in():
    sheet = fill(self_sheet(), FULL)
    clear = {line.code: False for line in red_lines_of(sheet.candidacy.round)}
    sheet.candidacy.organization.secretary_name = "李"
    signing = self_checks.Signing(sheets.Summary("成效", "不足", "努力"), clear, "李")
    return partial(self_checks.hand_in, sheet=sheet, signing=signing)


def submit():
    sheet = fill(self_sheet(), FULL)
    return partial(sheets.submit, sheet=sheet, signed_by="李", summary=sheets.Summary())


def return_sheet():
    return partial(
        review.return_sheet, sheet=submitted(candidacy()), reason="不符", due=TOMORROW, items={}
    )


def judged(verb, **said):
    """A verdict on 1.1 of a review that has begun."""
    mark = mark_of(under_review().sheets.get(stage="self"), "1.1")
    return partial(verb, mark=mark, seen=verdicts.Seen(mark.version), **said)


def rewritten():
    theirs = mark_of(under_review().sheets.get(stage="review"), "1.1")
    return partial(verdicts.rewrite, mark=theirs, entry=sheets.MarkEntry(finding="10"))


def agree_all():
    return partial(verdicts.agree_all, review=under_review().sheets.get(stage="review"))


def unlock():
    one = candidacy()
    reviewed(one)
    return partial(review.unlock, candidacy=one, reason="漏报", due=TOMORROW)


def chased():
    running = make_running()
    factories.make_user("secretary", running.branches[0])
    rows = chase_queries.chased(running.round.candidacies.all(), running.round, day=TODAY)
    return partial(chase.chase, round=running.round, rows=rows)


def dropped_phrase():
    kept = phrases.keep_phrase(text="请核对。", by=staff())
    return partial(phrases.drop_phrase, phrase=kept)


def demand():
    work = rectifications.Demand("记录不全", "补齐", TOMORROW, "李书记")
    return partial(rectifications.demand, candidacy=candidacy(), demand=work)


def reopen():
    done = rectifications.confirm(rectification=reported(), by=None)
    return partial(rectifications.reopen, rectification=done, reason="又缺了")


def request_report():
    running = make_running()
    scope = running.district
    return partial(reports.request, round=running.round, scope=scope, formats=["docx"])


def adopt_policy():
    values = {"five_good_threshold": "85"}
    return partial(policies.adopt_policy, round=make_running().round, values=values, reason="决定")


def receive():
    form, branch = questionnaire()
    file = workbook([ANSWERS, [branch.code, *MASS]])
    return partial(uploads.receive, questionnaire=form, file=file)


def receive_later():
    form, branch = questionnaire()
    file = workbook([ANSWERS, [branch.code, *MASS]])
    return partial(upload_jobs.receive_later, questionnaire=form, file=file)


def turn_away():
    form, _ = questionnaire()
    return partial(upload_jobs.turn_away, questionnaire=form, name="照片.png", reason="不是表格")


def ordered():
    return upload_jobs.order_commit(upload=received(), by=staff())


def import_survey(folder):
    form, branch = questionnaire()
    path = written(folder / "answers.csv", ANSWERS, [[branch.code, *MASS]])
    mapping = Mapping.from_dict({})
    return partial(
        uploads.import_file, path=path, name=path.name, questionnaire=form, mapping=mapping
    )


def marks_file(folder):
    running = make_running()
    path = written(folder / "marks.csv", MARKS, rows_for(running.branches))
    return partial(import_marks, path=path, round=running.round, stage="self", signed_by="")


def clearance_file(folder):
    running = make_running()
    header = ("党组织代码", "高压线", "部门", "结果", "文号", "日期")
    row = (running.branches[0].code, "超计划生育", "卫健", "无", "", "")
    path = written(folder / "clear.csv", header, [row])
    return lambda by: import_clearances(path=path, round=running.round, by=None)


def define():
    factories.make_standard()
    return partial(rounds.define_round, data=factories.round_data())


def draft():
    dates = {"starts_on": TODAY, "ends_on": TOMORROW}
    spec = RoundSpec(code="r1", name="第一轮创建", **dates)
    return partial(round_drafts.create_draft, spec=spec)


def write_part():
    round = factories.make_round()
    changes = {"name": "改过的名称"}
    seen = round_drafts.fingerprint(spec_of(round), changes)
    return partial(round_drafts.save_draft, round=round, changes=changes, seen=seen)


def move_deadline():
    stages = {"apply": [str(LONG_AGO), str(TODAY)]}
    stage = make_running(stages=stages).round.stages.get()
    return partial(reminders.reschedule, stage=stage, ends_on=TOMORROW, reason="汛期")


def date_stage():
    days = {"starts_on": TODAY, "ends_on": TOMORROW}
    return partial(deadlines.date_stage, round=make_running().round, stage="spot", **days)


def open_one():
    factories.make_standard()
    town = factories.make_town(factories.make_district())
    factories.make_organization(town, sector=factories.make_sector())
    return partial(open_round, round=factories.make_round())


def add_one():
    running = make_running()
    fresh = factories.make_organization(running.town, sector=factories.make_sector())
    return partial(add_candidacy, round=running.round, organization=fresh, reason="新建")


def new_team():
    members = [factories.make_user()]
    return partial(make_team, round=make_running().round, name="甲组", home=None, members=members)


def assign_team():
    planned, running = visit()
    return partial(assign, visit=planned, team=team(running))


def midterm():
    running = make_running()
    one = running.candidacies[0]
    return partial(plan_midterm, candidacy=one, team=team(running), reason="暗访")


def finish():
    return partial(finish_visit, visit=visit()[0], heard="听", inspected="查", appraised="评")


def sign():
    notes = Notes("听", "查", "评")
    return partial(sign_off, visit=visit()[0], notes=notes, signed_by="组长")


# --- registers as files ---------------------------------------------------------------------------


def _roster(folder):
    root = staff().appointments.get().organization
    row = ["乙党委", "N1", "党委", root.code, "农村"]
    return write_roster(folder / "名册.csv", [TITLES, row])


def import_register(folder):
    path = _roster(folder)
    return partial(imports.bring_in, register=ORGANIZATIONS, path=path)


def undo_import(folder):
    report = imports.bring_in(register=ORGANIZATIONS, path=_roster(folder), by=None)
    return partial(undo.undo, batch=report.batch, register=ORGANIZATIONS)


def send_out():
    rows = [factories.make_district()]
    return partial(exports.send_out, register=ORGANIZATIONS, rows=rows)
