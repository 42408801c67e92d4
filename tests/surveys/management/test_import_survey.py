"""The stable command: counts, every error with its row, nothing written when there is one."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from surveys.models import Questionnaire, Response, Upload
from surveys.services.questionnaires import begin_questionnaire, publish_questionnaire
from tests.surveys.conftest import HEADER, MASS, MEMBER, csv_file, workbook

ROWS = [HEADER, ["QD01", *MASS], ["QD02", *MEMBER]]


@pytest.fixture
def run(tmp_path, branches, round_):
    """run(rows, …) → (output, errors, refusal)."""

    def call(rows, *args, file=workbook, name="测评.xlsx"):
        path = tmp_path / name
        path.write_bytes(file(rows).read())
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_survey", path, "--round", "r1", *args, stdout=out, stderr=err)
        except CommandError as error:
            return out.getvalue(), err.getvalue(), str(error)
        return out.getvalue(), err.getvalue(), ""

    return call


def test_import_installs_the_shipped_questionnaire_and_writes(run):
    out, err, refusal = run(ROWS)
    assert (err, refusal) == ("", "")
    assert out == ("格式：其他表格；有效行 2，党组织 2 个；群众 1 份，党员 1 份\n已入库。\n")
    assert (Questionnaire.objects.get().code, Response.objects.count()) == ("default", 2)


def test_gbk_csv(run):
    _, _, refusal = run(ROWS, file=lambda rows: csv_file(rows, "gbk"), name="测评.csv")
    assert (refusal, Response.objects.count()) == ("", 2)


def test_dry_run_writes_nothing(run):
    out, _, _ = run(ROWS, "--dry-run")
    assert out.endswith("检查通过；这次是试运行，没有写入。\n")
    assert Response.objects.count() == 0


def test_every_error_is_a_line_and_nothing_is_written(run):
    rows = [*ROWS, ["QD09", *MASS], ["QD01", "群众", "不错", *MASS[2:]]]
    _, err, refusal = run(rows)
    assert err.splitlines() == [
        "第 4 行 党组织代码：不认识的党组织“QD09”",
        "第 5 行 您对党支部班子的工作满意吗：不认识的选项“不错”",
    ]
    assert refusal == "有 2 处错误，什么也没有写入。"
    assert (Upload.objects.count(), Response.objects.count()) == (0, 0)


def test_mapping_file_settles_them(run, tmp_path):
    rows = [*ROWS, ["QD09", *MASS], ["QD01", "群众", "不错", *MASS[2:]]]
    mapping = {"organizations": {"QD09": "ignore"}, "wordings": {"M1": {"不错": "1"}}}
    (tmp_path / "m.json").write_text(json.dumps(mapping), encoding="utf-8")
    out, _, refusal = run(rows, "--mapping", str(tmp_path / "m.json"))
    assert refusal == ""
    assert "按对应关系不导入的行：1" in out
    assert Response.objects.count() == 3


def test_what_is_not_read_and_what_is_odd_is_told(run, town):
    header = ["提交答卷时间", "所用时间", "来自IP", "备注", *HEADER]
    row = ["2026/09/03 12:00:00", "3秒", "1.2.3.4(上海-上海)", "", town.code, *MASS]
    out, _, _ = run([header, row])
    assert out.splitlines() == [
        "格式：问卷星；有效行 1，党组织 1 个；群众 1 份",
        "不读取的个人信息列：来自IP",
        "没有用到的列：备注",
        "疑点“答得太快”：1 份（只标记，不剔除）",
        f"不参评的党组织：{town.name}",
        "已入库。",
    ]


def test_same_file_twice_is_refused(run):
    run(ROWS, file=csv_file, name="a.csv")
    _, _, refusal = run(ROWS, file=csv_file, name="a.csv")
    assert refusal.startswith("a.csv：同一个文件已于")
    assert Response.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("{", "读不了对应关系文件"),
        ('{"列": {}, "strata": {"游客": "人"}}', "不认识的键“列”"),
    ],
)
def test_faulty_mapping_is_refused(run, tmp_path, content, refusal):
    (tmp_path / "m.json").write_text(content, encoding="utf-8")
    assert run(ROWS, "--mapping", str(tmp_path / "m.json"))[2].startswith(refusal)


def test_no_table_at_all_is_refused(run):
    _, _, refusal = run(ROWS, file=lambda rows: io.BytesIO(b""))
    assert refusal == "测评.xlsx：文件是空的（0 字节），请检查后重新上传"


@pytest.mark.parametrize(
    ("args", "refusal"),
    [
        (["没有.xlsx", "--round", "r1"], "没有这个文件"),
        ([__file__, "--round", "r9"], "没有代码为“r9”的轮次"),
        (
            [__file__, "--round", "r1", "--questionnaire", "x"],
            "请用 --questionnaire 指定问卷：default",
        ),
    ],
)
def test_wrong_arguments_are_refused(questionnaire, args, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command("import_survey", *args)


def test_questionnaire_by_its_code(run, questionnaire):
    assert run(ROWS, "--questionnaire", "default")[2] == ""
    assert run([*ROWS, ROWS[1]])[2] == ""


def test_two_questionnaires_need_a_choice(run, questionnaire, round_):
    more = begin_questionnaire(round=round_, name="另一份", source=questionnaire, by=None)
    assert run(ROWS)[2] == ""
    publish_questionnaire(questionnaire=more, by=None)
    assert run(ROWS)[2] == "请用 --questionnaire 指定问卷：default、q2"
