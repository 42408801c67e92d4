"""Each service that writes leaves an entry in the log, in the transaction of its write.

The services' own tests hold the same for candidacies, draws, marks, evaluations, answers of
departments, organizations and people.
"""

from copy import deepcopy
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from assessment.services import (
    evidence,
    gap_plans,
    objections,
    phrases,
    rectifications,
    reports,
    review,
    self_checks,
    sheets,
    titles,
    verdicts,
)
from assessment.services.candidacies import close_round, withdraw
from creation.models import LogEntry
from creation.services import (
    notices,
    round_drafts,
    rounds,
    standard_drafts,
    standard_items,
    standards,
)
from surveys.mapping import Mapping
from surveys.services import flags, questionnaires, upload_jobs, uploads
from tests import before_writes as before
from tests import factories
from tests import writes as ready
from tests.assessment.district import (
    HALF,
    applied,
    fill,
    make_running,
    mark_of,
    submitted,
)
from tests.creation import guarantee_writes, organization_writes
from tests.surveys import questionnaire_writes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


WRITES = (
    {
        "start a sheet": ready.start,
        "submit a sheet": ready.submit,
        "sign a self-check": ready.hand_in,
        "note an inquiry": lambda: partial(
            self_checks.note_inquiry, sheet=before.self_sheet(), held=ready.held()
        ),
        "remove an inquiry": lambda: partial(self_checks.remove_inquiry, inquiry=ready.noted()),
        "plan the gaps": lambda: partial(
            gap_plans.plan_gaps, sheet=fill(before.self_sheet(), HALF)
        ),
        "withdraw a sheet": lambda: partial(
            sheets.withdraw_submission, sheet=submitted(before.candidacy())
        ),
        "return a sheet": ready.return_sheet,
        "accept": lambda: partial(review.accept, candidacy=before.under_review()),
        "agree to an item": lambda: ready.judged(verdicts.agree),
        "change an item's points": lambda: ready.judged(
            verdicts.change, entry=sheets.MarkEntry(finding="10", note="核实")
        ),
        "note an item for return": lambda: ready.judged(verdicts.note_return, reason="核对"),
        "type a finding into the review": ready.rewritten,
        "agree to all": ready.agree_all,
        "unlock a sheet": ready.unlock,
        "chase": ready.chased,
        "keep a phrase": lambda: partial(phrases.keep_phrase, text="请核对。"),
        "drop a phrase": ready.dropped_phrase,
        "confirm not applicable": lambda: partial(
            review.decide_not_applicable, mark=before.claimed(), confirmed=True
        ),
        "deny not applicable": lambda: partial(
            review.decide_not_applicable, mark=before.claimed(), confirmed=False
        ),
        "add evidence": lambda: partial(
            evidence.add_evidence, mark=mark_of(before.self_sheet(), "1.1"), uploads=[before.pdf()]
        ),
        "remove evidence": lambda: partial(evidence.remove_evidence, **before.with_evidence()),
        "attach evidence": before.attach,
        "describe evidence": before.describe,
        "propose titles": lambda: partial(titles.propose, round=before.evaluated()),
        "publicize titles": lambda: partial(
            titles.publicize, titles=[before.proposed()], starts_on=before.LONG_AGO
        ),
        "object": lambda: partial(
            objections.object_to, title=before.shown(), text="不实", received_on=before.TODAY
        ),
        "answer an objection": lambda: partial(
            objections.answer_objection, objection=before.objection(), answer="查无此事"
        ),
        "name": lambda: partial(titles.name, title=before.shown()),
        "name all": lambda: partial(titles.name_all, round=before.shown().candidacy.round),
        "drop": lambda: partial(titles.drop, title=before.shown(), reason="不符"),
        "revoke": lambda: partial(
            titles.revoke, title=titles.name(title=before.shown(), by=None), reason="违纪"
        ),
        "demand a rectification": ready.demand,
        "report it done": lambda: partial(
            rectifications.report_done, rectification=before.demanded(), measure="已补", proof=""
        ),
        "confirm it": lambda: partial(rectifications.confirm, rectification=before.reported()),
        "reopen it": ready.reopen,
        "request a report": ready.request_report,
        "download a report": lambda: partial(reports.download, file=before.report_file()),
        "adopt a policy": ready.adopt_policy,
        "open a round": ready.open_one,
        "add to a round": ready.add_one,
        "withdraw from a round": lambda: partial(withdraw, candidacy=applied(before.candidacy())),
        "close a round with its papers": lambda: partial(close_round, round=make_running().round),
        "make a team": ready.new_team,
        "assign a team": ready.assign_team,
        "plan a midterm check": ready.midterm,
        "finish a visit": ready.finish,
        "sign a visit off": ready.sign,
        "receive answers": ready.receive,
        "map answers": lambda: partial(
            uploads.decide, upload=before.received(), mapping=Mapping.from_dict({})
        ),
        "receive answers for later": ready.receive_later,
        "turn answers away": ready.turn_away,
        "read answers again": lambda: partial(upload_jobs.order_reading, upload=before.received()),
        "order answers in": lambda: partial(upload_jobs.order_commit, upload=before.received()),
        "stop answers": lambda: partial(upload_jobs.stop, upload=ready.ordered()),
        "commit answers": lambda: partial(uploads.commit, upload=before.received()),
        "undo answers": lambda: partial(uploads.undo, upload=before.committed()),
        "leave flagged sheets out": before.leave_out,
        "delete a remark": before.deletion,
        "take flagged sheets back": lambda: partial(
            flags.take_back, decision=before.leave_out()(by=None), reason="核对过"
        ),
        "install a questionnaire": lambda: partial(
            questionnaires.install_questionnaire, round=make_running().round
        ),
        "send a register out": ready.send_out,
        "define a round": ready.define,
        "draft a round": ready.draft,
        "write a part of a draft": ready.write_part,
        "delete a draft": lambda: partial(round_drafts.delete_draft, round=factories.make_round()),
        "move a deadline": ready.move_deadline,
        "date a stage": ready.date_stage,
        "remind people": lambda: partial(
            notices.remind, people=[factories.make_user()], about="请申报", link="/"
        ),
        "freeze a round": lambda: partial(rounds.freeze, round=factories.make_round()),
        "close a round": lambda: partial(rounds.close, round=make_running().round),
        "save a standard": lambda: partial(standards.save_standard, spec=factories.standard_spec()),
        "begin a standard": before.begin,
        "rename a standard": lambda: partial(
            standard_drafts.rename_standard,
            standard=before.draft_standard(),
            name="新",
            edition="9",
        ),
        "rename a goal": lambda: partial(
            standard_drafts.rename_goal, goal=before.draft_standard().goals.get(code="1"), name="新"
        ),
        "replace a draft's content": before.new_content,
        "delete a draft standard": lambda: partial(
            standard_drafts.delete_standard, standard=before.draft_standard()
        ),
        "add an item": before.new_item,
        "change an item": before.changed_item,
        "move an item": lambda: partial(standard_items.move_item, item=before.item(), way="2"),
        "double an item": lambda: partial(standard_items.copy_item, item=before.item()),
        "remove an item": lambda: partial(standard_items.remove_item, item=before.item()),
        "put an item back": lambda: partial(
            standard_items.restore_item,
            removed=standard_items.remove_item(item=before.item(), by=None),
        ),
        "renumber items": lambda: partial(standard_items.renumber, standard=before.out_of_order()),
        "publish a standard": lambda: partial(standards.publish, standard=before.draft_standard()),
        "retire a standard": lambda: partial(standards.retire, standard=factories.make_standard()),
    }
    | organization_writes.WRITES
    | guarantee_writes.WRITES
    | questionnaire_writes.WRITES
)
FROM_FILES = {
    "import a register": ready.import_register,
    "undo an import": ready.undo_import,
    "import answers": ready.import_survey,
    "import marks": ready.marks_file,
    "import clearances": ready.clearance_file,
}
OURS = [
    model
    for app in ("creation", "surveys", "assessment")
    for model in apps.get_app_config(app).get_models()
    if model is not LogEntry
]


# One query for all of them: their tables are looked at twice for every write.
DIGESTS = " UNION ALL ".join(
    f"SELECT '{table}', md5(string_agg(one::text, ' ' ORDER BY one::text)) FROM {table} AS one"
    for table in (model._meta.db_table for model in OURS)
)


def stored(folder):
    """A digest of every row in each table of ours, and every kept file."""
    with connection.cursor() as cursor:
        cursor.execute(DIGESTS)
        rows = dict(cursor.fetchall())
    return rows, sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(params=[*WRITES, *FROM_FILES])
def write(request, db, tmp_path):
    name = request.param
    call = WRITES[name]() if name in WRITES else FROM_FILES[name](tmp_path)
    return partial(call, by=before.staff())


def test_write_is_logged_and_goes_back_when_its_entry_fails(write, broken_log, tmp_path):
    """One way of preparing for both: the failing write works on copies, in a savepoint."""
    before = stored(tmp_path)
    savepoint = transaction.savepoint()
    broken_log()
    with pytest.raises(IntegrityError):  # nothing around it: the transaction is its own
        deepcopy(write)()
    assert stored(tmp_path) == before
    transaction.savepoint_rollback(savepoint)
    entries = LogEntry.objects.count()
    write()
    assert LogEntry.objects.count() > entries
