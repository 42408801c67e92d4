"""`manage.py report`."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from docx import Document
from openpyxl import load_workbook

from creation.models import LogEntry, Organization
from tests.assessment.reports.rows import make_filled
from tests.factories import make_district, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(db):
    return make_filled()


def report(folder, *options, code="r1"):
    call_command("report", "--round", code, "--out", str(folder), *options)


def test_district_report_is_written_in_both_formats(filled, tmp_path, capsys):
    report(tmp_path / "new" / "folder")
    names = ["江南区委第一轮创建报告.docx", "江南区委第一轮创建报告.xlsx"]
    assert [line.rsplit("/", 1)[1] for line in capsys.readouterr().out.splitlines()] == names
    places = [tmp_path / "new" / "folder" / name for name in names]
    assert Document(places[0]).paragraphs[0].text.startswith("江南区委")
    assert "得分总表" in load_workbook(places[1]).sheetnames
    assert sorted(place.name for place in (tmp_path / "new" / "folder").iterdir()) == names
    assert LogEntry.objects.get(action="生成报告").round_code == "r1"


def test_town_report_in_one_format(filled, tmp_path):
    town = Organization.objects.get(name="第2镇党委")
    report(tmp_path, "--scope", town.code, "--format", "docx")
    (made,) = tmp_path.iterdir()
    assert made.name == "第2镇党委第一轮创建报告.docx"


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        pytest.param((), "r9", "--round r9：没有这个轮次，现有轮次：r1。", id="round"),
        pytest.param(("--scope", "X"), "r1", "--scope X：没有这个代码的党组织。", id="scope"),
        pytest.param(
            ("--format", "pdf,docx"),
            "r1",
            "--format pdf：没有这种格式，可用 docx、xlsx。",
            id="format",
        ),
        pytest.param(("--format", " , "), "r1", "请至少选一种格式。", id="no-format"),
    ],
)
def test_bad_option_is_refused_in_one_sentence(filled, tmp_path, options, code, sentence):
    with pytest.raises(CommandError, match=sentence):
        report(tmp_path, *options, code=code)
    assert list(tmp_path.iterdir()) == []
    assert not LogEntry.objects.filter(action="生成报告").exists()


def test_round_without_candidacies_is_refused(filled, tmp_path):
    make_round("r2")
    with pytest.raises(CommandError, match="还没有参评单位"):
        report(tmp_path, code="r2")


def test_several_districts_need_a_scope(filled, tmp_path):
    make_district()
    with pytest.raises(CommandError, match="请用 --scope 指定党组织代码"):
        report(tmp_path)


def test_folder_that_is_a_file_is_refused(filled, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="不能建立这个文件夹"):
        report(tmp_path / "file" / "folder")


def test_file_that_cannot_be_written_is_refused(filled, tmp_path):
    (tmp_path / "江南区委第一轮创建报告.docx").mkdir()
    with pytest.raises(CommandError, match="报告文件没有写成"):
        report(tmp_path)
    assert [place.name for place in tmp_path.iterdir()] == ["江南区委第一轮创建报告.docx"]
    assert not LogEntry.objects.filter(action="生成报告").exists()


def test_a_format_that_fails_leaves_no_other_behind(filled, tmp_path):
    (tmp_path / "江南区委第一轮创建报告.xlsx").mkdir()
    with pytest.raises(CommandError, match=r"报告\.xlsx是一个文件夹，请改名后再试"):
        report(tmp_path)
    assert [place.name for place in tmp_path.iterdir()] == ["江南区委第一轮创建报告.xlsx"]


def test_a_failing_log_leaves_no_file(filled, tmp_path, broken_log):
    broken_log()
    with pytest.raises(IntegrityError):
        report(tmp_path)
    assert list(tmp_path.iterdir()) == []
