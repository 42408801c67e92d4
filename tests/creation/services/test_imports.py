"""What a person decides on the way in, and what an export that comes back meets."""

import io

import pytest
from django.db import connection
from openpyxl import load_workbook

from creation.models import ImportBatch, LogEntry, Organization, RegisterExport
from creation.registers import ORGANIZATIONS
from creation.resources.roster import CLEAR, SKIP
from creation.resources.workbooks import csv_bytes, xlsx_bytes
from creation.services.exports import KEEP, send_out
from creation.services.imports import (
    Decisions,
    bring_in,
    remember_columns,
    remembered_columns,
)
from creation.services.organizations import update
from tests.creation.rosters import TITLES, write_csv
from tests.factories import make_organization

pytestmark = pytest.mark.django_db
NAME, MEMBERS, PHONE = "党组织名称", "正式党员数", "联系电话"


@pytest.fixture
def load(cast, tmp_path):
    """Import rows below `titles` as Wang."""

    def load(*rows, titles=TITLES, by=None, dry_run=False, **decided):
        path = write_csv(tmp_path / "名册.csv", [titles, *rows])
        return bring_in(
            register=ORGANIZATIONS,
            path=path,
            by=by or cast.wang,
            decisions=Decisions(**decided),
            dry_run=dry_run,
        )

    return load


@pytest.fixture
def exported(cast):
    """What went out a while ago: lines of a file, titles first."""
    return send_out(register=ORGANIZATIONS, rows=Organization.objects.all(), by=cast.wang)


def _line(exported, code):
    return next(line for line in exported if line[1] == code)


def _with(exported, line, **cells):
    """The line with other cells: `m正式党员数=…` by title."""
    titles = exported[0]
    return [cells.get(title, value) for title, value in zip(titles, line, strict=True)]


def _row(cast, name="乙支部", code="N1", kind="支部", sector="农村"):
    return [name, code, kind, cast.town.code, sector]


def test_mended_cells_are_read_as_mended(load, cast):
    bad = _row(cast, kind="支布")
    (problem,) = load(bad).problems
    assert (problem.fix, problem.kind) == ("支部", "“支布”不在可选项里")
    report = load(bad, mends={(problem.row, problem.column): problem.fix})
    assert (report.problems, report.new) == ([], ["N1"])
    assert Organization.objects.get(code="N1").kind == "branch"


def test_row_that_is_left_out_is_not_imported(load, cast):
    report = load(_row(cast, kind="支布"), _row(cast, "丙", "N2"), mends={(2, "类别"): SKIP})
    assert (report.problems, report.new) == ([], ["N2"])


def test_mended_error_value_is_no_longer_an_error(load, cast):
    report = load(_row(cast, code="#REF!"), mends={(2, "党组织代码"): "N9"})
    assert (report.problems, report.new) == ([], ["N9"])


def test_batch_keeps_file_counts_and_each_rows_values(load, cast):
    branch = [cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村", "28"]
    report = load([*_row(cast), "3"], branch, titles=[*TITLES, MEMBERS])
    batch = ImportBatch.objects.get()
    assert report.batch == batch
    assert (batch.by, batch.file_name, batch.counts) == (
        cast.wang, "名册.csv", {"新增": 1, "更新": 1, "未变": 0},
    )  # fmt: skip
    assert len(batch.sha256) == 64
    new, changed = batch.rows.all()
    assert (new.number, new.is_new, new.after["name"]) == (2, True, "乙支部")
    assert (changed.before, changed.after) == ({"full_members": 0}, {"full_members": 28})


def test_nothing_new_makes_no_batch(load, cast):
    load([cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村"])
    assert not ImportBatch.objects.exists()


def test_what_was_not_seen_is_not_written(load, cast):
    seen = load(_row(cast), dry_run=True).digest
    update(organization=cast.branch, values={"name": "新名字"}, by=cast.wang)
    row = [cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村"]
    old = load(_row(cast), row, dry_run=True).digest
    assert seen != old
    update(organization=cast.branch, values={"name": "又改"}, by=cast.wang)
    report = load(_row(cast), row, seen=old)
    assert (report.is_stale, report.batch) == (True, None)
    assert not Organization.objects.filter(code="N1").exists()


def test_rule_of_the_database_is_said_and_nothing_is_written(load, cast, monkeypatch):
    resource = ORGANIZATIONS.resource
    monkeypatch.setattr(resource, "faults", lambda self, instance, row: {})
    Organization.objects.filter(pk=cast.branch.pk).update(closed_on="2020-01-01")
    row = [cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村", "2021-01-01"]
    report = load(_row(cast), row, titles=[*TITLES, "建立日期"])
    assert [str(one) for one in report.problems] == [
        "文件：有一行不符合规定：撤销日期不能早于建立日期。"
    ]
    assert not Organization.objects.filter(code="N1").exists()


def test_rule_of_the_database_without_words_of_ours_is_said_in_general(load, cast, monkeypatch):
    monkeypatch.setattr(ORGANIZATIONS.resource, "faults", lambda self, instance, row: {})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE creation_organization ADD CHECK (name <> '乙支部')")
    report = load(_row(cast))
    assert [str(one) for one in report.problems] == [
        "文件：有一行与数据库里的规定冲突，什么都没有写入，请检查文件后再试"
    ]
    assert not Organization.objects.filter(code="N1").exists()


# --- an export that comes back --------------------------------------------------------------------


def test_untouched_cell_does_not_undo_what_others_changed(load, cast, exported):
    update(organization=cast.branch, values={"full_members": 40}, by=cast.wang)
    line = _with(exported, _line(exported, cast.branch.code), **{PHONE: "010-12345678"})
    report = load(line, titles=exported[0])
    cast.branch.refresh_from_db()
    assert (cast.branch.full_members, cast.branch.phone) == (40, "010-12345678")
    (newer,) = report.newer
    assert (newer.title, newer.theirs, newer.base) == (MEMBERS, "40", "0")


@pytest.mark.parametrize(("side", "members"), [("mine", 50), ("theirs", 40)])
def test_cell_that_both_changed_is_asked_about_and_then_as_said(
    load, cast, exported, side, members
):
    update(organization=cast.branch, values={"full_members": 40}, by=cast.wang)
    line = _with(exported, _line(exported, cast.branch.code), **{MEMBERS: "50"})
    asked = load(line, titles=exported[0])
    (clash,) = asked.clashes
    assert (clash.row, clash.title) == (2, MEMBERS)
    assert (clash.mine, clash.theirs, clash.base) == ("50", "40", "0")
    assert asked.batch is None
    report = load(line, titles=exported[0], keep={2: side})
    cast.branch.refresh_from_db()
    assert (report.clashes, cast.branch.full_members) == ([], members)


def test_both_changed_to_the_same_is_no_question(load, cast, exported):
    update(organization=cast.branch, values={"full_members": 40}, by=cast.wang)
    line = _with(exported, _line(exported, cast.branch.code), **{MEMBERS: "40"})
    assert load(line, titles=exported[0]).clashes == []


def test_export_that_is_forgotten_asks_about_every_difference(load, cast, exported):
    RegisterExport.objects.all().delete()
    line = _with(exported, _line(exported, cast.branch.code), **{MEMBERS: "50"})
    (clash,) = load(line, titles=exported[0]).clashes
    assert clash.base is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"导出标记": "甲"}, "“甲”不是导出时写的标记"),
        ({"党组织代码": "N77"}, "导出的不是“N77”这一行"),
        ({"党组织代码": "LL1"}, "“LL1”是另一行的代码"),
    ],
)
def test_mark_of_another_row_is_asked_about(load, cast, exported, cells, said):
    line = _with(exported, _line(exported, cast.branch.code), **cells)
    (problem,) = load(line, titles=exported[0]).problems
    assert said in problem.reason
    assert (problem.column, problem.fix) == ("导出标记", CLEAR)


def test_old_exports_are_forgotten_with_the_next_one(cast, exported):
    RegisterExport.objects.update(at=RegisterExport.objects.get().at - KEEP * 2)
    send_out(register=ORGANIZATIONS, rows=[cast.branch], by=cast.wang)
    assert RegisterExport.objects.count() == 1
    assert LogEntry.objects.filter(action="导出名册").count() == 2


@pytest.mark.parametrize("as_file", [csv_bytes, lambda rows: xlsx_bytes(rows, title="名册")])
def test_words_that_a_spreadsheet_would_run_go_out_and_come_in_unchanged(cast, tmp_path, as_file):
    odd = ["=1+1", "'=1+1", "+86", "-甲", "@乙", "'丙", "''=丁", "#戊"]
    for number, name in enumerate(odd):
        make_organization(cast.town, sector=cast.branch.sector, name=name, code=f"O{number}")
    lines = send_out(register=ORGANIZATIONS, rows=Organization.objects.all(), by=cast.wang)
    content = as_file(lines)
    path = tmp_path / ("名册.xlsx" if content.startswith(b"PK") else "名册.csv")
    path.write_bytes(content)
    report = bring_in(register=ORGANIZATIONS, path=path, by=cast.wang)
    assert (report.problems, report.changes) == ([], [])
    if content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for cell in sheet["A"]} == {"s"}


# --- columns --------------------------------------------------------------------------------------


def test_columns_are_remembered_for_the_person_and_the_register(cast):
    header = {1: "单位", 2: "编码 *"}
    mapping = {"党组织名称": 1, "党组织代码": 2}
    remember_columns(register=ORGANIZATIONS, by=cast.wang, header=header, mapping=mapping)
    other = {1: "编码", 2: "别的", 3: "单位"}
    found = remembered_columns(register=ORGANIZATIONS, by=cast.wang, header=other)
    assert found == {"党组织名称": 3, "党组织代码": 1}
    assert remembered_columns(register=ORGANIZATIONS, by=cast.li, header=other) == {}


def test_header_that_stands_twice_is_not_guessed_from_memory(cast):
    remember_columns(register=ORGANIZATIONS, by=cast.wang, header={1: "单位"}, mapping={NAME: 1})
    twice = {1: "单位", 2: "单位"}
    assert remembered_columns(register=ORGANIZATIONS, by=cast.wang, header=twice) == {}
