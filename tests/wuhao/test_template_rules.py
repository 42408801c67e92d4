"""The checker must see each kind of breach, and pass what is allowed."""

import pytest

from wuhao.template_rules import breaches, main


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("<p style='color:red'>", "style=: use a class"),
        ('<p style="{{ colour }}">', "style=: use a class"),
        ("<style>p {}</style>", "<style>: put it into static/css"),
        ("<button onclick=go()>", "onclick=: listen in static/js"),
        ("<div hx-on:click='x'>", "hx-on:click: needs eval"),
        ("<div data-hx-on--load='x'>", "data-hx-on--load: needs eval"),
        ("<div hx-vals='js:{a: 1}'>", "hx-vals: js: needs eval"),
        ("<div hx-vars='a:1'>", "hx-vars: needs eval"),
        ("<div hx-trigger='click[ctrlKey]'>", "hx-trigger filter […]: needs eval"),
        ("<a href=' JavaScript:go()'>", "href: javascript: address"),
        ("<script src='//cdn.example/x.js'></script>", "src: loads from another host"),
        ("<link rel=stylesheet href='https://cdn.example/x.css'>", "href: loads from another host"),
        ("<img src='http://example/x.png'>", "src: loads from another host"),
        ("<base href='/'>", "<base>: forbidden by base-uri 'none'"),
        ("{{ text|safe }}", "unescaped output: build it with format_html"),
        ("{% autoescape off %}", "unescaped output: build it with format_html"),
        ("\n" * 151, "151 lines: split it, 150 are enough"),
    ],
)
def test_breach_is_named(template, problem):
    assert [what for _, what in breaches(template)] == [problem]


def test_inline_script_is_seen_by_tag_and_by_content():
    assert breaches("<script>go()</script>") == [
        (1, "inline <script>: put it into static/js"),
        (1, "inline script: put it into static/js"),
    ]


@pytest.mark.parametrize(
    "template",
    [
        '<a class="x"{% if now %} aria-current="page"{% endif %} href="{% url "home" %}">首页</a>',
        '<script src="{% static "js/app.js" %}" defer></script>',
        "<a href='https://www.12371.cn/'>another site, opened by the user</a>",
        "<form hx-post='/x' hx-trigger='change, input changed delay:1200ms from:find textarea'>",
        """<body hx-headers='{"X-CSRFToken": "{{ csrf_token }}"}'>""",
        "<img src='data:image/svg+xml,x' alt=''>",
        "{% comment %}<p style='x'>{% endcomment %}{# <style> #}",
        "<svg><rect fill='#fff' width='3'/></svg>",
    ],
)
def test_allowed_markup_passes(template):
    assert breaches(template) == []


def test_line_is_counted_through_django_tags():
    assert breaches("{% comment %}\n\n{% endcomment %}\n<p style=x>") == [
        (4, "style=: use a class")
    ]


def test_command_prints_place_and_fails(tmp_path, capsys):
    (tmp_path / "page.html").write_text("<p>\n<p style=x>")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        f"{tmp_path}/page.html:2: style=: use a class\n1 templates, 1 breaches\n"
    )


def test_command_without_templates_fails(tmp_path):
    assert main([str(tmp_path)]) == 1
