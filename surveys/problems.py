"""What can be wrong with a file of answers, and what is wrong with its columns. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from surveys.layouts import Column, FormQuestion, Layout
from surveys.mapping import Mapping as Decisions
from surveys.wordings import plain
from wuhao.columns import column_name


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with every row (Excel's numbers) where it is."""

    kind: str  # column, organization, stratum, wording, total, merged, tally, cell
    column: str
    value: str
    reason: str
    rows: tuple[int, ...] = ()
    suggestion: str = ""
    question: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.reason}，是不是“{self.suggestion}”？" if self.suggestion else self.reason

    def lines(self) -> list[str]:
        """`第 N 行 列名：原因`, one for each row."""
        if not self.rows:
            return [self.sentence]
        return [f"第 {row} 行 {self.column}：{self.sentence}" for row in self.rows]


def near(text: str, words: Iterable[str]) -> str:
    by_plain = {plain(word): word for word in words}
    found = get_close_matches(plain(text), by_plain, n=1, cutoff=0.5)
    return by_plain[found[0]] if found else ""


def faults(layout: Layout, form: Sequence[FormQuestion], decisions: Decisions) -> list[Problem]:
    """What keeps a table from being read: columns that are missing, or there more than once."""
    return [*_missing(layout, form, decisions), *_doubled(layout)]


def _missing(layout: Layout, form: Sequence[FormQuestion], decisions: Decisions) -> list[Problem]:
    """Columns that must be there, each with the header that may have been meant."""
    problems = []
    if not decisions.fixed_organization and not layout.with_role("organization"):
        problems.append(Problem("column", "党组织代码", "", "没有找到党组织代码或名称的列"))
    if not decisions.fixed_stratum and not layout.with_role("stratum"):
        problems.append(Problem("column", "身份", "", "没有找到身份（党员、群众）的列"))
    roles = {column.role.rpartition(":")[0] for column in layout.columns}
    roles |= {column.role for column in layout.columns}
    for question in form:
        if question.dimension == "identity" or not question.options:
            continue
        if f"question:{question.code}" not in roles:
            meant = near(question.text, layout.unused)
            reason = f"没有找到题目“{question.text}”的列"
            problems.append(Problem("column", question.text, "", reason, (), meant, question.code))
    return problems


def _doubled(layout: Layout) -> list[Problem]:
    """Columns for one and the same thing. Organizations may have one of codes and one of names."""
    found: dict[str, list[Column]] = {}
    for column in sorted(layout.columns, key=lambda one: one.number):
        if column.role == "stratum" or column.role.startswith("question:"):
            found.setdefault(column.role, []).append(column)
        elif column.role == "organization":
            found.setdefault(f"organization {column.header}", []).append(column)
    return [
        Problem("column", columns[0].header, "", _why_once(role, columns))
        for role, columns in found.items()
        if len(columns) > 1
    ]


def _why_once(role: str, columns: Sequence[Column]) -> str:
    header = columns[0].header
    if {column.header for column in columns} == {header}:
        letters = "、".join(column_name(column.number) for column in columns)
        return f"有 {len(columns)} 列都是“{header}”（{letters} 列），请只留一列"
    names = [f"“{column.header}”（{column_name(column.number)} 列）" for column in columns]
    what = "身份" if role == "stratum" else "同一道题"
    return f"{'和'.join(names)}都对应{what}，请把其中一列设为不使用"
