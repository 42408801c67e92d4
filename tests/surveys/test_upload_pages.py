"""Pages of files on their way: many at once, progress, wordings, errors back, replacement."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from creation.models import Job
from creation.services import jobs
from surveys.models import Rate, Response, Upload
from surveys.services import error_books, upload_jobs, uploads
from tests.surveys.conftest import HEADER, MASS, MEMBER, csv_file, workbook
from tests.surveys.test_views import text

pytestmark = pytest.mark.django_db
ROWS = [HEADER, ["QD01", *MASS], ["QD01", *MEMBER], ["QD02", *MASS]]
ODD = [HEADER, ["河东党总支部", *MASS], ["QD01", "党员们", "不错", *MASS[2:]]]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def receive(questionnaire, branches, staff):
    return lambda file: uploads.receive(questionnaire=questionnaire, file=file, by=staff)


@pytest.fixture
def send(staff_client, questionnaire, branches):
    """Files typed into the upload page."""

    def post(*files):
        url = reverse("upload_create", args=[questionnaire.pk])
        return staff_client.post(url, {"file": list(files)}, follow=True)

    return post


@pytest.fixture
def large(settings):
    settings.SURVEY_AT_ONCE_BYTES = 1


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            for job in Job.objects.filter(state="queued"):
                jobs.run(job.pk)

    return run


def at(name, upload):
    return reverse(name, args=[upload.pk])


def sent(file):
    return SimpleUploadedFile(file.name, file.read())


def tiny(number):
    return [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(number)]


def test_more_files_than_go_together_are_refused_in_words(send):
    shown = text(send(*tiny(21)))
    assert "一次最多选 20 个文件，合计不超过 64 MB" in shown  # said before
    assert "一次最多 20 个文件，选了 21 个，都没有收下；请分几次上传，或打成 zip。" in shown
    assert Upload.objects.count() == 0


def test_files_too_large_together_are_refused_in_words(send, settings):
    settings.UPLOAD_MAX_BYTES = 1
    shown = text(send(*tiny(2)))
    assert "所选文件合计 0.0 MB，超过一次的上限 0 MB，都没有收下" in shown


def test_request_beyond_the_wall_gets_the_sentence_too(send, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = send(*tiny(3))
    assert response.status_code == 400
    assert "一次最多上传 20 个文件，这次选得太多，一个也没有收下。" in text(response)


def test_files_together_are_listed_with_their_states(send):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("莘庄/一.csv", csv_file(ROWS).read())
        archive.writestr("照片.png", b"x")
    shown = text(send(sent(workbook(ROWS)), SimpleUploadedFile("多个.zip", content.getvalue())))
    assert "收到 2 个文件，正在读取" in shown
    assert "1 个文件没有收下" in shown
    assert "莘庄/一.csv" in shown
    assert "在 多个.zip 里" in shown
    assert "不认识扩展名“.png”" in shown
    assert shown.count("正在读取") == 3  # the message and two rows
    assert 'hx-trigger="load delay:2s"' in shown


def test_one_member_that_is_refused_is_shown_in_the_list(send):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("照片.png", b"x")
    shown = send(SimpleUploadedFile("多个.zip", content.getvalue()))
    assert shown.redirect_chain[-1][0].endswith(
        f"/surveys/{Upload.objects.get().questionnaire_id}/"
    )


def test_page_of_a_large_file_says_how_far_and_goes_on(send, staff_client, large, work):
    shown = send(sent(csv_file(ROWS)))
    upload = Upload.objects.get()
    assert shown.redirect_chain[-1][0] == at("upload_progress", upload)
    assert "读取测评.csv" in text(shown)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown.content.decode()
    fragment = staff_client.get(at("upload_progress", upload), headers=HTMX)
    assert text(fragment).startswith('<div class="job"') or 'class="job"' in text(fragment)
    work()
    fragment = staff_client.get(at("upload_progress", upload), headers=HTMX)
    assert fragment["HX-Redirect"] == at("upload_columns", upload)
    assert staff_client.get(at("upload_progress", upload)).url == at("upload_columns", upload)


def test_large_file_is_checked_and_taken_in_by_jobs(staff_client, receive, large, work):
    upload = receive(csv_file(ROWS))
    form = staff_client.get(at("upload_columns", upload)).context["form"]
    columns = {name: field.initial for name, field in form.fields.items()}
    said = staff_client.post(at("upload_columns", upload), columns)
    assert said.url == at("upload_progress", upload)
    assert staff_client.get(at("upload_check", upload)).url == at("upload_progress", upload)
    work()
    assert staff_client.get(at("upload_progress", upload)).url == at("upload_check", upload)
    assert staff_client.post(at("upload_commit", upload)).url == at("upload_progress", upload)
    assert "停止入库" in text(staff_client.get(at("upload_progress", upload)))
    work()
    assert staff_client.get(at("upload_progress", upload)).url == at("upload_detail", upload)
    assert Response.objects.count() == 3


def test_files_without_errors_go_in_together(staff_client, receive, work, questionnaire):
    good, other = (receive(csv_file(rows)) for rows in (ROWS, ROWS[:2]))
    odd = receive(csv_file(ODD))
    page = reverse("questionnaire_detail", args=[questionnaire.pk])
    shown = text(staff_client.get(page))
    assert "没有错误的 2 个文件全部入库" in shown
    assert "错误 3 处" in shown
    url = reverse("upload_commit_all", args=[questionnaire.pk])
    assert "2 个文件开始入库" in text(staff_client.post(url, follow=True))
    work()
    states = {one.pk: one.state for one in Upload.objects.all()}
    assert states == {good.pk: "committed", other.pk: "committed", odd.pk: "uploaded"}
    assert staff_client.post(url).status_code == 409


def test_stopping_leads_back_to_the_preview(staff_client, receive, large):
    upload = receive(csv_file(ROWS))
    staff_client.post(at("upload_commit", upload))
    shown = staff_client.post(at("upload_stop", upload), follow=True)
    assert shown.redirect_chain[-1][0] == at("upload_check", upload)
    assert "入库已停止，没有写入任何答卷。" in text(shown)


def test_failed_job_can_be_tried_again(staff_client, receive, large):
    upload = receive(csv_file(ROWS))
    assert staff_client.post(at("upload_retry", upload)).status_code == 409
    staff_client.post(at("upload_recheck", upload))
    Job.objects.update(state="failed", error="系统出错")
    shown = text(staff_client.get(at("upload_progress", upload)))
    assert "再试一次" in shown
    assert "http-equiv" not in shown
    assert staff_client.post(at("upload_retry", upload)).url == at("upload_progress", upload)
    assert Job.objects.get().state == "queued"


def test_large_file_nobody_read_as_it_is_waits_for_a_word(client, receive, large, reviewer, staff):
    """Li may see the file of Wang, who has more in reach: it would be read otherwise."""
    upload = receive(csv_file(ROWS))
    client.force_login(reviewer)
    staff.appointments.create(
        role="committee_reviewer",
        organization=reviewer.appointments.get().organization,
        starts_on="2020-01-01",
    )
    assert client.get(at("upload_check", upload)).url == at("upload_detail", upload)
    assert "要先重新校验" in text(client.get(at("upload_detail", upload)))


def test_wordings_are_listed_with_their_counts_and_can_be_changed(staff_client, receive):
    upload = receive(csv_file([*ROWS, ["QD01", "群众", "不错", "(空)", *MASS[3:]]]))
    form = staff_client.get(at("upload_wordings", upload)).context["form"]
    seen = {(one.code, one.text): (one.times, one.target) for one in form.wordings}
    assert seen["stratum", "群众"] == (3, "mass")
    assert seen["M1", "满意"] == (3, "1")
    assert seen["M1", "不错"] == (1, "")
    assert seen["M2", "(空)"] == (1, "blank")
    assert seen["C1", "文体活动"] == (3, "5")
    words = {name: field.initial for name, field in form.fields.items()}
    place = next(n for n, one in enumerate(form.wordings) if one.text == "不错")
    shown = staff_client.post(at("upload_wordings", upload), words | {f"w{place}": "2"})
    assert shown.url == at("upload_check", upload)
    assert Upload.objects.get().mapping["wordings"] == {"M1": {"不错": "2"}}
    stratum = next(n for n, one in enumerate(form.wordings) if one.text == "党员")
    words |= {f"w{place}": "2", f"w{stratum}": "ignore"}
    staff_client.post(at("upload_wordings", upload), words)
    assert Upload.objects.get().mapping["strata"] == {"党员": "ignore"}


def test_suggestions_are_taken_with_one_click(staff_client, receive):
    upload = receive(csv_file(ODD))
    shown = text(staff_client.get(at("upload_check", upload)))
    assert "采用全部建议（2 处）" in shown
    staff_client.post(at("upload_check", upload), {"adopt": "1"})
    mapping = Upload.objects.get().mapping
    assert mapping["organizations"] == {"河东党总支部": "QD02"}
    assert mapping["strata"] == {"党员们": "member"}
    assert mapping["wordings"] == {}


def test_file_named_after_an_organization_is_offered_as_its_own(staff_client, receive):
    rows = [HEADER[1:], MASS]
    upload = receive(csv_file(rows, name="北街党支部.csv"))
    url = at("upload_columns", upload)
    form = staff_client.get(url).context["form"]
    assert form.initial["organization"] == "QD01"
    columns = {name: field.initial for name, field in form.fields.items()}
    shown = staff_client.post(url, columns | {"organization": "没有的支部"})
    assert "不认识的党组织“没有的支部”。" in text(shown)
    staff_client.post(url, columns | {"organization": "河东党支部", "stratum": "member"})
    uploads.commit(upload=Upload.objects.get(), by=None)
    response = Response.objects.get()
    assert (response.organization.code, response.stratum) == ("QD02", "member")
    following = receive(csv_file([HEADER[1:], MEMBER], name="别的.csv"))
    assert following.mapping["fixed_organization"] == ""


def red(content):
    """{cell: comment} of the painted cells, and all texts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book.active for cell in row]
    marked = {c.coordinate: c.comment.text for c in cells if c.comment}
    return marked, [cell.value for cell in cells]


def test_errors_come_back_as_a_workbook_without_personal_columns(staff_client, receive):
    header = ["昵称", *HEADER]
    rows = [header, ["小王", *ODD[1]], ["小李", *ODD[2]], ["小张", "QD01", *MASS]]
    upload = receive(csv_file(rows))
    answer = staff_client.get(at("upload_errors", upload))
    assert "attachment" in answer["Content-Disposition"]
    marked, texts = red(answer.content)
    assert marked == {
        "A2": "不认识的党组织“河东党总支部”，是不是“河东党支部”？",
        "B3": "不认识的身份“党员们”，是不是“党员”？",
        "C3": "不认识的选项“不错”",
    }
    assert {"昵称", "小王", "小李"} & set(texts) == set()


def test_errors_of_a_long_file_are_its_bad_rows_alone(receive, staff, monkeypatch):
    monkeypatch.setattr(error_books, "WHOLE", 2)
    upload = receive(csv_file([HEADER[:-1], ["QD01", *MASS[:-1]], ["QD02", *MASS[:-1]]]))
    marked, texts = red(error_books.error_book(upload=upload, by=staff))
    assert (list(marked), texts[0], texts[1]) == (["B1"], "原文件行号", HEADER[0])
    upload = receive(csv_file([*ROWS, ["QD09", "游客", *MASS[1:]]]))
    marked, texts = red(error_books.error_book(upload=upload, by=staff))
    assert sorted(marked) == ["B2", "C2"]
    assert texts[len(HEADER) + 1] == "5"


def rates():
    found = Rate.objects.filter(question__code="M1").order_by("organization__code", "stratum")
    return list(found.values_list("organization__code", "stratum", "numerator"))


def test_new_file_takes_the_place_of_the_old_and_back(staff_client, receive, staff, questionnaire):
    old = uploads.commit(upload=receive(csv_file(ROWS)), by=staff)
    before = rates()
    assert "在那以前什么都不变" in text(staff_client.get(at("upload_replace", old)))
    new_file = csv_file([HEADER, ["QD02", *MEMBER]], name="新.csv")
    shown = staff_client.post(at("upload_replace", old), {"file": sent(new_file)})
    new = Upload.objects.get(name="新.csv")
    assert shown.url == at("upload_columns", new)
    assert "原来的“测评.csv”从三率里去掉" in text(staff_client.get(at("upload_check", new)))
    assert rates() == before
    uploads.commit(upload=new, by=staff)
    old.refresh_from_db()
    assert (old.state, rates()) == ("replaced", [("QD02", "member", 1)])
    assert "被它替换的“测评.csv”会恢复" in text(staff_client.get(at("upload_undo", new)))
    uploads.undo(upload=new, by=staff)
    old.refresh_from_db()
    assert (old.state, rates()) == ("committed", before)


def test_replacing_with_the_same_file_is_refused_at_the_field(staff_client, receive, staff):
    old = uploads.commit(upload=receive(csv_file(ROWS)), by=staff)
    shown = staff_client.post(at("upload_replace", old), {"file": sent(csv_file(ROWS))})
    assert "同一个文件已于" in text(shown)
    assert f"由{staff}入库" in text(shown)


def test_file_that_is_not_in_cannot_be_replaced(staff_client, receive):
    upload = receive(csv_file(ROWS))
    assert staff_client.get(at("upload_replace", upload)).status_code == 409


def test_large_replacement_goes_through_the_background(staff_client, receive, staff, large):
    old = uploads.commit(upload=receive(csv_file(ROWS)), by=staff)
    new_file = csv_file([HEADER, ["QD02", *MEMBER]], name="新.csv")
    shown = staff_client.post(at("upload_replace", old), {"file": sent(new_file)})
    new = Upload.objects.get(name="新.csv")
    assert (shown.url, new.replaces) == (at("upload_progress", new), old)
    assert upload_jobs.is_small(new) is False
