"""What a template may not contain, so that the strict Content-Security-Policy never bites a user.

`python -m wuhao.template_rules templates` prints every breach and exits with 1.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

MAX_LINES = 150
DJANGO_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
COMMENT = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
UNSAFE_TAG = re.compile(r"\{%\s*autoescape\s+off|\|\s*safe\b")
OTHER_HOST = re.compile(r"\s*(https?:)?//", re.IGNORECASE)
LOADS = {"src", "srcset", "data", "poster", "action", "formaction"}  # of any element
HTMX_VALUES = {"hx-vals", "hx-headers", "hx-request", "hx-vars"}


class _Page(HTMLParser):
    """Collects (line, what is wrong) of one template whose Django tags were blanked."""

    def __init__(self):
        super().__init__()
        self.breaches: list[tuple[int, str]] = []
        self.in_script = False

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style":
            self._breach("<style>: put it into static/css")
        if tag == "base":
            self._breach("<base>: forbidden by base-uri 'none'")
        self.in_script = tag == "script"
        if tag == "script" and "src" not in names:
            self._breach("inline <script>: put it into static/js")
        if tag == "link" and OTHER_HOST.match(names.get("href") or ""):
            self._breach("href: loads from another host")
        for name, value in names.items():
            if problem := _attribute(name, value or ""):
                self._breach(problem)

    def handle_endtag(self, tag):
        self.in_script = False

    def handle_data(self, data):
        if self.in_script and data.strip():
            self._breach("inline script: put it into static/js")

    def _breach(self, problem: str) -> None:
        self.breaches.append((self.getpos()[0], problem))


def _attribute(name: str, value: str) -> str:
    """What is wrong with one attribute; "" when nothing is."""
    if name == "style":
        return "style=: use a class"
    if name.startswith("on"):
        return f"{name}=: listen in static/js"
    if name.startswith(("hx-on", "data-hx-on")):
        return f"{name}: needs eval"
    if name.removeprefix("data-") in HTMX_VALUES and re.match(r"\s*(js|javascript):", value):
        return f"{name}: js: needs eval"
    if name.removeprefix("data-") == "hx-vars":
        return "hx-vars: needs eval"
    if name.removeprefix("data-") == "hx-trigger" and "[" in value:
        return "hx-trigger filter […]: needs eval"
    if value.strip().lower().startswith("javascript:"):
        return f"{name}: javascript: address"
    if name in LOADS and OTHER_HOST.match(value):
        return f"{name}: loads from another host"
    return ""


def breaches(text: str) -> list[tuple[int, str]]:
    """(line, what is wrong) for everything in a template that breaks the rules."""
    page = _Page()
    found = [
        (text.count("\n", 0, match.start()) + 1, "unescaped output: build it with format_html")
        for match in UNSAFE_TAG.finditer(text)
    ]
    for pattern in (COMMENT, DJANGO_TAG):
        text = pattern.sub(lambda match: "\n" * match.group().count("\n"), text)
    page.feed(text)
    page.close()
    if (lines := text.count("\n")) > MAX_LINES:
        found.append((lines, f"{lines} lines: split it, {MAX_LINES} are enough"))
    return sorted(page.breaches + found)


def main(folders: list[str]) -> int:
    paths = [path for folder in folders for path in sorted(Path(folder).rglob("*.html"))]
    bad = [(path, line, what) for path in paths for line, what in breaches(path.read_text())]
    for path, line, what in bad:
        sys.stdout.write(f"{path}:{line}: {what}\n")
    sys.stdout.write(f"{len(paths)} templates, {len(bad)} breaches\n")
    return 1 if bad or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
