"""Reports as jobs: queued, made whole or not at all, fenced, handed out unchanged."""

import errno
import hashlib
from pathlib import Path

import pytest

from assessment.models import Report, ReportFile
from assessment.queries.report import report_data
from assessment.queries.reports import with_versions
from assessment.services import reports
from creation.models import Job, LogEntry, Organization
from creation.services import jobs
from tests.assessment.reports.rows import make_filled
from tests.factories import make_round, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def filled(db):
    return make_filled()


@pytest.fixture
def ann(filled):
    return make_user("district_staff", filled[1], name="安宁")


@pytest.fixture
def report(filled, ann):
    return ask(filled, ann)


def ask(filled, by, formats=("docx", "xlsx")):
    return reports.request(round=filled[0], scope=filled[1], formats=list(formats), by=by)


def files_on_disk(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_request_queues_a_job_and_is_logged(report, ann):
    assert (report.job.state, report.job.kind) == ("queued", "report")
    assert report.job.title == "江南区委第一轮创建报告"
    assert LogEntry.objects.get(action="提交任务").actor_id == ann.pk


def test_same_report_is_not_queued_twice_but_another_format_is(filled, report, ann):
    with pytest.raises(Refused, match="同样的报告正在生成"):
        ask(filled, ann)
    assert ask(filled, ann, ["docx"]).pk != report.pk
    assert Job.objects.count() == 2


@pytest.mark.parametrize("formats", [pytest.param((), id="no-format")])
def test_request_without_a_format_is_refused(filled, ann, formats):
    with pytest.raises(Refused, match="至少选一种格式"):
        ask(filled, ann, formats)


def test_round_without_candidacies_has_no_report(filled, ann):
    with pytest.raises(Refused, match="还没有参评单位"):
        reports.request(round=make_round("r2"), scope=filled[1], formats=["docx"], by=ann)
    assert not Report.objects.exists()


def test_job_makes_private_files_with_their_hash_and_size(report, private_files):
    assert jobs.run(report.job_id) is True
    for file in report.files.all():
        content = Path(file.file.path).read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert Path(file.file.path).stat().st_mode & 0o777 == 0o640
    assert files_on_disk(private_files) == [f"{report.job_id}-1.{end}" for end in ("docx", "xlsx")]
    assert [file.name for file in report.files.all()] == [
        "江南区委第一轮创建报告（第1版）.docx",
        "江南区委第一轮创建报告（第1版）.xlsx",
    ]


def test_report_made_again_is_the_next_version(filled, report, ann):
    jobs.run(report.job_id)
    again = ask(filled, ann)
    town = Organization.objects.get(name="第1镇党委")
    other = reports.request(round=filled[0], scope=town, formats=["docx"], by=ann)
    jobs.run(again.job_id)
    versions = {row.pk: row.version for row in with_versions(Report.objects.all())}
    assert versions == {report.pk: 1, again.pk: 2, other.pk: 1}
    assert again.files.first().name == "江南区委第一轮创建报告（第2版）.docx"


def test_full_disk_fails_with_a_sentence_and_leaves_no_file(report, private_files, monkeypatch):
    def full(data, file):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(reports.WRITERS, "xlsx", full)
    assert jobs.run(report.job_id) is False
    report.job.refresh_from_db()
    assert report.job.error.startswith("报告文件没有写成（No space left on device）")
    assert [name for name in files_on_disk(private_files) if "xlsx" in name] == []
    assert not ReportFile.objects.exists()


def test_writer_that_breaks_leaves_no_draft(report, private_files, monkeypatch):
    monkeypatch.setitem(reports.WRITERS, "docx", lambda data, file: 1 / 0)
    jobs.run(report.job_id)
    assert files_on_disk(private_files) == []


def test_files_of_a_lost_lease_are_deleted(report, private_files):
    product = reports.make(report.job, lambda percent, message: None)
    assert len(files_on_disk(private_files)) == 2
    product.discard()
    assert files_on_disk(private_files) == []
    assert not ReportFile.objects.exists()


def test_progress_goes_up(report):
    seen = []
    reports.make(report.job, lambda percent, message: seen.append((percent, message)))
    assert seen == [(5, "汇集数据"), (40, "编写 docx"), (70, "编写 xlsx")]


def test_download_is_logged(report, ann):
    jobs.run(report.job_id)
    file = report.files.first()
    with reports.download(file=file, by=ann) as stored:
        assert stored.read(2) == b"PK"
    assert LogEntry.objects.get(action="下载报告").note == file.name


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        pytest.param(lambda path: path.unlink(), "已不在服务器上", id="gone"),
        pytest.param(lambda path: path.write_bytes(b"PK"), "与生成时不一致", id="changed"),
    ],
)
def test_lost_or_changed_file_is_not_handed_out(report, ann, harm, sentence):
    jobs.run(report.job_id)
    file = report.files.first()
    harm(Path(file.file.path))
    with pytest.raises(Refused, match=sentence):
        reports.download(file=file, by=ann)
    assert not LogEntry.objects.filter(action="下载报告").exists()


def test_file_name_is_safe_everywhere(filled):
    round, district = filled
    district.name = '../a\\b:"<x>|?*\x00'
    assert reports.file_name(round, district, "docx") == ".._a_b___x_____第一轮创建报告.docx"


@pytest.mark.django_db(transaction=True)
def test_data_of_a_report_is_of_one_moment(filled, django_assert_num_queries):
    with django_assert_num_queries(37):  # 34, BEGIN, the isolation level, COMMIT
        data = report_data(*filled)
    assert data.total.candidacies == 12


def left_behind(folder, name):
    place = folder / "reports" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"half")
    return place.name


def test_the_sweep_removes_what_killed_workers_left(report, private_files):
    jobs.run(report.job.pk)
    kept = files_on_disk(private_files)
    gone = Job.objects.create(kind="report", title="报告", state="dead")
    left_behind(private_files, f"{gone.pk}-3.docx")
    left_behind(private_files, f".{gone.pk}-3.docx.4711")
    assert jobs.sweep() == jobs.Swept(tidied=2)
    assert files_on_disk(private_files) == kept


def test_the_sweep_leaves_files_of_a_job_at_work(report, private_files):
    names = [f"{report.job.pk}-1.docx", f".{report.job.pk}-1.xlsx.4711"]
    for name in names:
        left_behind(private_files, name)
    assert reports.tidy() == 0
    assert files_on_disk(private_files) == sorted(names)


def test_the_sweep_has_nothing_to_tidy_before_the_first_report(private_files, db):
    assert reports.tidy() == 0
