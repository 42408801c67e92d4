from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.models import Mark, MarkVersion, Sheet
from assessment.services.bulk_marks import signer
from assessment.services.candidacies import add_candidacy
from assessment.services.mark_files import import_marks
from assessment.services.review import return_sheet
from assessment.services.sheets import start
from creation.models import LogEntry
from tests.assessment.commands.conftest import HEADER, rows_for
from tests.assessment.district import (
    HALF,
    applied,
    make_running,
    mark_of,
    publish_data,
    reviewed,
    rich_data,
    submitted,
)
from tests.factories import make_organization, make_sector

pytestmark = pytest.mark.django_db


def states():
    return sorted(Sheet.objects.values_list("stage", "state"))


def test_self_marks_are_written_submitted_and_applied_for(running, imported):
    said = imported(rows_for(running.branches), "self", "--submit")
    assert said == (
        "评分表 1 张，得分 5 条，已写入。\n一并申报 1 个。\n"
        "提交记为未签字；要记签字人，请加 --signed-by 姓名。\n"
    )
    assert signer(Sheet.objects.get().signed_by) == ""
    assert states() == [("self", "submitted")]
    sheet = Sheet.objects.get()
    assert (sheet.signed_by, sheet.receipt[-7:]) == (
        "（批量导入，未签字）",
        f"-{sheet.pk:06}"[-7:],
    )
    assert mark_of(sheet, "1.1").points == 20
    assert not any(running.round.candidacies.get().declaration.values())
    entries = LogEntry.objects.filter(action__in=["申报", "导入并提交评分表"])
    assert {(entry.actor, entry.note) for entry in entries} == {
        ("系统", "随导入申报：file.csv"),
        ("系统", "file.csv"),
    }


def test_the_file_gives_the_same_marks_as_the_form(imported):
    running = make_running(2)
    by_file, by_form = running.candidacies
    imported(rows_for([by_file.organization], **HALF), "self", "--submit")
    submitted(by_form, HALF)
    names = (
        "item__code",
        "finding",
        "points",
        "why",
        "not_applicable",
        "reason",
        "note",
        "version",
    )
    one, two = (
        list(Mark.objects.filter(sheet__candidacy=candidacy).values_list(*names))
        for candidacy in (by_file, by_form)
    )
    assert one == two


def test_an_excel_file_is_read_as_typed(running, run, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    values = {"1.1": 11.0, "2.1": "计划", "3.1": "差", "4.1": True, "5.1": 94.5}
    for code, value in values.items():
        book.active.append([running.branches[0].code, code, value])
    book.save(tmp_path / "marks.xlsx")
    run("import_marks", tmp_path / "marks.xlsx", "--round", "r1", "--stage", "self", "--submit")
    points = Mark.objects.order_by("item__order").values_list("points", flat=True)
    assert list(points) == [Decimal(n) for n in (19, 15, 10, 20, 19)] + [None]


def test_every_error_is_told_with_its_row_and_nothing_is_written(running, imported):
    code = running.branches[0].code
    rows = [
        ("没有", "1.1", "12", "", ""),
        ("", "1.1", "12", "", ""),
        (code, "9.9", "12", "", ""),
        (code, "", "12", "", ""),
        (code, "1.1", "十几", "", ""),
        (code, "1.1", "12", "", ""),
        (code, "2.1", "", "是", ""),
        (code, "3.1", "好", "是", "没有"),
        (code, "4.1", "是", "也许", ""),
        (code, "5.1", "95", "", "长" * 501),
        (code, "B1", "", "是", "没有"),
    ]
    lines, error = imported(rows, "self", "--submit", fails=True)
    assert [line.split("：")[0] for line in lines] == [
        "第 2 行 党组织代码",
        "第 3 行 党组织代码",
        "第 4 行 要点编号",
        "第 4 行 党组织代码",
        "第 5 行 要点编号",
        "第 6 行 值",
        "第 7 行 要点编号",
        "第 8 行 说明",
        "第 9 行 值",
        "第 10 行 不适用",
        "第 11 行 说明",
        "第 12 行 不适用",
    ]
    assert "第 7 行 要点编号：要点 1.1 与第 6 行重复，请只留一行" in lines
    assert "第 8 行 说明：不适用要在“说明”里写明理由" in lines
    assert error == f"有 {len(lines)} 处错误，什么都没有写入。"
    assert not Sheet.objects.exists()
    assert running.round.candidacies.get().state == "enrolled"


def test_open_items_keep_a_sheet_from_being_submitted(running, imported):
    rows = rows_for(running.branches, **{"1.1": None, "4.1": ""})
    (line,), _ = imported(rows, "self", "--submit", fails=True)
    assert line == "第 2 行 党组织代码：还有 2 个要点没有填写：1.1、4.1，请填写后再提交"


def test_without_submit_a_unit_has_to_have_applied(running, imported):
    rows = rows_for(running.branches, **{"4.1": None})
    (line,), _ = imported(rows, fails=True)
    assert line.endswith("还没有申报；加 --submit 可一并申报")
    applied(running.candidacies[0])
    assert imported(rows) == "评分表 1 张，得分 4 条，已写入。\n"
    assert states() == [("self", "draft")]


def test_a_second_file_changes_a_draft_and_keeps_the_earlier_versions(running, imported):
    applied(running.candidacies[0])
    imported(rows_for(running.branches))
    said = imported(rows_for(running.branches, **{"1.1": "10"}), "self", "--submit")
    assert said.startswith("评分表 1 张，得分 1 条，已写入。\n")
    mark = mark_of(Sheet.objects.get(), "1.1")
    assert (mark.points, mark.version, MarkVersion.objects.get().finding) == (18, 2, "12")


def test_the_same_file_twice_is_refused_once_submitted(running, imported):
    imported(rows_for(running.branches), "self", "--submit")
    (line,), _ = imported(rows_for(running.branches), "self", "--submit", fails=True)
    assert line == "第 2 行 党组织代码：自查表已提交，不能再改"


def test_a_review_file_needs_only_what_differs_and_accepts(running, imported):
    submitted(running.candidacies[0])
    said = imported([(running.branches[0].code, "1.1", "10", "", "少 2 次")], "review", "--submit")
    assert said == "评分表 1 张，得分 1 条，已写入。\n"
    assert states() == [("review", "submitted"), ("self", "accepted")]
    mark = mark_of(Sheet.objects.get(stage="review"), "1.1")
    assert (mark.points, mark.note, mark.version) == (18, "少 2 次", 1)
    assert MarkVersion.objects.get(mark=mark).finding == "12"


def test_a_review_file_decides_claims_of_not_applicable(running, imported):
    code = running.branches[0].code
    own = [row for row in rows_for(running.branches) if row[1] != "1.1"]
    imported([*own, (code, "1.1", "", "是", "不足 7 人")], "self", "--submit")
    (line,), _ = imported([(code, "4.1", "是", "", "")], "review", "--submit", fails=True)
    assert line == "第 2 行 党组织代码：还有 1 个不适用申请没有认定：1.1"
    imported([(code, "1.1", "", "是", "不足 7 人")], "review", "--submit")
    assert mark_of(Sheet.objects.get(stage="review"), "1.1").not_applicable == "confirmed"


def test_a_review_needs_a_submitted_self_sheet(running, imported):
    applied(running.candidacies[0])
    (line,), _ = imported(rows_for(running.branches), "review", fails=True)
    assert line == "第 2 行 党组织代码：自查表还没有提交，不能开始初审"


def test_spot_marks_need_a_draw_naming_the_organization(running, imported):
    reviewed(running.candidacies[0])
    (line,), _ = imported(rows_for(running.branches), "spot", "--submit", fails=True)
    assert line == f"第 2 行 党组织代码：{running.branches[0]}没有列入抽查"


def test_spot_marks_hold_what_the_review_confirmed_as_not_applicable(running, imported):
    candidacy, code = running.candidacies[0], running.branches[0].code
    submitted(candidacy)
    imported([(code, "1.1", "", "是", "不足 7 人")], "review", "--submit")
    candidacy.visits.create()
    said = imported(rows_for(running.branches), "spot", "--submit")
    assert said.endswith("初审已确认不适用的 1 条没有计入。\n")
    spot = Sheet.objects.get(stage="spot")
    assert (mark_of(spot, "1.1").not_applicable, mark_of(spot, "2.1").points) == ("confirmed", 20)


def test_with_items_returned_the_file_may_change_those_only(running, imported):
    candidacy = running.candidacies[0]
    sheet = submitted(candidacy)
    start(candidacy=candidacy, stage="review", by=None)
    items = {mark_of(sheet, "1.1").pk: "核对"}
    due = running.round.ends_on.replace(year=2099)
    return_sheet(sheet=sheet, reason="核对", due=due, items=items, by=None)
    rows = rows_for(running.branches, **{"1.1": "10", "4.1": "否"})
    (line,), _ = imported(rows, fails=True)
    assert line.startswith("第 5 行 要点编号：这次只退回了部分要点，要点 4.1 不在其中")
    imported(rows_for(running.branches, **{"1.1": "10"}), "self", "--submit")
    review = Sheet.objects.get(stage="review")
    assert mark_of(review, "1.1").finding == "10"  # what was begun follows the unit


@pytest.mark.parametrize("branches", [1, 3, 30])
def test_importing_takes_the_same_queries_for_any_number_of_units(branches, written):
    running = make_running(branches)
    path = written(rows_for(running.branches))
    with CaptureQueriesContext(connection) as queries:
        report = import_marks(path=path, round=running.round, stage="self", signed_by="", by=None)
    assert (report.sheets, report.marks, report.applied) == (branches, 5 * branches, branches)
    assert len(queries) == 15


def test_a_sheet_moved_meanwhile_refuses_the_whole_file(running, imported, monkeypatch):
    applied(running.candidacies[0])
    start(candidacy=running.candidacies[0], stage="self", by=None)
    monkeypatch.setattr(
        "assessment.services.bulk_marks.update_many",
        lambda rows, fields: Sheet.objects.update(state="accepted", submitted_at="2026-01-01T00Z"),
    )
    said, error = imported(rows_for(running.branches), "self", "--submit", fails=True)
    assert (said, error) == ([], "导入期间有评分表被别人改动，请重新执行。")


def test_computed_items_are_not_for_files(imported):
    data = rich_data("organ")
    data["goals"][0]["items"][0] |= {
        "computed": "self_check_on_time",
        "method": "cliff",
        "params": {"threshold": "90"},
    }
    publish_data(data)
    running = make_running(0)
    organ = make_sector("organ")
    unit = make_organization(running.town, sector=organ, opened_on=date(2001, 1, 1))
    add_candidacy(round=running.round, organization=unit, reason="补", by=None)
    (line, *_), _ = imported(rows_for([unit]), "self", "--submit", fails=True)
    assert line == "第 2 行 要点编号：要点 1.1 由系统在评价时计算，不用填写，请删除这一行"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "文件：只有表头，没有数据行"),
        ([("合计", "", "", "", "")], "第 2 行 党组织代码：“合计”行不是一个单位，请删除这一行"),
    ],
)
def test_a_file_without_data_is_refused(running, imported, rows, reason):
    lines, _ = imported(rows, fails=True)
    assert lines == [reason]


def test_a_picture_renamed_and_a_missing_file_are_refused(running, run, tmp_path):
    picture = tmp_path / "marks.xlsx"
    picture.write_bytes(b"\x89PNG\r\n")
    options = ("--round", "r1", "--stage", "self")
    (line,), _ = run("import_marks", picture, *options, fails=True)
    assert line.startswith("文件：")
    _, error = run("import_marks", tmp_path / "none.xlsx", *options, fails=True)
    assert error.startswith("文件打不开：")


def test_an_unknown_round_names_those_that_there_are(running, run, written):
    args = ("import_marks", written([]), "--round", "r9", "--stage", "self")
    assert run(*args, fails=True)[1] == "没有代码为“r9”的轮次（现有：r1）。"
