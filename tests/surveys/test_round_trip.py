"""What was answered is what is read, in every layout; nonsense is told, never an exception.

SURVEY_EXAMPLES=10000 runs as many examples as a release wants.
"""

import datetime
import json
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.findings import Finding
from surveys.mapping import Mapping
from surveys.overview import seen_columns, seen_problems, seen_wordings
from surveys.services.reading import understand
from surveys.wordings import BLANK, SKIPPED, VOID
from tests.surveys.corpus import files as f
from tests.surveys.corpus.form import DIRECTORY, FORM
from wuhao.columns import Table
from wuhao.workbooks import Sheet

examples = settings(max_examples=int(os.environ.get("SURVEY_EXAMPLES", "100")))
ASKED = FORM[1:]
STRATA = {"member": "党员", "mass": "群众", "delegate": "两代表一委员", "partner": "共建单位"}
NAMES = {"QD01": "北街党支部", "QD02": "河东党支部", "310112001001": "新村党支部"}
APART = {BLANK: ["", "(空)", "-2"], SKIPPED: ["(跳过)", "-3"], VOID: ["无效", "废票"]}
WIDE = str.maketrans("0123456789ABCDQ", "０１２３４５６７８９ＡＢＣＤＱ")


def chosen(question):
    """An answer: an option's order, a sum of ticks, or one of the three that are apart."""
    many = len(question.options)
    most = (1 << many) - 1 if question.is_multiple else many
    return st.integers(1, most) | st.sampled_from(list(APART))


SHEET = st.tuples(
    st.sampled_from(list(NAMES)), st.sampled_from(list(STRATA)), st.tuples(*map(chosen, ASKED))
)


@st.composite
def cell(draw, question, value):
    """One of the ways to write an answer down."""
    if value in APART:
        return draw(st.sampled_from(APART[value]))
    if question.is_multiple:
        ticked = [o.text for o in question.options if value >> (o.order - 1) & 1]
        return draw(st.sampled_from("┋;；|、，,\n")).join(draw(st.permutations(ticked)))
    text = question.options[value - 1].text
    ways = [text, f" {text}\u3000", f"A.{text}", f"{text}〖随便写的〗", str(value), float(value)]
    return draw(st.sampled_from([*ways, str(value).translate(WIDE)]))


@st.composite
def place(draw, code):
    ways = [code, NAMES[code], f"{code} {NAMES[code]}", code.translate(WIDE), code.lower()]
    return draw(st.sampled_from(ways))


@st.composite
def tables(draw):
    """(rows with their header, the sheets that they stand for)"""
    sheets = draw(st.lists(SHEET, min_size=1, max_size=6))
    front, header = draw(
        st.sampled_from(
            [
                (lambda cells: cells, f.HEADER),
                (lambda cells: f.wjx(*cells), f.WJX),
                (lambda cells: f.tencent(*cells), f.TENCENT),
                (lambda cells: f.jinshuju(1, *cells), f.JINSHUJU),
            ]
        )
    )
    rows = [header]
    for code, stratum, answers in sheets:
        said = [draw(cell(question, value)) for question, value in zip(ASKED, answers, strict=True)]
        rows.append(front([draw(place(code)), STRATA[stratum], *said]))
    return rows, sheets


def read(rows):
    return understand(Sheet("", Table.of(rows)), FORM, DIRECTORY, Mapping())


@examples
@given(tables())
def test_what_was_answered_is_what_is_read(made):
    rows, sheets = made
    reading = read(rows)
    table = reading.table
    assert table.errors() == []
    strata = list(STRATA)
    assert list(zip(table.organizations, table.strata, table.answers, strict=True)) == [
        (code, stratum, (strata.index(stratum) + 1, *answers)) for code, stratum, answers in sheets
    ]


@st.composite
def ballots(draw):
    """(row, answers to the first question by order, void)"""
    counts = draw(st.lists(st.integers(0, 40), min_size=6, max_size=6))
    void = draw(st.integers(0, 5))
    row = f.ballots(valid=sum(counts), void=void, issued=sum(counts) + void, first=counts)
    return row, counts, void


@examples
@given(ballots())
def test_ballots_come_back_as_they_were_counted(made):
    row, counts, void = made
    reading = read([f.tally_header(), row])
    assert reading.table.errors() == []
    found = {}
    for answers, weight in zip(reading.table.answers, reading.weights, strict=True):
        found[answers[1]] = found.get(answers[1], 0) + weight
    expected = dict(enumerate([*counts[:5], void], start=1)) | {0: counts[5]}
    expected[VOID] = expected.pop(6)
    assert {order: n for order, n in found.items() if order > -3} == {
        order: n for order, n in expected.items() if n
    }


NONSENSE = st.one_of(
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.datetimes().filter(lambda moment: moment.year > 1899),
    st.dates(),
    st.timedeltas(max_value=datetime.timedelta(days=9)),
    st.times(),
    st.sampled_from(
        [*f.HEADER, *f.tally_header(), *f.WJX, "合计", "(空)", "=1+1", "\x00", "\ud800"]
    ),
)


@st.composite
def spoiled(draw):
    """A sound table with cells, headers or whole rows replaced by anything."""
    rows, _ = draw(tables())
    if draw(st.booleans()):
        rows = [f.tally_header(), f.ballots(), f.ballots("QD02", who="党员")]
    width = len(rows[0])
    rows = [list(row) for row in rows]
    for _ in range(draw(st.integers(1, 6))):
        row = draw(st.integers(0, len(rows) - 1))
        rows[row][draw(st.integers(0, width - 1))] = draw(NONSENSE)
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), draw(st.just(rows[0]) | _row(width)))
    return rows


def _row(width):
    return st.lists(NONSENSE | st.just(""), min_size=width, max_size=width)


@examples
@given(spoiled())
def test_nonsense_is_told_and_no_row_is_lost(rows):
    reading = read(rows)
    table = reading.table
    told = {row for problem in table.problems for row in problem.rows}
    whole = any(not problem.rows for problem in table.problems)
    below = range(table.layout.header_row + 1, len(rows) + 1)
    shown = {n for n in below if any(str(cell).strip() for cell in rows[n - 1])}
    assert whole or shown <= told | set(table.row_numbers) | set(table.left_out) | _uncounted(table)
    assert reading.error_count >= len(told)
    assert all(table.errors()) and all(len(a) == len(FORM) for a in table.answers)
    finding = shown_of(rows, reading)
    assert Finding.from_dict(json.loads(json.dumps(finding.as_dict()))) == finding


def shown_of(rows, reading):
    """What the pages show of it; the counts alone need the database."""
    body, layout = Table.of(rows), reading.layout
    problems = seen_problems(reading.table.problems, FORM, DIRECTORY)
    return Finding(
        kind=layout.kind,
        header_row=layout.header_row,
        personal=layout.personal,
        others=(),
        columns=seen_columns(body, layout),
        wordings=seen_wordings(body, layout, FORM, Mapping()),
        decide=problems,
        correct=problems,
        decide_count=0,
        correct_count=0,
        error_count=reading.error_count,
    )


def _uncounted(table):
    """Rows of a table of ballots on which nothing was counted stand for no sheet."""
    return set(range(1, 100)) if table.layout.kind == "tally" else set()
