"""A standard as its data file: the same values give the same bytes, and read back."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given

from creation.standard_files import standard_toml
from creation.standards import parse_draft, parse_standard
from tests.creation.standard_drafts import drafts

FILES = sorted(Path("standards").glob("*.toml"))


def lines(text):
    """Without comments and blank lines."""
    bare = (line.split("  #")[0] for line in text.splitlines())
    return [line for line in bare if line and not line.startswith("#")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shipped_file_is_written_line_by_line_as_it_is(file):
    text = file.read_text()
    assert lines(standard_toml(parse_standard(tomllib.loads(text)))) == lines(text)


@given(drafts())
def test_any_draft_reads_back_as_it_was_and_is_stable_in_bytes(spec):
    text = standard_toml(spec)
    read = parse_draft(tomllib.loads(text))
    assert read == spec
    assert standard_toml(read) == text
