from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from creation.models import LogEntry, Organization
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from tests.creation.rosters import BRANCH, OTHER, ROOT, TITLES, TOWN, TREE, write_csv, write_xlsx
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def _said(report):
    return [str(problem) for problem in report.problems]


def _codes():
    return set(Organization.objects.values_list("code", flat=True))


def test_tree_is_built_whatever_the_order_of_its_rows(load):
    report = load(BRANCH, TOWN, ROOT, OTHER)
    assert report.counts == {"新增": 4, "更新": 0, "未变": 0, "错误": 0}
    branch = Organization.objects.get(code="SQ1")
    root, town = Organization.objects.get(code="Q"), Organization.objects.get(code="SQ")
    assert branch.path == f"{root.pk}/{town.pk}/{branch.pk}/"
    assert (branch.town, branch.sector.code, branch.kind) == (town, "village", "branch")


def test_branches_are_rated_unless_the_file_says_otherwise(load):
    silent = ["乙支部", "SQ2", "联合支部", "SQ", "两新", ""]
    load(
        *[[*row, ""] for row in TREE],
        silent,
        ["丙", "SQ3", "支部", "SQ", "农村", "否"],
        more=["参评"],
    )
    rated = Organization.objects.filter(is_rated=True).values_list("code", flat=True)
    assert set(rated) == {"SQ1", "SQ2"}


def test_blank_rated_cell_leaves_what_is_stored(load):
    load(*TREE)
    Organization.objects.filter(code="SQ1").update(is_rated=False)
    load([*BRANCH, ""], more=["参评"])
    assert not Organization.objects.get(code="SQ1").is_rated


def test_optional_columns_are_read(load):
    more = [
        "建立日期",
        "书记",
        "联系电话",
        "换届日期",
        "届满日期",
        "正式党员数",
        "预备党员数",
        "群众数",
    ]
    load(*TREE)
    load(
        [*BRANCH, "2001/7/1", "王晓燕", "13800000000", "20250630", "2030-06-30", 28, 2, 640],
        more=more,
    )
    one = Organization.objects.get(code="SQ1")
    assert (one.opened_on, one.elected_on) == (date(2001, 7, 1), date(2025, 6, 30))
    assert (one.secretary_name, one.full_members, one.members, one.masses) == (
        "王晓燕",
        28,
        30,
        640,
    )


def test_again_nothing_changes_and_nothing_is_logged(load):
    load(*TREE)
    before = LogEntry.objects.count()
    assert load(*TREE).counts == {"新增": 0, "更新": 0, "未变": 4, "错误": 0}
    assert LogEntry.objects.count() == before


def test_moved_branch_gets_its_new_place(load):
    load(*TREE)
    report = load([*BRANCH[:3], "LL", "农村"])
    assert report.updated == ["SQ1"]
    assert Organization.objects.get(code="SQ1").town.code == "LL"


def test_log_entry_names_codes_and_no_personal_values(load):
    load(*TREE)
    load([*BRANCH, "王晓燕"], ["乙", "SQ2", "支部", "SQ", "农村", "李明"], more=["书记"])
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor, entry.note) == (
        "导入名册",
        "系统",
        "名册.csv：新增 1，更新 1",
    )
    assert (entry.after["新增代码"], entry.after["更新代码"]) == (["SQ2"], ["SQ1"])
    assert "李明" not in str(entry.after)


def test_dry_run_counts_and_writes_nothing(load):
    assert load(*TREE, dry_run=True).counts["新增"] == 4
    assert _codes() == set()
    assert not LogEntry.objects.exists()


def test_example_row_of_the_template_is_passed_over(load):
    assert load(["（示例）", "示例", "支部", "SQ", "农村"], *TREE).counts["新增"] == 4


def test_gbk_file_is_read(tmp_path):
    path = write_csv(tmp_path / "a.csv", [TITLES, *TREE], encoding="gbk")
    assert bring_in(register=ORGANIZATIONS, path=path, by=None).counts["新增"] == 4
    assert Organization.objects.get(code="SQ1").name == "前柳村党支部"


def test_xlsx_with_merged_header_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [[*TITLES, "备注", ""], *TREE], merge=["F1:G1"])
    assert _said(bring_in(register=ORGANIZATIONS, path=path, by=None)) == [
        "第 1 行 F：表头 F1:G1 是合并单元格，请取消合并，每列各写一个列名"
    ]


def test_staff_of_a_town_reaches_its_own_rows_only(load):
    load(*TREE)
    by = make_user("district_staff", Organization.objects.get(code="SQ"))
    assert load(["乙", "SQ2", "支部", "SQ1", "农村"], by=by).counts["新增"] == 1
    report = load(
        ["柳林镇党委", "LL", "党委", "Q", "农村"], ["丙", "SQ3", "支部", "LL", "农村"], by=by
    )
    assert _said(report) == [
        "第 2 行 党组织代码：“LL”已有登记，不在您的管理范围内，不能修改",
        "第 2 行 上级代码：“江南区委”不在您的管理范围内，不能作为上级",
        "第 3 行 上级代码：“柳林镇党委”不在您的管理范围内，不能作为上级",
    ]


def test_import_goes_back_when_its_log_entry_fails(load, broken_log):
    broken_log()
    with pytest.raises(IntegrityError):
        load(*TREE)
    connection.set_rollback(False)
    assert _codes() == set()


def test_number_of_queries_does_not_grow_with_rows(load, django_assert_num_queries):
    load(*TREE)
    for count in (1, 3):
        rows = [[f"新{n}", f"N{count}{n}", "支部", "SQ", "农村"] for n in range(count)]
        with django_assert_num_queries(15):
            assert load(*rows).counts["新增"] == count


def test_command_prints_counts_and_errors(tmp_path, capsys):
    path = write_csv(tmp_path / "a.csv", [TITLES, *TREE])
    call_command("import_organizations", str(path), "--dry-run")
    assert capsys.readouterr().out == "新增 4，更新 0，未变 0，错误 0\n只检查，没有写入。\n"
    call_command("import_organizations", str(path))
    assert capsys.readouterr().out == "新增 4，更新 0，未变 0，错误 0\n已写入。\n"
    write_csv(path, [TITLES, ["甲", "A", "支布", "Q", "农村"], ["合计", "", "", "", ""]])
    with pytest.raises(CommandError, match="有 2 处错误，什么都没有写入。"):
        call_command("import_organizations", str(path))
    assert capsys.readouterr().out.splitlines() == [
        "新增 0，更新 0，未变 0，错误 2",
        "第 2 行 类别：没有“支布”这一种，是否为“支部”？可填：区委、党委、总支、支部、联合支部",
        "第 3 行 党组织名称：“合计”行不是一个单位，请删除这一行",
    ]


def test_command_without_its_file(tmp_path):
    with pytest.raises(CommandError, match="文件打不开"):
        call_command("import_organizations", str(tmp_path / "none.csv"))
