"""Paper ballots, counted by hand: one row an organization and stratum (RULES 5.6). Pure.

Columns: 发出票数, 收回票数, 有效票数, 无效票数, and `题干(选项)`, `题干(弃权)` for every question;
`题干(至少一项)` stands for the activities of a multiple choice.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from surveys.cells import text_of
from surveys.directory import Directory
from surveys.integrity import Tally, why_not_tally
from surveys.layouts import ABSTAINED, ANY, FIGURES, FormQuestion, Layout
from surveys.mapping import Mapping
from surveys.sheets import Problem, SurveyTable, read
from surveys.wordings import BLANK, NOT_ASKED, VOID, plain

_COUNT = re.compile(r"^\d{1,7}$")  # a town has no more ballots, and the database takes no more


def read_tallies(
    rows: Sequence[Sequence],
    layout: Layout,
    form: Sequence[FormQuestion],
    directory: Directory,
    decisions: Mapping,
) -> SurveyTable:
    """As `sheets.read`, with one weighted sheet for every count and all ballots that are wrong."""
    who = read(rows, layout, [q for q in form if q.dimension == "identity"], directory, decisions)
    missing = missing_columns(layout, form)
    if missing:
        return replace(who, problems=(*who.problems, *missing), **_columns([]))
    problems = list(who.problems)
    found: list[tuple] = []
    for place, number in enumerate(who.row_numbers):
        counts, wrong = _counts(rows[number - 1], number, layout)
        wrong = wrong or _check(counts, number, form)
        problems += wrong
        if not wrong:
            whose = (number, who.organizations[place], who.strata[place])
            found += [(*whose, *sheet) for sheet in _sheets(counts, form)]
    return replace(who, problems=tuple(problems), **_columns(found))


def _columns(found: list[tuple]) -> dict:
    numbers, organizations, strata, answers, weights = (
        [list(column) for column in zip(*found, strict=True)] if found else ([], [], [], [], [])
    )
    return {
        "row_numbers": numbers, "organizations": organizations, "strata": strata,
        "answers": answers, "weights": weights,
        "seconds": [None] * len(found), "times": [""] * len(found),
    }  # fmt: skip


def columns_of(form: Sequence[FormQuestion]) -> list[str]:
    """The headers of a blank table of ballots, after organization and stratum."""
    headers = list(FIGURES.values())
    for question in _asked(form):
        names = [text for text, _ in _choices(question)] + [ABSTAINED]
        headers += [f"{question.text}({name})" for name in names]
    return headers


def missing_columns(layout: Layout, form: Sequence[FormQuestion]) -> list[Problem]:
    roles = {column.role for column in layout.columns}
    wanted = dict(FIGURES)
    for question in _asked(form):
        for name, order in [*_choices(question), (ABSTAINED, 0)]:
            wanted[f"question:{question.code}:{order}"] = f"{question.text}({name})"
    return [
        Problem("column", header, "", f"没有找到“{header}”的列")
        for role, header in wanted.items()
        if role not in roles
    ]


def _asked(form: Sequence[FormQuestion]) -> list[FormQuestion]:
    return [q for q in form if q.dimension != "identity" and q.options]


def _choices(question: FormQuestion) -> list[tuple[str, object]]:
    """(name, option) as counted on paper: of many activities only whether there was any."""
    if not question.is_multiple:
        return [(option.text, option.order) for option in question.options]
    rest = [(o.text, o.order) for o in question.options if o.klass != "activity"]
    return [(ANY, "any"), *rest]


def _counts(row: Sequence, number: int, layout: Layout) -> tuple:
    """({role: count}, problems); an empty cell is no vote."""
    counts: dict[str, int] = {}
    problems = []
    for column in layout.columns:
        if column.role not in FIGURES and not column.role.startswith("question:"):
            continue
        text = text_of(row[column.number - 1])
        if text and not _COUNT.match(plain(text)):
            reason = f"“{text}”不是票数，要填 0 或正整数"
            problems.append(Problem("tally", column.header, text, reason, (number,)))
        else:
            counts[column.role] = int(plain(text) or 0)
    return counts, problems


def _check(counts: dict[str, int], number: int, form: Sequence[FormQuestion]) -> list[Problem]:
    options, abstained, names = {}, {}, {}
    for question in _asked(form):
        role = f"question:{question.code}"
        names[question.code] = question.text
        options[question.code] = {
            order: counts[f"{role}:{order}"] for _, order in _choices(question)
        }
        abstained[question.code] = counts[f"{role}:0"]
    tally = Tally(*(counts[role] for role in FIGURES), options, abstained)
    return [
        Problem("tally", "计票", str(number), reason, (number,))
        for reason in why_not_tally(tally, names)
    ]


def _sheets(counts: dict[str, int], form: Sequence[FormQuestion]) -> list[tuple]:
    """(answers, weight): the other questions of such a sheet were not asked on it."""
    sheets = []
    for question in _asked(form):
        role = f"question:{question.code}"
        for _, order in [*_choices(question), (ABSTAINED, 0)]:
            weight = counts[f"{role}:{order}"]
            if weight:
                sheets.append((_only(form, question, _value(question, order)), weight))
    if counts["void"]:
        answers = tuple(VOID if q in _asked(form) else NOT_ASKED for q in form)
        sheets.append((answers, counts["void"]))
    return sheets


def _value(question: FormQuestion, order: object) -> int:
    if order == 0 or not question.is_multiple:
        return int(order) or BLANK
    if order == "any":
        order = next(option.order for option in question.options if option.klass == "activity")
    return 1 << (order - 1)


def _only(form: Sequence[FormQuestion], question: FormQuestion, value: int) -> tuple[int, ...]:
    return tuple(value if q is question else NOT_ASKED for q in form)
