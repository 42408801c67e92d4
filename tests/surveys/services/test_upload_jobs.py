"""Reading and taking in in the background: told how far, stopped, begun again, never twice."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from creation.models import Job, LogEntry
from creation.services import jobs
from surveys.mapping import Mapping
from surveys.models import Rate, Response, Upload
from surveys.services import upload_jobs, uploads
from surveys.services.kept_files import noted
from tests.creation.job_rows import expire
from tests.surveys.conftest import HEADER, MASS, MEMBER, csv_file
from wuhao.errors import Refused

ROWS = [HEADER, ["QD01", *MASS], ["QD01", *MEMBER], ["QD02", *MASS]]
ODD = [HEADER, ["北街", *MASS]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def send(questionnaire, branches, staff):
    def later(file):
        return upload_jobs.receive_later(questionnaire=questionnaire, file=file, by=staff)

    return later


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """A worker takes the upload's job; whether it finished it."""

    def run(upload):
        with django_capture_on_commit_callbacks(execute=True):
            done = jobs.run(upload.job_id)
        upload.refresh_from_db()
        return done

    return run


@pytest.fixture
def read(send, work):
    upload = send(csv_file(ROWS))
    work(upload)
    return upload


def test_reading_notes_what_the_pages_show(send, staff, work):
    upload = send(csv_file(ODD))
    assert work(upload)
    finding = noted(upload, staff)
    assert (upload.state, upload.layout, upload.counts) == ("uploaded", "other", finding.counts)
    assert [(one.value, one.rows) for one in finding.decide] == [("北街", (2,))]
    assert Response.objects.count() == 0


def test_unreadable_file_is_put_away_with_its_reason(send, work):
    upload = send(ContentFile(b"\x89PNG\r\n\x1a\n" + b"\0" * 64, name="照片.xlsx"))
    assert work(upload)
    assert upload.state == "refused"
    assert upload.note.startswith("照片.xlsx：这是PNG 图片")
    assert not default_storage.exists(upload.file.name)


def test_taking_in_is_one_transaction_with_its_entry(read, staff, work):
    upload_jobs.order_commit(upload=read, by=staff)
    assert read.state == "committing"
    assert work(read)
    assert (read.state, read.committed_by, Response.objects.count()) == ("committed", staff, 3)
    assert Rate.objects.exists()
    assert LogEntry.objects.filter(action="测评数据入库").count() == 1
    assert not default_storage.exists(read.file.name)


def test_progress_names_stages_with_counts(read, staff, monkeypatch):
    monkeypatch.setattr(upload_jobs, "LOOK_SECONDS", 0)
    upload_jobs.order_commit(upload=read, by=staff)
    said = []
    upload_jobs.commit_file(read.job, lambda percent, message: said.append((percent, message)))
    assert said == [(60, "校验"), (75, "入库 3 份"), (90, "计算三率")]


def test_progress_counts_the_rows_of_a_large_file(send, questionnaire):
    upload = send(csv_file([*ROWS, *ROWS[1:] * 10_000]))
    said = []
    upload_jobs.read_file(upload.job, lambda percent, message: said.append((percent, message)))
    (percent, message), done = said
    rows = int(message.removeprefix("读取 ").removesuffix("/30,004 行").replace(",", ""))
    assert 20_000 <= rows < 21_000
    assert (percent, done) == (60 * rows // 30_004, (60, "校验"))


def test_refused_taking_in_hands_the_file_back(send, staff, work):
    upload = send(csv_file(ODD))
    work(upload)
    upload_jobs.order_commit(upload=upload, by=staff)
    assert work(upload)
    assert (upload.state, upload.note) == (
        "uploaded",
        "还有 1 处问题没有处理，处理完才能入库。",
    )
    assert Response.objects.count() == 0


def test_stopped_while_queued_writes_nothing(read, staff, work):
    upload_jobs.order_commit(upload=read, by=staff)
    upload_jobs.stop(upload=read, by=staff)
    assert work(read)
    assert (read.state, Response.objects.count()) == ("uploaded", 0)
    assert read.note == "入库已停止，没有写入任何答卷。"


def test_stopped_in_the_middle_leaves_nothing(read, staff, monkeypatch):
    upload_jobs.order_commit(upload=read, by=staff)
    monkeypatch.setattr(upload_jobs, "LOOK_SECONDS", 0)

    def stopping(percent, message):
        if Upload.objects.filter(pk=read.pk, state="committing").exists():
            upload_jobs.stop(upload=Upload.objects.get(pk=read.pk), by=staff)

    upload_jobs.commit_file(read.job, stopping)
    read.refresh_from_db()
    assert (read.state, Response.objects.count()) == ("uploaded", 0)


def test_dropped_while_it_is_read_stays_dropped(send, staff, monkeypatch):
    upload = send(csv_file(ROWS))
    monkeypatch.setattr(upload_jobs, "LOOK_SECONDS", 0)

    def dropping(percent, message):
        if Upload.objects.filter(pk=upload.pk, state="reading").exists():
            uploads.undo(upload=Upload.objects.get(pk=upload.pk), by=staff)

    assert upload_jobs.read_file(upload.job, dropping) is None
    upload.refresh_from_db()
    assert upload.state == "undone"


@pytest.mark.parametrize("content", [csv_file(ROWS), ContentFile(b"", name="空.csv")])
def test_dropped_after_it_was_read_is_not_brought_back(send, staff, content):
    upload = send(content)
    product = upload_jobs.read_file(upload.job, lambda percent, message: None)
    uploads.undo(upload=upload, by=staff)
    product.publish()
    upload.refresh_from_db()
    assert (upload.state, upload.note) == ("undone", "")


def test_job_delivered_twice_takes_in_once(read, staff):
    upload_jobs.order_commit(upload=read, by=staff)
    job = Job.objects.get(pk=read.job_id)
    upload_jobs.commit_file(job, lambda percent, message: None)
    upload_jobs.commit_file(job, lambda percent, message: None)
    assert Response.objects.count() == 3


def test_worker_that_died_is_followed_by_another(read, staff, work):
    upload_jobs.order_commit(upload=read, by=staff)
    Job.objects.filter(pk=read.job_id).update(state="running", attempts=1, lease_owner="dead")
    expire(read.job)
    assert work(read)
    assert (read.state, Response.objects.count()) == ("committed", 3)


def test_worker_that_died_after_the_last_write_leaves_nothing_to_do(read, staff, work):
    upload_jobs.order_commit(upload=read, by=staff)
    upload_jobs.commit_file(read.job, lambda percent, message: None)
    assert work(read)
    assert (read.state, Response.objects.count()) == ("committed", 3)


def test_file_is_read_again_after_a_decision(send, staff, work):
    upload = send(csv_file(ODD))
    work(upload)
    mapping = Mapping(organizations={"北街": "QD01"})
    uploads.decide(upload=upload, mapping=mapping, by=staff)
    upload_jobs.order_reading(upload=upload, by=staff)
    assert work(upload)
    assert noted(upload, staff).error_count == 0


def test_finding_is_one_persons_reach(read, reviewer):
    assert noted(read, reviewer) is None
    assert uploads.finding_of(read, reviewer).error_count == 0
    assert noted(read, reviewer) is not None


@pytest.mark.parametrize("verb", ["order_commit", "order_reading", "stop"])
def test_orders_in_the_wrong_state_are_refused(read, staff, verb):
    uploads.undo(upload=read, by=staff)
    with pytest.raises(Refused, match="数据文件现在是“已撤销”"):
        getattr(upload_jobs, verb)(upload=read, by=staff)


def test_file_goes_when_its_log_entry_cannot_be_written(send, broken_log):
    broken_log()
    with pytest.raises(Exception, match="violates check constraint"):
        send(csv_file(ROWS))
    assert default_storage.listdir("surveys")[1] == []
    assert not Upload.objects.exists()


def test_job_of_a_file_dropped_before_it_began_does_nothing(send, work, staff):
    upload = send(csv_file(ROWS))
    uploads.undo(upload=upload, by=staff)
    assert work(upload)
    assert (upload.state, upload.counts) == ("undone", {})
