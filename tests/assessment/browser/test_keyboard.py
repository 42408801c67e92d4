"""The self-check without a mouse: from the first item to the receipt."""

from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Sheet
from assessment.services.sheets import start
from tests.assessment.district import applied, make_running
from tests.factories import make_user

# Where the focus is: what kind of field, which one, and whether on the way on.
AT = """() => {
  const at = document.activeElement, item = at.closest("section.item");
  return {
    key: (item ? item.id + " " : "") + at.name,
    kind: at.name === "finding" ? at.type : at.name === "declared" ? at.type : at.tagName,
    onward: at.matches(".dock a.primary, #submit, form.card button.primary"),
  };
}"""
WORDS = "会议照常，下步补课"


def keys_until_onward(page, done):
    """Tab from field to field, answering those that are open, to the button that leads on."""
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at["onward"]:
            return
        if at["key"] in done:
            continue
        if at["kind"] in ("radio", "checkbox"):
            page.keyboard.press("Space")
        elif at["kind"] == "text":
            page.keyboard.type("9")
        elif at["kind"] == "TEXTAREA" and not at["key"].startswith("item-"):
            page.keyboard.insert_text(WORDS)
        else:
            continue
        done.add(at["key"])
    raise AssertionError(f"nothing leads on from {page.url}")


def test_the_keyboard_alone_completes_and_hands_in(page_at, transactional_db):
    """Tab, Space, figures, and Enter on what leads on; the signature is there already."""
    running = make_running()
    sheet = start(candidacy=applied(running.candidacies[0]), stage="self", by=None)
    running.branches[0].secretary_name = "李建国"
    running.branches[0].save()
    secretary = make_user("secretary", running.branches[0], name="李建国")
    page = page_at(390, user=secretary, path=f"{reverse('sheet_detail', args=[sheet.pk])}?goal=1")
    done: set[str] = set()
    while "goal=" in page.url:
        before = page.url
        keys_until_onward(page, done)
        waiting = page.locator(".mark-form [data-save-status]").filter(has_text="✓ 已保存")
        expect(waiting.first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
    keys_until_onward(page, done)
    page.keyboard.press("Enter")
    page.get_by_text("自查表已提交").wait_for()
    handed_in = Sheet.objects.get()
    assert (handed_in.state, handed_in.signed_by) == ("submitted", "李建国")
    assert handed_in.results == WORDS
    assert handed_in.marks.filter(item__is_bonus=False, points__isnull=False).count() == 5
