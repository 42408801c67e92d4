"""docs/rules.md and the tests speak of the same clauses."""

import re
from pathlib import Path

from creation.policy import LABELS
from creation.standards import METHODS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_clause_that_a_test_names_is_on_the_page():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r'id="(R\d\.\d)', text))
    named |= {f"R{clause.replace('_', '.')}" for clause in re.findall(r"def test_r(\d_\d)_", text)}
    assert sorted(clause for clause in named if f"**{clause}" not in PAGE) == []


def test_every_method_and_every_field_of_the_policy_is_on_the_page():
    wanted = [f"R1.3-{name}" for name in METHODS] + [*LABELS]
    assert [word for word in wanted if word not in PAGE] == []
