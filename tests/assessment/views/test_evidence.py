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
from tests.photos import drawing

pytestmark = pytest.mark.django_db

PNG = drawing()
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
    assert second.sha256 == hashlib.sha256(PDF).hexdigest()
    name = Path(first.file.path)
    assert (name.suffix, len(name.stem)) == (".png", 32)
    assert name.is_relative_to(settings.MEDIA_ROOT)
    assert Path(second.file.path).read_bytes() == PDF


def test_one_bad_file_refuses_all_with_every_reason(mine, mark):
    response = upload(
        mine, mark, ("好.pdf", PDF), ("坏.pdf", b"MZ"), ("空.png", b""), **{"HX-Request": "true"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "“坏.pdf”不是可用的文件" in page
    assert "“空.png”" in page
    assert not Evidence.objects.exists()


def test_a_photo_of_50_mb_is_refused_with_both_sizes_and_nothing_is_kept(mine, mark):
    """A device without scripts sends it as the camera wrote it."""
    response = upload(mine, mark, ("全景.jpg", b"\xff\xd8\xff\xe0" + bytes(50 * 2**20)))
    page = mine.get(response.url).content.decode()
    assert "“全景.jpg”有 50.0 MB，单个文件不能超过 20 MB。" in page
    assert not Evidence.objects.exists()


def test_the_same_bytes_are_kept_once(mine, mark):
    upload(mine, mark, ("批复.pdf", PDF))
    upload(mine, mark_of(mark.sheet, "2.1"), ("复印件.pdf", PDF))
    assert [evidence.marks.count() for evidence in Evidence.objects.all()] == [2]


def test_a_file_is_handed_out_as_a_download_that_can_do_nothing(mine, mark):
    upload(mine, mark, ("会议.png", PNG))
    response = mine.get(reverse("evidence_file", args=[Evidence.objects.get().pk]))
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_a_picture_alone_may_be_looked_at(mine, mark):
    upload(mine, mark, ("会议.png", PNG), ("批复.pdf", PDF))
    shown = {}
    for one in mark.evidence.all():
        response = mine.get(reverse("evidence_file", args=[one.pk]), {"view": ""})
        shown[one.title] = response["Content-Disposition"].split(";")[0]
    assert shown == {"会议.png": "inline", "批复.pdf": "attachment"}


def test_the_device_tells_the_day_of_a_photo_that_it_has_made_smaller(mine, mark):
    upload = SimpleUploadedFile("会议.png", PNG)
    url = reverse("evidence_add", args=[mark.pk])
    for taken in ("2026-03-18", "昨天"):
        mine.post(url, {"files": [upload], "taken": [taken]})
    assert str(Evidence.objects.get().dated) == "2026-03-18"


def test_a_file_of_the_library_proves_another_item_too(mine, mark):
    upload(mine, mark, ("批复.pdf", PDF))
    kept, other = Evidence.objects.get(), mark_of(mark.sheet, "2.1")
    url = reverse("evidence_attach", args=[other.pk])
    page = mine.get(url).content.decode()
    assert "批复.pdf" in page
    assert "已用于 1.1" in page
    assert mine.post(url, {"file": [kept.pk]}).url.endswith("#item-2.1")
    assert list(other.evidence.all()) == [kept]
    assert "材料库里没有别的文件" in mine.get(url).content.decode()


def test_the_library_names_and_dates_its_files(mine, mark):
    upload(mine, mark, ("IMG_0001.png", PNG))
    kept = Evidence.objects.get()
    page = mine.get(reverse("evidence_library")).content.decode()
    assert "1.1 要点1" in page
    url = reverse("evidence_describe", args=[kept.pk])
    typed = {f"{kept.pk}-title": "三月支委会", f"{kept.pk}-dated": "2026-03-18"}
    assert mine.post(url, typed).status_code == 302
    kept.refresh_from_db()
    assert (kept.title, str(kept.dated)) == ("三月支委会", "2026-03-18")
    refused = mine.post(url, typed | {f"{kept.pk}-dated": "三月"})
    assert refused.status_code == 422
    assert "请按 2026-03-18 的样子填写日期。" in refused.content.decode()


def test_a_library_is_its_own_organizations_alone(client, mine, mark, running):
    upload(mine, mark, ("批复.pdf", PDF))
    client.force_login(make_user("secretary", make_organization(running.town), name="陌生人"))
    url = reverse("evidence_describe", args=[Evidence.objects.get().pk])
    assert client.post(url, {}).status_code == 404
    page = client.get(reverse("evidence_library")).content.decode()
    assert "批复.pdf" not in page
    assert "还没有材料" in page


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
