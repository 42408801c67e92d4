"""Stylesheets and scripts keep to the browser floor, Chromium 86, and load only our own."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
STYLES = sorted(STATIC.glob("css/*.css"))
SCRIPTS = sorted(STATIC.glob("js/*.js"))

# What Chromium 86 does not know, or what the policy forbids.
TOO_NEW = (
    r":has\(|:is\(|:where\(|@layer|@container|@scope|color-mix\(|oklch\(|^\s*&|[{;]\s*inset:"
    r"|aspect-ratio:|\ddvh\b|text-wrap:"
)
TOO_NEW_SCRIPT = r"\.at\(|Object\.hasOwn|structuredClone|\beval\(|new Function"


def breaches(path: Path, pattern: str) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.findall(pattern, text, flags=re.MULTILINE)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_stylesheet_keeps_to_the_browser_floor(path):
    assert breaches(path, TOO_NEW) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_keeps_to_the_browser_floor(path):
    assert breaches(path, TOO_NEW_SCRIPT) == []


@pytest.mark.parametrize("path", STYLES + SCRIPTS, ids=lambda path: path.name)
def test_nothing_is_loaded_from_another_host(path):
    assert breaches(path, r"@import|url\(|https?://") == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_phone_rules_stay_off_paper(path):
    assert breaches(path, r"@media \(max-width") == []


def test_the_patterns_find_what_they_look_for(tmp_path):
    sample = tmp_path / "sample.css"
    sample.write_text("a:has(b) { inset: 0 }\n@media (max-width: 9px) { a { color: red } }")
    assert breaches(sample, TOO_NEW) == [":has(", "{ inset:"]
    assert breaches(sample, r"@media \(max-width") == ["@media (max-width"]
