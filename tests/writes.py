"""Writes made ready for test_every_write_is_logged: each gives what is left to call with `by`."""

import csv
import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessment.models import ReportFile
from assessment.queries import chase as chase_queries
from assessment.services import (
    chase,
    evidence,
    objections,
    phrases,
    policies,
    rectifications,
    reminders,
    reports,
    review,
    self_checks,
    sheets,
    titles,
    verdicts,
)
from assessment.services.candidacies import add_candidacy, open_round, red_lines_of
from assessment.services.clearance_files import import_clearances
from assessment.services.draws import assign, finish_visit, make_team, plan_midterm
from assessment.services.evaluate import evaluate
from assessment.services.mark_files import import_marks
from assessment.services.visits import Notes, sign_off
from creation.models import Organization
from creation.queries.rounds import spec_of
from creation.queries.standards import item_spec
from creation.registers import ORGANIZATIONS
from creation.round_files import RoundSpec
from creation.services import (
    deadlines,
    exports,
    imports,
    round_drafts,
    rounds,
    standard_drafts,
    standard_items,
    standards,
    undo,
)
from surveys.mapping import Mapping
from surveys.models import Remark, Response
from surveys.services import flags, questionnaires, remarks, upload_jobs, uploads
from tests import factories
from tests.assessment.commands.conftest import HEADER as MARKS
from tests.assessment.commands.conftest import rows_for
from tests.assessment.district import (
    FULL,
    applied,
    cleared,
    drawn,
    fill,
    make_running,
    mark_of,
    reviewed,
    submitted,
    surveyed,
)
from tests.creation.rosters import TITLES
from tests.creation.rosters import write_csv as write_roster
from tests.surveys.conftest import HEADER as ANSWERS
from tests.surveys.conftest import MASS, workbook

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=30)


# --- what stands before the write ---------------------------------------------------------------


def staff():
    root = Organization.objects.filter(parent=None).first() or factories.make_district()
    return factories.make_user("district_staff", root)


def candidacy():
    return make_running().candidacies[0]


def self_sheet():
    return sheets.start(candidacy=applied(candidacy()), stage="self", by=None)


def claimed():
    """On the review: 1.1, which the unit says does not apply."""
    sheet = fill(self_sheet(), {code: FULL[code] for code in FULL if code != "1.1"})
    entry = sheets.MarkEntry(not_applicable=True, reason="不足 7 人")
    sheets.save_mark(mark=mark_of(sheet, "1.1"), entry=entry, by=None)
    sheets.submit(sheet=sheet, signed_by="李", summary=sheets.Summary(), by=None)
    return mark_of(sheets.start(candidacy=sheet.candidacy, stage="review", by=None), "1.1")


def under_review():
    one = submitted(candidacy()).candidacy
    sheets.start(candidacy=one, stage="review", by=None)
    return one


def evaluated():
    one = candidacy()
    reviewed(one)
    cleared([one])
    surveyed(one.round, [one])
    evaluate(round=one.round, by=None)
    return one.round


def proposed():
    return titles.propose(round=evaluated(), by=None).titles[0]


def shown():
    return titles.publicize(titles=[proposed()], starts_on=LONG_AGO, by=None)[0]


def objection():
    return objections.object_to(title=shown(), text="不实", received_on=TODAY, by=None)


def demanded():
    work = rectifications.Demand("记录不全", "补齐", TOMORROW, "李书记")
    return rectifications.demand(candidacy=candidacy(), demand=work, by=None)


def reported():
    return rectifications.report_done(rectification=demanded(), measure="已补", proof="", by=None)


def pdf():
    return SimpleUploadedFile("批复.pdf", b"%PDF-1.7 minutes")


def with_evidence():
    mark = mark_of(self_sheet(), "1.1")
    (kept,) = evidence.add_evidence(mark=mark, uploads=[pdf()], by=None)
    return {"mark": mark, "evidence": kept}


def attach():
    mark = mark_of(self_sheet(), "1.1")
    (kept,) = evidence.add_evidence(mark=mark, uploads=[pdf()], by=None)
    other = mark_of(mark.sheet, "2.1")
    return partial(evidence.attach_evidence, mark=other, files=[kept])


def describe():
    kept = with_evidence()["evidence"]
    return partial(evidence.describe_evidence, evidence=kept, title="会议", dated=LONG_AGO)


def report_file():
    running = make_running()
    report = reports.request(
        round=running.round, scope=running.district, formats=["docx"], by=factories.make_user()
    )
    place = default_storage.save("reports/1.docx", ContentFile(b"report"))
    digest = hashlib.sha256(b"report").hexdigest()
    return ReportFile.objects.create(
        report=report, format="docx", name="1.docx", file=place, sha256=digest, size=6
    )


def questionnaire():
    running = make_running()
    return questionnaires.install_questionnaire(round=running.round, by=None), running.branches[0]


def received():
    form, branch = questionnaire()
    file = workbook([ANSWERS, [branch.code, *MASS]])
    return uploads.receive(questionnaire=form, file=file, by=staff())


def committed():
    return uploads.commit(upload=received(), by=staff())


def leave_out():
    """The only sheet of a file, flagged, about to be left out."""
    upload = committed()
    Response.objects.filter(upload=upload).update(flags="fast")
    organization = Response.objects.get(upload=upload).organization
    return partial(
        flags.leave_out, upload=upload, organization=organization, flag="fast", reason="核实"
    )


def deletion():
    """A free answer that was kept, about to be deleted."""
    upload = committed()
    organization = Response.objects.get(upload=upload).organization
    remark = Remark.objects.create(
        upload=upload, organization=organization, stratum="mass", question="建议", text="修路"
    )
    return partial(remarks.delete_remark, remark=remark, reason="指名道姓")


def draft_standard():
    return standards.save_standard(spec=factories.standard_spec(), by=None)


def begin():
    values = {"sector": factories.make_sector("organ", "机关"), "name": "标准", "edition": "2029"}
    return partial(standard_drafts.begin_standard, **values)


def item(code="1.1"):
    return draft_standard().items.get(code=code)


def changed_item():
    one = item()
    spec = replace(item_spec(one), title="改过")
    return partial(standard_items.save_item, item=one, spec=spec, version=0)


def new_item():
    one = item()
    spec = replace(item_spec(one), code="1.9")
    return partial(standard_items.add_item, standard=one.standard, goal=one.goal, spec=spec)


def new_content():
    draft = draft_standard()
    spec = factories.standard_spec(edition="2029")
    spec = replace(spec, goals=tuple(replace(goal, name=goal.code) for goal in spec.goals))
    return partial(standard_drafts.replace_content, standard=draft, spec=spec)


def out_of_order():
    draft = draft_standard()
    draft.items.filter(code="1.1").update(code="7.7")
    return draft


def team(running, name="甲组"):
    return make_team(
        round=running.round, name=name, home=None, members=[factories.make_user()], by=None
    )


def visit():
    running = make_running()
    one = running.candidacies[0]
    reviewed(one)
    drawn(one)
    return one.visits.get(), running


def written(path, header, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


# --- the writes ---------------------------------------------------------------------------------


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
