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


@pytest.fixture
def load(tmp_path):
    """Import rows below the required titles (and `more` titles) as the system."""

    def load(*rows, more=(), by=None, dry_run=False):
        path = write_csv(tmp_path / "名册.csv", [[*TITLES, *more], *rows])
        return bring_in(register=ORGANIZATIONS, path=path, by=by, dry_run=dry_run)

    return load


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


SECTORS = "农村、社区、两新、机关、事业单位、街道/委办局党委"
KINDS = "区委、党委、总支、支部、联合支部"


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["", "X", "支部", "SQ", "农村"], "党组织名称", "没有填写"),
        (["甲", "", "支部", "SQ", "农村"], "党组织代码", "没有填写"),
        (
            ["甲", "X", "支布", "SQ", "农村"],
            "类别",
            f"没有“支布”这一种，是否为“支部”？可填：{KINDS}",
        ),
        (
            ["甲", "X", "支部", "", "农村"],
            "上级代码",
            "没有填写；最上级只能有一个，已有“江南区委”，请填上级的代码，例如 Q",
        ),
        (
            ["甲", "X", "支部", "SP", "农村"],
            "上级代码",
            "没有代码是“SP”的党组织，请先把上级加进名册，或改成已有的代码",
        ),
        (
            ["甲", "X", "支部", "石桥镇党委", "农村"],
            "上级代码",
            "没有代码是“石桥镇党委”的党组织；“石桥镇党委”是名称，请填它的代码 SQ",
        ),
        (
            ["甲", "X", "支部", "SQ", "农付"],
            "领域",
            f"没有“农付”这一种，是否为“农村”？可填：{SECTORS}",
        ),
        (["甲", "X", "支部", "SQ", ""], "领域", f"没有填写，请填：{SECTORS}"),
        (["甲", "X", "区委", "Q", ""], "上级代码", "区委没有上级，请清空这一格"),
        (["合计", "", "", "", ""], "党组织名称", "“合计”行不是一个单位，请删除这一行"),
        (
            ["甲", "#REF!", "支部", "SQ", "农村"],
            "党组织代码",
            "单元格 B2 是错误值 #REF!，请改成真正的内容",
        ),
    ],
)
def test_bad_row_is_refused_with_its_reason(load, row, column, said):
    load(*TREE)
    assert _said(load(row))[0] == f"第 2 行 {column}：{said}"
    assert len(_codes()) == 4


@pytest.mark.parametrize(
    ("title", "value", "said"),
    [
        ("建立日期", "2019.7", "“2019.7”没有写到日，请写成 2019-07-01"),
        ("正式党员数", "28人", "“28人”不是人数，请只填整数，例如 28"),
        ("参评", "也许", "没有“也许”这一种，可填：是、否"),
        ("所在街镇", "石桥", "没有街镇“石桥”，是否为“石桥镇”？"),
        ("所在街镇", "开发区", "没有街镇“开发区”，可填：柳林镇、石桥镇"),
        ("所在街镇", "柳林镇", "“柳林镇”与上级代码不一致：按上级它在“石桥镇党委”，请改其中一处"),
        ("统一社会信用代码", "9" * 19, "最多 18 个字，现有 19 个"),
    ],
)
def test_bad_optional_cell_is_refused_with_its_reason(load, title, value, said):
    load(*TREE)
    assert _said(load([*BRANCH, value], more=[title])) == [f"第 2 行 {title}：{said}"]


def test_known_town_of_a_row_whose_line_is_broken_is_no_further_error(load):
    load(*TREE)
    report = load(["甲", "A", "支部", "Z", "农村", "石桥镇"], more=["所在街镇"])
    assert [problem.column for problem in report.problems] == ["上级代码"]


@pytest.mark.parametrize("town", ["石桥镇", "石桥镇党委", "中共石桥镇委员会", "SQ", ""])
def test_town_is_known_by_its_usual_names(load, town):
    load(*TREE)
    assert load([*BRANCH, town], more=["所在街镇"]).problems == []


def test_nearly_right_superior_is_suggested(load):
    load(*TREE, ["开发区党委", "KFQ-001", "党委", "Q", "街道/委办局党委"])
    said = "第 2 行 上级代码：没有代码是“KFQ-01”的党组织，是否为 KFQ-001（开发区党委）？"
    assert _said(load(["甲", "X", "支部", "KFQ-01", "农村"])) == [said]


def test_many_unknown_superiors_do_not_keep_people_waiting(load):
    load(*TREE)
    rows = [["甲", f"X{n}", "支部", f"Z{n}", "农村"] for n in range(60)]
    assert len(load(*rows).problems) == 60


def test_same_code_twice_names_both_rows(load):
    report = load(*TREE, ["乙", "SQ1", "支部", "SQ", "农村"])
    assert _said(report) == [
        "第 5 行 党组织代码：“SQ1”与第 6 行重复，请改成各不相同",
        "第 6 行 党组织代码：“SQ1”与第 5 行重复，请改成各不相同",
    ]
    assert _codes() == set()


def test_superiors_that_go_round_in_a_circle_are_named(load):
    load(*TREE)
    report = load(
        ["石桥镇党委", "SQ", "党委", "A", "农村"],
        ["甲", "A", "总支", "SQ1", "农村"],
        ["乙", "B", "支部", "A", "农村"],
    )
    assert _said(report) == [
        "第 2 行 上级代码：上级绕成了一圈（SQ → A → SQ1 → SQ），请改正其中一行",
        "第 3 行 上级代码：上级绕成了一圈（A → SQ1 → SQ → A），请改正其中一行",
    ]


def test_same_unknown_superior_gets_the_same_answer(load):
    load(*TREE)
    report = load(["甲", "A", "支部", "Z", "农村"], ["乙", "B", "支部", "Z", "农村"])
    assert len({problem.reason for problem in report.problems}) == 1


def test_its_own_superior(load):
    said = "第 6 行 上级代码：上级绕成了一圈（A → A），请改正其中一行"
    assert _said(load(*TREE, ["甲", "A", "支部", "A", "农村"])) == [said]


def test_tree_that_is_too_deep_is_refused(load):
    rows = [[f"第{n}层", f"D{n}", "总支", f"D{n - 1}" if n else "Q", "农村"] for n in range(12)]
    assert _said(load(ROOT, *rows)) == ["第 14 行 上级代码：层级超过 12 级，请检查上级代码"]


def test_branch_cannot_be_the_root(load):
    assert _said(load(["甲", "A", "支部", "", ""])) == [
        "第 2 行 上级代码：没有填写，请填上级的代码"
    ]


def test_second_root_in_the_file_names_the_other(load):
    report = load(ROOT, ["江北区委", "B", "区委", "", ""])
    assert _said(report)[1].startswith(
        "第 3 行 上级代码：没有填写；最上级只能有一个，已有“江南区委”"
    )


def test_committee_may_be_the_root(load):
    assert load(["江南区委", "Q", "党委", "", ""], TOWN, BRANCH).problems == []


@pytest.mark.parametrize(
    ("more", "values", "said"),
    [
        (
            ["换届日期", "届满日期"],
            ["2025-06-30", "2024-06-30"],
            "届满日期：早于换届日期 2025-06-30，请检查",
        ),
        (["建立日期"], ["2025-06-30"], "建立日期：晚于撤销日期 2024-01-01，请检查"),
        (
            ["建立日期", "换届日期"],
            ["2001-07-01", "2001-06-30"],
            "换届日期：早于建立日期 2001-07-01，请检查",
        ),
    ],
)
def test_dates_in_the_wrong_order_are_refused(load, more, values, said):
    load(*TREE)
    Organization.objects.filter(code="SQ1").update(closed_on="2024-01-01")
    assert _said(load([*BRANCH, *values], more=more)) == [f"第 2 行 {said}"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("联系电话", "010-12345678、8012", ""),
        ("联系电话", "139123456789", "手机号是 11 位，“139123456789”有 12 位，请检查"),
        ("统一社会信用代码", "91350100M000100Y43", ""),
        ("统一社会信用代码", "91350100m000100y43", "请写成 91350100M000100Y43"),
        (
            "统一社会信用代码",
            "91350100M000100Y49",
            "末位校验码应为 3，现在是 9，请对照证照检查是否抄错",
        ),
    ],
)
def test_codes_that_cannot_be_right_are_refused(load, column, value, said):
    load(*TREE)
    report = load([*BRANCH, value], more=[column])
    assert _said(report) == ([f"第 2 行 {column}：{said}"] if said else [])


def test_fault_that_was_stored_before_comes_back_unchanged(load):
    load(*TREE)
    Organization.objects.filter(code="SQ1").update(phone="不详", credit_code="旧")
    report = load([*BRANCH, "不详", "旧"], more=["联系电话", "统一社会信用代码"])
    assert (report.problems, report.counts["未变"]) == ([], 1)


def test_every_error_at_once_and_nothing_written(load):
    report = load(
        *TREE,
        ["甲", "A", "支布", "SP", "农付", "2019.7"],
        ["", "SQ1", "支部", "SQ", "农村", "2019-07-01"],
        ["合计", "", "", "", "", ""],
        more=["建立日期"],
    )
    assert [(problem.row, problem.column) for problem in report.problems] == [
        (5, "党组织代码"),
        (6, "类别"),
        (6, "上级代码"),
        (6, "领域"),
        (6, "建立日期"),
        (7, "党组织名称"),
        (7, "党组织代码"),
        (8, "党组织名称"),
    ]
    assert report.counts == {"新增": 3, "更新": 0, "未变": 0, "错误": 4}
    assert _codes() == set()


@pytest.mark.parametrize("missing", range(5))
def test_missing_column_is_one_error_not_one_for_each_row(tmp_path, missing):
    rows = [[cell for place, cell in enumerate(row) if place != missing] for row in [TITLES, *TREE]]
    report = bring_in(register=ORGANIZATIONS, path=write_csv(tmp_path / "a.csv", rows), by=None)
    assert [(problem.row, problem.column) for problem in report.problems] == [(1, TITLES[missing])]
    assert _codes() == set()


def test_missing_column_does_not_hide_the_other_errors(tmp_path):
    rows = [[*TITLES[:4], "建立日期"], [*BRANCH[:2], "支布", "", "去年"]]
    report = bring_in(register=ORGANIZATIONS, path=write_csv(tmp_path / "a.csv", rows), by=None)
    assert [(problem.row, problem.column) for problem in report.problems] == [
        (1, "领域"),
        (2, "类别"),
        (2, "建立日期"),
    ]


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


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "文件：文件是空的（0 字节），请检查后重新上传"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "文件：这是PNG 图片，不是表格"),
        ("a.doc", b"x", "文件：不认识扩展名“.doc”"),
    ],
)
def test_unreadable_file_is_named(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert _said(bring_in(register=ORGANIZATIONS, path=path, by=None))[0].startswith(said)


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
