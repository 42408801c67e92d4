"""Every page of the demonstration district, found by following its links as each role.

No link leads nowhere, nothing ends in a server's error; every page is read once in a real browser,
wide and narrow, by axe; `page_at` fails for a breach of CSP and a request to another host.
"""

import re

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from assessment.access import candidacies_for
from assessment.models import Evaluation, Rectification, Sheet, Title, Visit
from assessment.services.evaluation_jobs import order
from assessment.services.marks import OPEN
from assessment.services.self_checks import note_inquiry
from assessment.services.sheets import start
from creation.models import (
    ImportBatch,
    Job,
    LiaisonVisit,
    Organization,
    Round,
    StandardSet,
    User,
)
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from creation.services.standard_drafts import begin_standard
from surveys.models import OnlineLink
from surveys.services.questionnaires import DEFAULT, begin_questionnaire
from tests import databases
from tests.browser import HEIGHTS, faults
from tests.clients import Client
from tests.creation.rosters import TITLES, write_csv
from tests.factories import make_district, make_round, make_user
from tests.writes import held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
EACH = 2  # addresses of one pattern that one role opens
HREF = re.compile(r'href="(/[^"#]*)')
ROLES = [
    "staff", "reviewer", "secretary", "secretary2", "secretary3", "secretary4", "inspector1",
    "police", "auditor", "admin",
]  # fmt: skip
SECRETARIES = [role for role in ROLES if role.startswith("secretary")]
EVERY_ROLE = {"workbench"}  # differs so much that axe reads it for each
ACTIONS = """
    candidacy_withdraw demo_login draw_preview draw_run evaluation_run evidence_add
    evidence_describe flag_leave_out flag_take_back gap_plan goal_rename item_act item_restore
    item_row job_retry library_drop log_verify logout mark_decide mark_save notice_open
    notice_read_all objection_answer objection_create passwords_issue phrase_remove question_act
    question_restore
    questionnaire_install questionnaire_rename rectification_recheck rectification_report
    register_import_mend remark_delete report_retry review_accept review_agree_all review_return
    review_start round_look round_open sheet_start sheet_withdraw standard_renumber team_create
    title_end title_name title_name_all title_propose title_publicize upload_commit
    upload_commit_all upload_recheck upload_retry upload_stop visit_start
"""
POST_ONLY = set(ACTIONS.split())
EXEMPT = {
    name: reason
    for reason, names in {
        "needs a file that is on its way in; tests/creation/views/test_browser.py goes there": (
            "register_import_columns register_import_preview register_import_errors"
            " register_import_done"
        ),
        "needs a file that is on its way in; tests/surveys/test_browser.py goes there": (
            "upload_columns upload_check upload_wordings upload_errors upload_progress"
        ),
        "needs a file that is on its way in; tests/assessment/views/test_clearances.py": (
            "clearance_import_check"
        ),
        "needs a file that is on its way in; tests/creation/views/test_standard_files.py": (
            "standard_import_check"
        ),
        "nobody has attached a file; tests/assessment/views/test_evidence.py does": (
            "evidence_file evidence_remove"
        ),
        "for people without a login; tests/surveys/test_online_browser.py": "answer_done",
        "a worker's product; tests/test_story.py downloads it": "report_file",
        "a fragment that htmx asks for; tests/assessment/views/test_review_items.py": (
            "review_watch"
        ),
        "a level of the tree; tests/creation/views/test_organization_tree.py": (
            "organization_children"
        ),
        "answers htmx alone, others are sent on; tests/assessment/test_report_centre.py": (
            "report_detail"
        ),
    }.items()
    for name in names.split()
}


@pytest.fixture
def district(transactional_db, tmp_path):
    databases.demonstration()
    users = {user.username: user for user in User.objects.filter(username__in=ROLES)}
    order(round=Round.objects.get(code="second"), by=users["staff"])
    make_round("draft")
    published = StandardSet.objects.first()
    begin_standard(sector=published.sector, name="新版", edition="9", source=published, by=None)
    begin_questionnaire(
        round=Round.objects.get(code="second"), name="下一次测评", path=DEFAULT, by=None
    )
    one = Organization.objects.filter(parent__isnull=False).first()
    row = ["甲支部", "NEW-1", "支部", one.parent.code, one.sector.name]
    bring_in(register=ORGANIZATIONS, path=write_csv(tmp_path / "a.csv", [TITLES, row]), by=None)
    start(candidacy=handed_in(users["reviewer"]), stage="review", by=users["reviewer"])
    drafts = own_sheets(*SECRETARIES).filter(state="draft")
    note_inquiry(sheet=drafts.first(), held=held(), by=None)
    return users


def own_sheets(*usernames):
    """The self-checks of the organizations that they are the secretaries of."""
    mine = {"candidacy__organization__appointments__user__username__in": usernames}
    return Sheet.objects.filter(stage="self", **mine)


def handed_in(reviewer):
    """One that was handed in and that nobody reviews yet."""
    rows = candidacies_for(reviewer, "review").filter(sheets__state="submitted")
    return rows.exclude(sheets__stage="review").first()


@pytest.fixture(scope="session")
def notes():
    """Where the roles' tests, on whichever worker, note what they did: a file for each thing."""
    folder = settings.DATA / "pages"
    folder.mkdir(exist_ok=True)
    return folder


def starts(username):
    """Where somebody begins; the pages that no link of the small district leads to."""
    yield "/"
    if username == "staff":
        yield from ("/gallery/", "/password/", "/password/done/", "/healthz", "/readyz")
        yield reverse("job_detail", args=[Job.objects.first().pk])
        yield reverse("account_enable", args=[User.objects.get(username="secretary").pk])
        yield from (reverse("round_edit", args=["draft", step]) for step in ("stages", "check"))
        yield reverse("round_delete", args=["draft"])
        yield reverse("guarantee_delete", args=["visits", LiaisonVisit.objects.first().pk])
        best = Evaluation.objects.filter(is_current=True, spot_score__isnull=False).first()
        yield reverse("candidacy_detail", args=[best.candidacy_id])
        yield reverse("rectification_create", args=[best.candidacy_id])
        yield reverse("rectification_detail", args=[Rectification.objects.first().pk])
        yield reverse("title_detail", args=[Title.objects.first().pk])
        yield reverse("review_detail", args=[best.candidacy_id])
        yield reverse("review_unlock", args=[best.candidacy_id])
        yield reverse("online_codes", args=[OnlineLink.objects.first().pk])
        batch = ImportBatch.objects.get(new=1)
        yield reverse("register_batch_undo", args=["organizations", batch.pk])
    if username == "reviewer":
        begun = Sheet.objects.filter(stage="review", state="draft").first()
        yield reverse("review_begin", args=[begun.candidacy_id])
    if username.startswith("inspector"):
        mine = Visit.objects.filter(team__members__user__username=username)
        for name in ("visit_detail", "visit_finish"):
            yield from (reverse(name, args=[one.pk]) for one in mine)
    if username in SECRETARIES:
        for sheet in own_sheets(username):
            name = "sheet_submit" if sheet.state in OPEN else "sheet_receipt"
            yield reverse(name, args=[sheet.pk])
            for inquiry in sheet.inquiries.all():
                yield reverse("inquiry_remove", args=[sheet.pk, inquiry.pk])


def crawl(user):
    """{pattern: address, "" of a file}, by the links from where a role begins; `EACH` of every one.

    A link that leads nowhere fails.
    """
    client = Client()
    client.force_login(user)
    waiting = [(address, "the start") for address in starts(user.username)]
    seen, opened, found, broken = set(), {}, {}, []
    while waiting:
        address, place = waiting.pop(0)
        name = pattern_of(address)
        if address in seen or opened.setdefault(name, 0) >= EACH:
            continue
        seen.add(address)
        opened[name] += 1
        response = client.get(address, follow=True)
        if response.status_code >= 400:
            broken.append((response.status_code, address, f"linked from {place}"))
        elif not response.get("Content-Type", "").startswith("text/html"):
            found.setdefault(name, "")  # a file, nothing for axe to read
        else:
            found[name] = found.get(name) or address
            waiting += [(one, address) for one in links(response)]
    assert broken == [], user.username
    return found


def links(response):
    """Django's admin is not ours to mend: tests/creation/test_admin.py looks at it."""
    found = (one.replace("&amp;", "&") for one in HREF.findall(response.content.decode()))
    return [one for one in found if not one.startswith(("/static/", "/admin/"))]


def pattern_of(address):
    try:
        return resolve(address.split("?")[0]).url_name
    except Resolver404:
        return "nowhere"


def patterns():
    return {name for name in get_resolver().reverse_dict if isinstance(name, str)}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound(role, district, notes, page_at, shot):
    found = crawl(district[role])
    page, wrong = page_at(1280, user=district[role]), []
    if role == "staff":
        page.goto(reverse("workbench"))
        shot(page, "workbench")
    for name, address in found.items():
        if address and is_first(notes, name if name not in EVERY_ROLE else f"{name}-{role}"):
            page.goto(address)
            if name == "review_item":
                page.set_viewport_size({"width": 1280, "height": 900})
                shot(page, "review")
            wrong += [f"{name}: {one}" for width in HEIGHTS for one in faults(page, width)]
    assert wrong == [], "\n\n".join(wrong)
    (notes / f"found-{role}").write_text("\n".join(found))
    nothing_is_left_out(notes)


def is_first(notes, name):
    """A page that several roles see is read by axe for the first of them."""
    try:
        (notes / f"read-{name}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def nothing_is_left_out(notes):
    """When the last role is through: each pattern was met, is an action, or has its reason."""
    done = [notes / f"found-{role}" for role in ROLES]
    if all(one.exists() for one in done):
        found = {name for one in done for name in one.read_text().split()}
        assert patterns() - found - POST_ONLY - set(EXEMPT) - {"login"} == set()


def test_actions_answer_no_get(client, transactional_db):
    """What is left out of the crawl as an action is one."""
    client.force_login(make_user("district_staff", make_district()))
    for name in POST_ONLY:
        address = first_address(name)
        assert client.get(address).status_code == 405, name


def first_address(name):
    for arguments in (
        [],
        [1],
        ["r1"],
        ["organizations", "a"],
        [1, 1],
        ["00000000-0000-0000-0000-000000000000"],
    ):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def test_exempt_patterns_exist():
    assert (POST_ONLY | set(EXEMPT)) - patterns() == set()
