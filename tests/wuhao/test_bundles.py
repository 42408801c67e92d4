"""One stylesheet, one script: slimmer than their sources, and nothing of them lost."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from wuhao.bundles import BUNDLES, bundle, slim_css, slim_js


def source(part) -> str:
    return Path(find(part)).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "slim"),
    [
        ("a {\n  color: red;\n}\n", "a{color: red}"),
        ("a, b > c { }", "a,b > c{}"),
        ("/* x { */ a { b: c; } /* } */", " a{b: c}"),
        ('a::after { content: " ; } "; }', 'a::after{content: " ; } "}'),
        ("a { width: calc(1px + 2px); }", "a{width: calc(1px + 2px)}"),
        ("@media print { a :not(b) { c: d } }", "@media print{a :not(b){c: d}}"),
    ],
)
def test_a_stylesheet_loses_only_space_and_comments(text, slim):
    assert slim_css(text) == slim


@pytest.mark.parametrize(
    ("text", "slim"),
    [
        ("  let a = 1;\n\n  b();\n", "let a = 1;\nb();"),
        ("/* why\n   so */\nb();", "b();"),
        ("// why\nb(); // and so", "b(); // and so"),
        ('const u = "http://x/*y*/";', 'const u = "http://x/*y*/";'),
    ],
)
def test_a_script_loses_only_lines_that_say_nothing(text, slim):
    assert slim_js(text) == slim


@pytest.mark.parametrize("name", [name for name in BUNDLES if name.endswith(".css")])
def test_every_rule_of_the_sources_travels(name):
    def rules(text):
        bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        return sorted(re.sub(r"\s|;(?=\s*})", "", bare).split("}"))

    sources = "".join(map(source, BUNDLES[name]))
    assert rules(bundle(name).text.decode()) == rules(sources)


def test_no_script_has_a_text_over_several_lines():
    """Or slim_js would change what it says."""
    for part in BUNDLES["page.js"]:
        for line in source(part).splitlines():
            assert line.count("`") % 2 == 0, (part, line)


def test_the_address_of_the_content_is_kept_for_a_year(client):
    answer = client.get(f"/bundles/{bundle('styles.css').digest}/styles.css")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content == bundle("styles.css").text


def test_an_address_from_before_an_upgrade_gets_the_new_content_for_once(client):
    answer = client.get("/bundles/0123/page.js", headers={"Accept-Encoding": "br, gzip"})
    assert answer["Cache-Control"] == "public, max-age=0"
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert answer.content == bundle("page.js").packed


def test_it_is_the_same_for_everybody_and_asks_no_database(client):
    """No fixture of the database: a session that is looked at would fail here."""
    client.cookies["sessionid"] = "somebody"
    answer = client.get("/bundles/any/styles.css")
    assert (answer.status_code, answer["Vary"]) == (200, "Accept-Encoding")


def test_no_other_file_has_such_an_address(client):
    assert client.get("/bundles/0123/settings.py").status_code == 404


def test_while_debugging_an_edit_shows_at_once(settings):
    settings.DEBUG = True
    assert bundle("page.js") is not bundle("page.js")
