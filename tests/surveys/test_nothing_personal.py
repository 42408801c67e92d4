"""Who sent an answer, and from where, never reaches a table, a log, or the disk for long."""

import logging

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from creation.models import LogEntry
from creation.services import jobs
from surveys.models import Upload
from surveys.services import upload_jobs, uploads
from tests.surveys.corpus import files as f

pytestmark = pytest.mark.django_db
MARK = "xq7"  # in every planted value; a hash in hexadecimal can't hold it
IP, AGENT, NAME, WHO, PLACE = (f"{MARK}-{what}" for what in ("ip", "ua", "nick", "id", "place"))
LAYOUTS = {
    "wjx": (f.WJX, [f.wjx(address=f"{IP}({PLACE})"), f.wjx(*f.one("QD02"), address=IP)]),
    "tencent": (
        f.TENCENT,
        [[*f.tencent(user=WHO)[:8], PLACE, PLACE, WHO, WHO, NAME, "", *f.one(), IP, AGENT, "", ""]],
    ),
    "jinshuju": (
        f.JINSHUJU,
        [[1, *f.one(), NAME, "2026-09-03", "", AGENT, AGENT, AGENT, IP, NAME, WHO]],
    ),
    "template": (
        [f.CODE, "身份", *f.QUESTIONS[1:], "姓名", "手机号码", "身份证号", "家庭住址", "备注"],
        [[*f.one(), NAME, WHO, WHO, PLACE, f"{NAME}的备注"]],
    ),
    "tally": ([*f.tally_header(), "填表人"], [[*f.ballots(), NAME]]),
}
OTHER = f"其他〖{NAME}〗"  # what somebody typed behind an option


def stored():
    """Every table and column that holds the mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t WHERE t::text LIKE %s', [f"%{MARK}%"])
            found += [(table, row) for (row,) in cursor.fetchall()]
    assert "surveys_response" in tables
    return found


def kept():
    """The files of surveys that are on the disk."""
    folders = [settings.MEDIA_ROOT / "surveys", settings.FILE_UPLOAD_TEMP_DIR]
    return sorted(one for folder in folders for one in folder.rglob("*") if one.is_file())


def file_of(layout):
    header, rows = LAYOUTS[layout]
    rows = [[OTHER if cell == "志愿服务┋文体活动" else cell for cell in row] for row in rows]
    return ContentFile(f.text_of(rows, header=header).encode(), name=f"{layout}.csv")


def look(client, upload):
    """All pages of the wizard, and an answer to what it asks."""
    for name in ("upload_columns", "upload_wordings", "upload_check", "upload_errors"):
        assert client.get(reverse(name, args=[upload.pk])).status_code == 200
    form = client.get(reverse("upload_columns", args=[upload.pk])).context["form"]
    columns = {name: field.initial for name, field in form.fields.items()}
    client.post(reverse("upload_columns", args=[upload.pk]), columns)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_of_the_sender_is_kept(
    client, questionnaire, branches, staff, layout, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    client.force_login(staff)
    with django_capture_on_commit_callbacks(execute=True):
        upload = uploads.receive(questionnaire=questionnaire, file=file_of(layout), by=staff)
        look(client, upload)
    assert any(MARK.encode() in one.read_bytes() for one in kept())  # it could leak
    assert stored() == []
    with django_capture_on_commit_callbacks(execute=True):
        uploads.commit(upload=Upload.objects.get(), by=staff)
    assert Upload.objects.get().layout == layout
    assert (stored(), kept()) == ([], [])
    assert MARK not in caplog.text
    assert LogEntry.objects.exists()


def test_nothing_of_a_file_that_was_dropped_or_refused_is_kept(
    questionnaire, branches, staff, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    rows = [[*f.one("没有的支部"), NAME]]
    text = f.text_of(rows, header=[*f.HEADER, "昵称"]).encode()
    with django_capture_on_commit_callbacks(execute=True):
        files = [
            ContentFile(text, name="一.csv"),
            ContentFile(text.replace(b",", b"\0", 1), name="二.csv"),
        ]
        made = [
            upload_jobs.receive_later(questionnaire=questionnaire, file=file, by=staff)
            for file in files
        ]
        for upload in made:
            jobs.run(upload.job_id)
        read, refused = Upload.objects.order_by("pk")
        uploads.undo(upload=read, by=staff)
    assert (read.state, refused.state) == ("undone", "refused")
    assert (stored(), kept()) == ([], [])
    assert MARK not in caplog.text
