"""Our own templates keep the rules, and every one of them parses."""

import pytest
from django.conf import settings
from django.template.loader import get_template

from wuhao.template_rules import breaches

FOLDER = settings.BASE_DIR / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_template_parses_and_keeps_the_rules(name):
    get_template(name)
    assert breaches((FOLDER / name).read_text()) == []
