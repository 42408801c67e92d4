"""What is wrong in a roster: every fault in words, with its row, and nothing written."""

import pytest

from creation.models import Organization
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from tests.creation.rosters import BRANCH, ROOT, TITLES, TOWN, TREE, write_csv

pytestmark = pytest.mark.django_db


def _said(report):
    return [str(problem) for problem in report.problems]


def _codes():
    return set(Organization.objects.values_list("code", flat=True))


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
