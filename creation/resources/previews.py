"""A report as the preview shows it: rows with their cells, and what one click can mend."""

from dataclasses import dataclass, field

from creation.resources.reports import Clash, Report
from creation.resources.roster import SKIP, Problem
from wuhao.workbooks import cell_name, cell_text


@dataclass
class BadCell:
    title: str
    text: str
    name: str
    wrong: str = ""
    fix: str = ""

    @property
    def short(self) -> str:
        """Without the list of all that may stand there: the page's top has it."""
        return self.wrong.split("可填：")[0].rstrip("，")


@dataclass
class BadRow:
    number: int
    cells: list[BadCell] = field(default_factory=list)

    @property
    def mendable(self) -> list[BadCell]:
        return [cell for cell in self.cells if cell.fix and cell.fix != SKIP]


@dataclass
class Kind:
    """Like errors with one way out for each: mended together."""

    text: str
    count: int = 0
    fixes: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        return f"{self.text} → {min(self.fixes)}" if len(self.fixes) == 1 else self.text


def bad_rows(report: Report) -> list[BadRow]:
    """The rows with problems, each cell with what is wrong in it."""
    roster = report.roster
    wrong: dict[int, dict[str, Problem]] = {}
    for problem in report.problems:
        if problem.row > roster.header_row:
            wrong.setdefault(problem.row, {})[problem.column] = problem
    values = dict(roster.rows)
    return [
        BadRow(
            number,
            [
                _cell(roster, number, title, values.get(number, {}).get(title), said.get(title))
                for title in roster.places
            ],
        )
        for number, said in wrong.items()
    ]


def _cell(roster, number, title, value, problem) -> BadCell:
    cell = BadCell(title, cell_text(value)[:200], cell_name(number, roster.places[title]))
    if problem:
        cell.wrong, cell.fix = problem.reason, problem.fix
    return cell


def whole_file(report: Report) -> list[Problem]:
    """Problems of the header or of the file, which no row shows."""
    return [one for one in report.problems if one.row <= report.roster.header_row]


def kinds(report: Report) -> list[Kind]:
    """What can be mended with one click each, the most frequent first."""
    found: dict[str, Kind] = {}
    for problem in report.problems:
        if problem.fix and problem.kind:
            kind = found.setdefault(problem.kind, Kind(problem.kind))
            kind.count += 1
            kind.fixes.add(problem.fix)
    return sorted(found.values(), key=lambda kind: -kind.count)


def clashes(report: Report) -> list[tuple[int, str, list[Clash]]]:
    """(row, key, its cells) for the rows that ask which values to keep."""
    rows: dict[int, list[Clash]] = {}
    for clash in report.clashes:
        rows.setdefault(clash.row, []).append(clash)
    return [(row, cells[0].key, cells) for row, cells in rows.items()]
