"""What opens without a login is a list that somebody wrote by hand."""

from django.urls import get_resolver

PUBLIC = {
    "login", "demo_login",  # the way in
    "healthz", "readyz",  # probes
    "bundle",  # stylesheets and scripts
    "answer_sheet", "answer_done",  # residents who scan a code
}  # fmt: skip


def views(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern)
        else:
            yield pattern.name, pattern.callback


def test_nothing_else_opens_without_a_login():
    found = views(get_resolver())
    assert {name for name, view in found if not getattr(view, "login_required", True)} == PUBLIC
