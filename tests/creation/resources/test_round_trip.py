"""What a register exports imports again unchanged, whatever its rows hold."""

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from creation.models import Kind
from creation.registers import ORGANIZATIONS, REGISTERS
from creation.resources.roster import read_roster
from creation.resources.workbooks import csv_bytes, xlsx_bytes
from creation.services.exports import bases_of, send_out
from creation.services.imports import bring_in
from tests.creation import guarantees
from tests.factories import make_organization
from wuhao.workbooks import Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(cast):
    """At least one row in each register."""
    guarantees.one_of_each(cast.town, cast.branch)


def _files(lines, folder):
    for name, content in (("a.xlsx", xlsx_bytes(lines, title="名册")), ("a.csv", csv_bytes(lines))):
        path = folder / name
        path.write_bytes(content)
        yield path


@pytest.mark.parametrize("key", REGISTERS)
def test_export_of_every_register_imports_again_without_a_difference(filled, cast, tmp_path, key):
    register = REGISTERS[key]
    rows = list(register.resource(by=None).get_queryset())
    assert rows, f"make a row of {key} in tests/creation/guarantees.py"
    for path in _files(send_out(register=register, rows=rows, by=cast.wang), tmp_path):
        report = bring_in(register=register, path=path, by=None)
        assert (report.problems, report.clashes, report.changes) == ([], [], [])
        assert report.counts["未变"] == len(rows)


line = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
days = st.dates(date(1921, 7, 1), date(2030, 1, 1))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(name=line, opened=st.none() | days, members=st.integers(0, 10**6))
def test_any_words_and_numbers_go_out_and_come_in_unchanged(cast, name, opened, members):
    assume(not name.startswith("（示例"))
    one = make_organization(
        cast.town,
        kind=Kind.GENERAL_BRANCH,
        sector=cast.branch.sector,
        name=name,
        opened_on=opened,
        full_members=members,
    )
    lines = send_out(register=ORGANIZATIONS, rows=[one], by=cast.wang)
    roster = read_roster(Sheet("名册", lines), ORGANIZATIONS.resource.titles())
    export = int(lines[1][-1][1:].partition("-")[0])
    bases = bases_of(register=ORGANIZATIONS, exports={export})
    report = ORGANIZATIONS.resource(by=None).load(roster, bases=bases)
    told = [one for one in report.problems if one.kind not in ("合计行", "说明行")]
    assert (told, report.changes) == ([], [])
