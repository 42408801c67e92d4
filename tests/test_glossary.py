"""The glossary names every model, in the Chinese of its verbose_name."""

import re
from pathlib import Path

import pytest
from django.apps import apps

GLOSSARY = (Path(__file__).parent.parent / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (\w+) \| ([^|]+) \|", GLOSSARY, re.MULTILINE))
MODELS = [
    model
    for app in ("creation", "surveys", "assessment")
    for model in apps.get_app_config(app).get_models()
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_is_in_the_glossary_under_its_chinese_name(model):
    assert ROWS.get(model.__name__) == model._meta.verbose_name, "add it to docs/glossary.md"
