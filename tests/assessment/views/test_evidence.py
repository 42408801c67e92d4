"""Files of a mark: added, taken away, handed out to those who read the papers alone."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import Evidence
from assessment.services.sheets import start
from creation.models import LogEntry
from tests.assessment.district import applied, mark_of, submitted
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"
PDF = b"%PDF-1.7 minutes"


@pytest.fixture
def mark(candidacy):
    return mark_of(start(candidacy=applied(candidacy), stage="self", by=None), "1.1")


@pytest.fixture
def mine(client, secretary):
    client.force_login(secretary)
    return client


def upload(client, mark, *files, **headers):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    url = reverse("evidence_add", args=[mark.pk])
    return client.post(url, {"files": uploads}, headers=headers)


def test_several_files_are_kept_under_names_of_our_own(mine, mark):
    response = upload(mine, mark, ("..\\会议 记录.png", PNG), ("批复.pdf", PDF))
    assert response.status_code == 302
    first, second = mark.evidence.order_by("pk")
    assert (first.title, second.title) == ("会议 记录.png", "批复.pdf")
    assert first.sha256 == hashlib.sha256(PNG).hexdigest()
    name = Path(first.file.path)
    assert (name.suffix, len(name.stem)) == (".png", 32)
    assert name.is_relative_to(settings.MEDIA_ROOT)
    assert name.read_bytes() == PNG


def test_one_bad_file_refuses_all_with_every_reason(mine, mark):
    response = upload(
        mine, mark, ("好.pdf", PDF), ("坏.pdf", b"MZ"), ("空.png", b""), **{"HX-Request": "true"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "“坏.pdf”不是可用的文件" in page
    assert "“空.png”" in page
    assert not Evidence.objects.exists()


def test_the_same_bytes_are_kept_once(mine, mark):
    upload(mine, mark, ("批复.pdf", PDF))
    upload(mine, mark_of(mark.sheet, "2.1"), ("复印件.pdf", PDF))
    assert [evidence.marks.count() for evidence in Evidence.objects.all()] == [2]


def test_a_file_is_handed_out_as_a_download_that_can_do_nothing(mine, mark):
    upload(mine, mark, ("会议.png", PNG))
    response = mine.get(reverse("evidence_file", args=[Evidence.objects.get().pk]))
    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_who_does_not_read_the_papers_does_not_reach_the_file(
    client, mine, mark, running, reviewer, police
):
    upload(mine, mark, ("会议.png", PNG))
    url = reverse("evidence_file", args=[Evidence.objects.get().pk])
    stranger = make_user("secretary", make_organization(running.town), name="陌生人")
    found = {}
    for user in (reviewer, stranger, police):
        client.force_login(user)
        found[user.name] = client.get(url).status_code
    assert found == {"张初审": 200, "陌生人": 404, "陈警官": 404}
    client.logout()
    assert client.get(url).status_code == 302


def test_removing_asks_first_and_then_deletes_what_proves_nothing_any_more(
    mine, mark, django_capture_on_commit_callbacks
):
    upload(mine, mark, ("会议.png", PNG))
    evidence = Evidence.objects.get()
    url = reverse("evidence_remove", args=[mark.pk, evidence.pk])
    assert "删除“会议.png”？" in mine.get(url).content.decode()
    path = Path(evidence.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        mine.post(url)
    assert not Evidence.objects.exists()
    assert not path.exists()


def test_a_file_that_serves_another_item_stays(mine, mark):
    other = mark_of(mark.sheet, "2.1")
    upload(mine, mark, ("批复.pdf", PDF))
    upload(mine, other, ("批复.pdf", PDF))
    mine.post(reverse("evidence_remove", args=[mark.pk, Evidence.objects.get().pk]))
    assert [list(one.evidence.all()) for one in (mark, other)] == [[], [Evidence.objects.get()]]


def test_every_change_of_the_files_is_logged(mine, mark):
    upload(mine, mark, ("批复.pdf", PDF))
    mine.post(reverse("evidence_remove", args=[mark.pk, Evidence.objects.get().pk]))
    logged = LogEntry.objects.filter(object_type="佐证材料").order_by("pk")
    assert [entry.action for entry in logged] == ["添加佐证", "移除佐证"]


def test_nothing_is_added_after_handing_in(mine, candidacy):
    mark = mark_of(submitted(candidacy), "1.1")
    response = upload(mine, mark, ("批复.pdf", PDF))
    assert response.status_code == 409
    assert "自查表已提交，不能再改。" in response.content.decode()
    assert not Evidence.objects.exists()


def test_an_item_takes_no_more_than_its_number_of_files(mine, mark):
    for number in range(12):
        upload(mine, mark, (f"{number}.pdf", PDF + bytes([number])))
    response = upload(mine, mark, ("更多.pdf", PDF), **{"HX-Request": "true"})
    assert "一个要点最多附 12 个文件" in response.content.decode()
    assert mark.evidence.count() == 12
