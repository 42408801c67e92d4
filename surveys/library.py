"""The questions that ship with the product, by dimension and sector: a data file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.drafting import QuestionSpec

FILE = Path(__file__).parent / "data" / "library.toml"


@dataclass(frozen=True)
class LibraryEntry:
    """`sectors`: codes, empty for every sector; `kept`: the row of one that staff kept."""

    key: str
    spec: QuestionSpec
    sectors: tuple[str, ...]
    kept: object = None


@cache
def shipped() -> tuple[LibraryEntry, ...]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    scales = data["scales"]
    return tuple(
        LibraryEntry(
            key=f"s{number}",
            spec=QuestionSpec.of(item | {"options": _options(item["options"], scales)}),
            sectors=tuple(item.get("sectors", ())),
        )
        for number, item in enumerate(data["questions"], start=1)
    )


def _options(given, scales):
    """The name of a scale, or the options themselves."""
    return scales[given] if isinstance(given, str) else given
