"""What an import found and what it would write."""

import hashlib
from dataclasses import dataclass, field

from django.db import models

from creation.resources.roster import Problem, Roster


@dataclass
class Change:
    """One row that an import writes; `before` and `after` are its cells as text, by title."""

    row: int
    key: str
    label: str  # the key, and the name that goes with it
    is_new: bool
    instance: models.Model
    attributes: tuple[str, ...]
    stored: dict[str, object]
    before: dict[str, str]
    after: dict[str, str]

    @property
    def pairs(self) -> list[tuple[str, str, str]]:
        """(title, before, after)."""
        return [(title, self.before.get(title, ""), text) for title, text in self.after.items()]


@dataclass(frozen=True)
class Clash:
    """A cell that both the file and somebody here changed since the export; `base` is None when
    the export is no longer known."""

    row: int
    key: str
    title: str
    mine: str
    theirs: str
    base: str | None


@dataclass
class Report:
    """What an import did, or would do; with problems or clashes nothing was written."""

    roster: Roster = field(default_factory=Roster)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    readings: list[tuple[str, str, str]] = field(default_factory=list)  # cell, typed, read
    clashes: list[Clash] = field(default_factory=list)
    newer: list[Clash] = field(default_factory=list)  # changed here only: they stay
    total: int = 0
    is_stale: bool = False  # others changed something since the preview
    batch: object = None  # the ImportBatch, once written

    def keys_of(self, *, new) -> list[str]:
        bad = {problem.row for problem in self.problems}
        return [one.key for one in self.changes if one.is_new == new and one.row not in bad]

    @property
    def new(self) -> list[str]:
        return self.keys_of(new=True)

    @property
    def updated(self) -> list[str]:
        return self.keys_of(new=False)

    @property
    def bad_rows(self) -> int:
        return len({problem.row for problem in self.problems})

    @property
    def counts(self) -> dict[str, int]:
        return {
            "新增": len(self.new),
            "更新": len(self.updated),
            "未变": len(self.unchanged),
            "错误": self.bad_rows,
        }

    @property
    def may_write(self) -> bool:
        return not (self.problems or self.clashes)

    @property
    def digest(self) -> str:
        """The same only when exactly the same would be written over the same."""
        told = [(one.row, one.key, one.is_new, one.before, one.after) for one in self.changes]
        return hashlib.sha256(repr(told).encode()).hexdigest()
