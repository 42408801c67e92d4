"""docs/rules.md and the tests speak of the same clauses."""

import re
from pathlib import Path

from creation.policy import LABELS
from creation.standards import METHODS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


NAMED = re.compile(r"""(?:\bid=f?["']|\bdef test_)r(\d)[._](\d+)""", re.IGNORECASE)


def clauses_of_tests():
    """R4_3, r4_3 and "R4.3-…" are one clause."""
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {f"R{chapter}.{clause}" for chapter, clause in NAMED.findall(text)}


def clauses_of_the_page():
    return set(re.findall(r"^\*\*(R\d\.\d+)\b", PAGE, re.MULTILINE))


def test_every_clause_that_a_test_names_is_on_the_page():
    assert sorted(clauses_of_tests() - clauses_of_the_page()) == []


def test_every_clause_of_the_page_is_carried_by_a_test():
    assert {clause[:2] for clause in clauses_of_the_page()} == {f"R{n}" for n in range(1, 8)}
    assert sorted(clauses_of_the_page() - clauses_of_tests()) == []


def test_every_method_and_every_field_of_the_policy_is_on_the_page():
    wanted = [f"R1.3-{name}" for name in METHODS] + [*LABELS]
    assert [word for word in wanted if word not in PAGE] == []
