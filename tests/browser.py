"""A real Chromium that fails the test for what a user would not see.

`page_at(width)` opens a page; when the test ends it must have caused no CSP violation, no error
on the console, no exception, no missing file and no request to another host.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
PICTURES = settings.BASE_DIR / "docs" / "pictures"
HEIGHTS = {1280: 900, 390: 844}
expect.set_options(timeout=15_000)  # a busy machine is no reason to fail


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, best without its windows, or the one that Playwright installed."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_at(browser, live_server, client):
    """page_at(width, user=None, path=None, javascript=True) -> page, logged in as `user`.

    `page.problems` is the list that must be empty at the end of the test.
    """
    contexts = []
    problems: list[str] = []

    def open_page(width: int = 1280, *, user=None, path: str | None = None, javascript=True):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies(
                [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
            )
        page = context.new_page()
        page.problems = problems
        _watch(page, host=urlsplit(live_server.url).netloc, problems=problems)
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def _watch(page, *, host: str, problems: list[str]) -> None:
    def on_console(message):
        # The browser's own line about a status; on_response knows better which ones matter.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(f"console: {message.text}")

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            problems.append(f"other host: {request.url}")

    def on_response(response):
        refused = response.status >= 400 and response.request.resource_type not in PAGES
        if refused or response.status >= 500:
            problems.append(f"{response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"exception: {error}"))
    page.on("request", on_request)
    page.on("response", on_response)


# A refusal (403, 404, 409) is a page like any other, as document or as fragment.
PAGES = ("document", "xhr", "fetch")


@pytest.fixture(scope="session")
def axe():
    """axe(page): asserts that it is sound at each width; the page keeps its own."""

    def check(page) -> None:
        own = page.viewport_size
        wrong = [one for width in HEIGHTS for one in faults(page, width)]
        page.set_viewport_size(own)
        assert wrong == [], "\n\n".join(wrong)

    return check


# A page has some twenty colours, which axe parses thousands of times: a third of all its work.
AXE = (
    AXE_SCRIPT
    + """;(() => {
    const color = axe.commons.color.Color.prototype, parse = color.parseString, known = new Map();
    color.parseString = function (text) {
        if (known.has(text)) return Object.assign(this, known.get(text));
        parse.call(this, text);
        const {r, g, b, alpha} = this;
        known.set(text, {r, g, b, alpha});
        return this;
    };
})()"""
)
# What is sound need not be told: it was a tenth of the time.
RUN = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"


def faults(page, width: int) -> list[str]:
    """What axe-core says at this width, and how much wider than the screen the page is."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found, wrong = AxeResults(page.evaluate(RUN)), []
    if found.violations_count:
        wrong.append(f"{page.url} at {width}: {found.generate_report()}")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wider > 0:
        wrong.append(f"{page.url} at {width}: {wider} px wider than the screen")
    return wrong


@pytest.fixture
def shot():
    """shot(page, name): a picture for the docs, when WUHAO_PICTURES=1 asks for them."""

    def take(page, name: str) -> None:
        if os.environ.get("WUHAO_PICTURES") == "1":
            PICTURES.mkdir(exist_ok=True)
            # hiding the caret would put a style into the page, against the CSP
            page.screenshot(path=PICTURES / f"{name}.png", caret="initial")

    return take
