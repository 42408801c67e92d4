"""What stands before a write of tests/writes.py: papers, people and files in every state."""

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
from assessment.services import (
    evidence,
    objections,
    rectifications,
    reports,
    sheets,
    titles,
)
from assessment.services.draws import make_team
from assessment.services.evaluate import evaluate
from creation.models import Organization
from creation.queries.standards import item_spec
from creation.services import (
    standard_drafts,
    standard_items,
    standards,
)
from surveys.models import Remark, Response
from surveys.services import flags, questionnaires, remarks, uploads
from tests import factories
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
from tests.surveys.conftest import HEADER as ANSWERS
from tests.surveys.conftest import MASS, workbook

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=30)


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
