"""The secretary's evening on a phone: little to do, little to load, nothing lost."""

import random
import re
from functools import partial

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from assessment.models import MarkVersion
from assessment.photos import EDGE
from assessment.services.evidence import add_evidence
from assessment.services.marks import MarkEntry, save_mark
from tests.assessment.browser.long_sheet import TYPED, answer, long_sheet
from tests.assessment.district import mark_of
from tests.factories import make_user

CUTS = 20
SPEED = 400 * 1000 / 8
SLOW = {"offline": False, "latency": 400, "downloadThroughput": SPEED, "uploadThroughput": SPEED}
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
LIMIT = 40_000  # bytes
HEADERS = 500  # of an answer, about
# Nothing under way: each of the seven is either stored or waits for the line.
SETTLED = """() => [...document.querySelectorAll(".mark-form [data-save-status]")]
  .every((status) => /✓ 已保存|网络不通/.test(status.textContent))"""


@pytest.fixture
def evening(transactional_db):
    return long_sheet()


def line_of(page):
    """line(SLOW): from here on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return partial(session.send, "Network.emulateNetworkConditions")


def part(sheet, goal):
    return f"{reverse('sheet_detail', args=[sheet.pk])}?goal={goal}"


class Cuts:
    """Breaks the line at random moments: before a save arrives, or before its answer does."""

    def __init__(self, seed):
        self.chance, self.left = random.Random(seed), CUTS

    def __call__(self, route):
        if self.left and self.chance.random() < 0.5:
            self.left -= 1
            if self.left % 2:
                route.fetch()  # it arrived; the answer does not
            route.abort("internetdisconnected")
        else:
            route.continue_()


def fill_in(page, sheet, methods):
    """Every part of the sheet; gives the most actions that an item took."""
    most, line = 0, line_of(page)
    for goal in "12345":
        line(FAST)  # what a page weighs is counted elsewhere
        page.goto(part(sheet, goal))
        line(SLOW)
        for code, method in methods.items():
            if code.startswith(goal):
                card = page.locator(f"[id='item-{code}']")
                most = max(most, answer(card, method))
        page.locator("h1").click()  # the last number is left
        all_saved(page, 7)
    return most


def all_saved(page, count):
    """Sent again by itself every 5 s, which pass at once when nothing is under way."""
    for _ in range(CUTS):
        page.wait_for_function(SETTLED)
        if (
            page.locator(".mark-form [data-save-status]").filter(has_text="✓ 已保存").count()
            == count
        ):
            return
        page.clock.fast_forward(5000)
    raise AssertionError(page.locator(".mark-form [data-save-status]").all_inner_texts())


@pytest.mark.timeout(300)
def test_a_bad_line_loses_nothing_and_doubles_nothing(page_at, evening):
    """35 items at 390 px, 400 kbit/s and 400 ms, the line cut 20 times."""
    sheet, secretary = evening
    page = page_at(390, user=secretary)
    page.clock.install()
    cuts = Cuts(seed=7)
    page.route("**/marks/*/", cuts)
    plain = sheet.marks.filter(item__is_bonus=False)
    methods = dict(plain.values_list("item__code", "item__method"))
    assert fill_in(page, sheet, methods) <= 2
    assert cuts.left == 0
    stored = dict(sheet.marks.values_list("item__code", "finding"))
    for code, method in methods.items():
        assert stored[code] == {"true": True}.get(str(TYPED[method]), TYPED[method]), code
    assert set(plain.values_list("version", flat=True)) == {1}
    assert not MarkVersion.objects.exists()
    page.problems.clear()  # the browser says on the console that the line was cut


def travels(client, address) -> int:
    """Bytes of one answer on the wire, its headers included."""
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    return len(response.getvalue()) + HEADERS


def test_the_first_part_is_light(client, evening):
    """With an empty cache: the page, its stylesheet and scripts, as they travel."""
    sheet, secretary = evening
    client.force_login(secretary)
    page = client.get(part(sheet, "1")).content.decode()
    links = re.findall(r'(?:stylesheet" href|script src)="([^"]+)"', page)
    assert len(links) == 3
    assert sum(travels(client, link) for link in [part(sheet, "1"), *links]) < LIMIT


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_our_own_text_travels_compressed(client, evening, encoding):
    sheet, secretary = evening
    client.force_login(secretary)
    response = client.get(part(sheet, "1"), headers={"Accept-Encoding": encoding})
    assert response.get("Content-Encoding", "") == encoding


def test_a_photo_is_made_smaller_before_it_travels_and_waits_for_the_line(
    page_at, evening, tmp_path
):
    sheet, secretary = evening
    file = tmp_path / "全景.jpg"
    Image.effect_noise((4000, 3000), 60).save(file, quality=90)
    page = page_at(390, user=secretary, path=part(sheet, "1"))
    chooser = page.locator("[id='item-1.1'] input[type=file]")
    chooser.focus()
    page.wait_for_function("() => typeof smaller === 'function'")
    page.route("**/evidence", lambda route: route.abort("internetdisconnected"))
    with page.expect_event("requestfailed"):
        chooser.set_input_files(file)
    (sent,) = chooser.evaluate("input => [...input.files].map((file) => file.size)")
    assert sent < file.stat().st_size / 2
    page.unroute("**/evidence")
    page.get_by_role("link", name="全景.jpg", exact=True).wait_for()  # sent again by itself
    (kept,) = mark_of(sheet, "1.1").evidence.all()
    assert max(Image.open(kept.file).size) == EDGE
    assert kept.dated == timezone.localdate()
    page.problems.clear()


def test_the_pages_of_evidence_are_clean(page_at, axe, evening):
    """With a file, which nobody has attached in the demonstration."""
    sheet, secretary = evening
    upload = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 minutes")
    add_evidence(mark=mark_of(sheet, "1.1"), uploads=[upload], by=None)
    page = page_at(390, user=secretary)
    other = mark_of(sheet, "1.2")
    for path in (reverse("evidence_library"), reverse("evidence_attach", args=[other.pk])):
        page.goto(path)
        axe(page)


def log_in(page, client, live_server, user):
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def test_a_draft_waits_for_its_own_user_and_then_sends_itself(
    page_at, client, live_server, evening
):
    """The page was closed with the line down; another user of the phone sees nothing of it."""
    sheet, secretary = evening
    page = page_at(390, user=secretary, path=part(sheet, "1"))
    page.route("**/marks/*/", lambda route: route.abort("internetdisconnected"))
    page.locator("[id='item-1.1'] input[name=finding]").fill("9")
    page.locator("h1").click()
    expect(page.locator("[id='item-1.1'] .mark-form [data-save-status]")).to_contain_text(
        "仅存在本机"
    )
    page.goto("about:blank")
    page.unroute("**/marks/*/")
    log_in(page, client, live_server, make_user("secretary", sheet.candidacy.organization))
    page.goto(part(sheet, "2"))
    page.wait_for_load_state("networkidle")
    assert page.locator("#leftovers").count() == 0
    assert mark_of(sheet, "1.1").finding is None
    log_in(page, client, live_server, secretary)
    with page.expect_response("**/marks/*/"):
        page.goto(reverse("workbench"))
    page.wait_for_function("() => localStorage.length === 0")
    assert mark_of(sheet, "1.1").finding == "9"
    page.problems.clear()


def test_two_at_one_item_see_both_values_after_a_night_offline(page_at, evening):
    sheet, secretary = evening
    page = page_at(390, user=secretary, path=part(sheet, "1"))
    page.context.set_offline(True)
    page.locator("[id='item-1.1'] input[name=finding]").fill("9")
    page.locator("h1").click()
    save_mark(mark=mark_of(sheet, "1.1"), entry=MarkEntry(finding="8"), by=None)
    page.context.set_offline(False)
    conflict = page.locator("[id='item-1.1'] .conflict")
    expect(conflict).to_contain_text("8 次", timeout=20_000)
    expect(conflict).to_contain_text("9 次")
    assert mark_of(sheet, "1.1").finding == "8"
    page.problems.clear()
