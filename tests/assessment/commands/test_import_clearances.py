import pytest

from assessment.models import Clearance

pytestmark = pytest.mark.django_db
HEADER = ("党组织代码", "高压线", "部门", "结果", "文号", "日期")


@pytest.fixture
def imported(run, written):
    def call(rows, fails=False):
        return run("import_clearances", written(rows, HEADER), "--round", "r1", fails=fails)

    return call


def test_answers_by_name_or_code_are_taken_in(running, imported):
    code = running.branches[0].code
    said = imported(
        [
            (code, "超计划生育", "卫健", "无", "", ""),
            (code, "security", "police", "有", "公〔2026〕1号", "2026/3/1"),
        ]
    )
    assert said == "联审答复 2 条（其中“有” 1 条），已写入；与原答复相同 0 条。\n"
    hit = Clearance.objects.get(state="hit")
    assert (hit.reference, str(hit.signed_on)) == ("公〔2026〕1号", "2026-03-01")
    assert running.round.candidacies.get().state == "barred"


def test_the_same_file_again_changes_nothing(running, imported):
    rows = [(running.branches[0].code, "超计划生育", "卫健", "无", "", "")]
    imported(rows)
    assert imported(rows).startswith("联审答复 0 条")


def test_every_error_is_told_with_its_row_and_nothing_is_written(running, imported):
    code = running.branches[0].code
    rows = [
        ("没有", "超计划生育", "卫健", "无", "", ""),
        ("", "超计划生育", "卫健", "无", "", ""),
        (code, "欠税", "卫健", "无", "", ""),
        (code, "超计划生育", "公安", "无", "", ""),
        (code, "超计划生育", "卫健", "或许", "", "昨天"),
        (code, "超计划生育", "卫健", "无", "", ""),
        (code, "不合格党员", "组织部门", "有", "", ""),
        (code, "重大治安和刑事案件", "公安", "无", "", ""),
    ]
    lines, error = imported(rows, fails=True)
    assert lines == [
        "第 2 行 党组织代码：本轮没有代码为“没有”的参评组织，请核对参评名单",
        "第 3 行 党组织代码：没有填写",
        "第 4 行 高压线：本轮没有高压线“欠税”，"
        "可填：不合格党员、超计划生育、违纪违法党员、重大治安和刑事案件",
        "第 5 行 部门：“公安”不答复这条高压线，可填：卫健",
        "第 6 行 结果：没有“或许”这一种，可填：有、无",
        "第 6 行 日期：“昨天”不是日期，请写成 2019-07-01 这样",
        "第 7 行 高压线：与第 6 行重复，请只留一行",
        "第 8 行 结果：结果为“有”时要填文号和日期",
    ]
    assert error == "有 8 处错误，什么都没有写入。"
    assert not Clearance.objects.exclude(state="pending").exists()


def test_a_missing_file_is_refused(running, run, tmp_path):
    _, error = run("import_clearances", tmp_path / "none.csv", "--round", "r1", fails=True)
    assert error.startswith("文件打不开：")
