"""A whole round through the stable commands alone."""

import json

import pytest

from assessment.models import Candidacy
from assessment.services.candidacies import close_round
from creation.models import Round
from tests.assessment.commands.conftest import rows_for
from tests.assessment.district import HALF, cleared, make_running, reviewed, surveyed

pytestmark = pytest.mark.django_db
FILE = """
code = "r2"
name = "第二轮"
starts_on = 2026-01-01
ends_on = 2026-12-31
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "round.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_round_is_opened_from_a_small_file(running, run, file):
    assert run("open_round", file) == "第二轮（r2）已开启：参评 1 个，联审待答复 7 条。\n"
    assert Round.objects.get(code="r2").state == "open"


def test_opening_twice_is_refused(running, run, file):
    run("open_round", file)
    assert "不能重新定义" in run("open_round", file, fails=True)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = 3", "名称（name）：没有填写文字"),
        ("code = ", "不是正确的 TOML 文件"),
        (FILE + "[editions]\nvillage = 'none'", "没有标准“none”"),
    ],
)
def test_a_faulty_file_is_refused_and_nothing_is_written(running, run, file, text, said):
    file.write_text(text, encoding="utf-8")
    assert said in run("open_round", file, fails=True)[1]
    assert Round.objects.count() == 1


def test_a_missing_file_is_refused(db, run, tmp_path):
    assert "文件打不开" in run("open_round", tmp_path / "none.toml", fails=True)[1]


def test_a_whole_round_by_commands(running, run, file, written):
    units = [*running.branches]
    run("open_round", file)
    options = ("--round", "r2", "--submit", "--stage")
    run("import_marks", written(rows_for(units)), *options, "self")
    run("import_marks", written(rows_for(units, **{"1.1": "11"})), *options, "review")
    lines = Candidacy.objects.get(round__code="r2").clearances.values_list(
        "candidacy__organization__code", "red_line__name", "department__name"
    )
    header = ("党组织代码", "高压线", "部门", "结果", "文号", "日期")
    answers = written([(*line, "无", "", "") for line in lines], header)
    run("import_clearances", answers, "--round", "r2")
    surveyed(Round.objects.get(code="r2"), Candidacy.objects.filter(round__code="r2"))
    assert json.loads(run("evaluate", "--round", "r2", "--json")) == {
        "round": "r2",
        "candidacies": 1,
        "evaluated": 1,
        "five_good": 1,
        "not_reached": 0,
        "red_line": 0,
        "not_rated": 0,
        "pending": 0,
        "average": 99.3,
    }


@pytest.fixture
def judged(db):
    running = make_running(2)
    reviewed(running.candidacies[0], HALF)
    cleared(running.candidacies)
    surveyed(running.round, running.candidacies[:1], good=2, of=3)
    return running


def test_evaluate_lists_every_organization_with_plain_numbers(judged, run):
    found = json.loads(run("evaluate", "--round", "r1", "--json", "--lines"))
    assert found["candidacies"] == len(found["lines"]) == 2
    line = found["lines"][0]
    assert line["code"] == judged.branches[0].code
    assert (line["decision"], line["organization_part"], line["bonus"]) == ("pending", 54, 0)
    assert line["goals"][0] == {
        "code": "1",
        "name": "支部班子坚强",
        "got": 14,
        "applicable": 20,
        "share": 0.7,
    }
    assert line["rates"]["satisfaction"]["value"] == 0.6666666667
    assert found["lines"][1]["composite"] is None


def test_evaluate_speaks_in_words_without_json(judged, run):
    said = run("evaluate", "--round", "r1")
    assert said == ("参评 2，已评定 0，五好 0，未达标 0，否决 0，不评定 0，待定 2，平均分 暂无\n")


def test_evaluate_refuses_lines_alone_and_a_closed_round(judged, run):
    assert (
        run("evaluate", "--round", "r1", "--lines", fails=True)[1] == "--lines 要和 --json 一起用。"
    )
    close_round(round=judged.round, by=None)
    assert "已结束，不能再办理" in run("evaluate", "--round", "r1", fails=True)[1]
