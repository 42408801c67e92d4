"""The report centre: who may ask, what the list costs, how a file is handed out."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import Report
from assessment.services import reports
from creation.models import Organization
from creation.services import jobs
from tests.assessment.reports.rows import make_filled
from tests.factories import make_round, make_user

pytestmark = pytest.mark.django_db
LIST = "/reports/"


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def filled(db):
    return make_filled()


@pytest.fixture
def towns(filled):
    return list(Organization.objects.filter(kind="committee").order_by("code"))


@pytest.fixture
def staff(filled, client):
    user = make_user("district_staff", filled[1], name="王科长")
    client.force_login(user)
    return user


@pytest.fixture
def report(filled, staff):
    made = reports.request(round=filled[0], scope=filled[1], formats=["xlsx"], by=staff)
    jobs.run(made.job_id)
    return made


def url(report, name="report_detail"):
    return reverse(name, args=[report.pk])


def test_form_queues_a_report_and_the_page_says_so(client, filled, staff):
    form = {"round": filled[0].pk, "scope": filled[1].pk, "formats": ["docx", "xlsx"]}
    page = client.post(LIST, form, follow=True).content.decode()
    assert Report.objects.get().job.params == {"scope": filled[1].code, "formats": ["docx", "xlsx"]}
    assert "江南区委第一轮创建报告" in page
    assert "排队中" in page
    assert "第 1 版，王科长" in page


def test_form_without_a_format_shows_the_error_and_queues_nothing(client, filled, staff):
    page = client.post(LIST, {"round": filled[0].pk, "scope": filled[1].pk}).content.decode()
    assert "请至少选一种格式。" in page
    assert not Report.objects.exists()


def test_asking_twice_is_refused_in_one_sentence(client, filled, staff):
    form = {"round": filled[0].pk, "scope": filled[1].pk, "formats": ["docx"]}
    client.post(LIST, form)
    second = client.post(LIST, form)
    assert second.status_code == 409
    assert "同样的报告正在生成" in second.content.decode()


def test_town_reviewer_may_ask_for_the_own_town_alone(client, filled, towns):
    client.force_login(make_user("committee_reviewer", towns[0]))
    form = {"round": filled[0].pk, "formats": ["docx"]}
    for place in (filled[1], towns[1]):
        page = client.post(LIST, form | {"scope": place.pk})
        assert page.status_code == 200  # the form again, with its error
    assert not Report.objects.exists()
    client.post(LIST, form | {"scope": towns[0].pk})
    assert Report.objects.get().scope == towns[0]


def test_draft_rounds_are_not_offered(client, filled, staff):
    make_round("r2", name="第二轮创建")
    page = client.get(LIST).content.decode()
    assert "第一轮创建" in page
    assert "第二轮创建" not in page


@pytest.mark.parametrize("role", ["secretary", "inspector"])
def test_roles_without_the_right_find_nothing(client, filled, report, role):
    client.force_login(make_user(role, filled[1]))
    assert client.get(LIST).status_code == 404
    assert client.get(url(report.files.get(), "report_file")).status_code == 404


@pytest.mark.parametrize("name", ["report_detail", "report_retry"])
def test_report_of_the_district_is_not_the_towns(client, report, towns, name):
    client.force_login(make_user("committee_reviewer", towns[0]))
    method = client.post if name == "report_retry" else client.get
    assert method(url(report, name)).status_code == 404
    assert client.get(url(report.files.get(), "report_file")).status_code == 404
    assert "江南区委第一轮" not in client.get(LIST).content.decode()


def test_colleague_sees_it_and_may_try_again(client, filled, report):
    Report.objects.get().job.__class__.objects.update(state="failed", error="磁盘已满。")
    client.force_login(make_user("district_staff", filled[1], name="李科员"))
    assert "磁盘已满。" in client.get(LIST).content.decode()
    page = client.post(url(report, "report_retry"), follow=True)
    assert "已重新排队" in page.content.decode()
    assert Report.objects.get().job.state == "queued"


def test_htmx_gets_the_component_alone_and_others_the_list(client, report):
    part = client.get(url(report), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert url(report.files.get(), "report_file") in part
    assert client.get(url(report)).headers["Location"] == f"/reports/#job-{report.job_id}"


def test_queued_report_polls_itself_and_a_finished_one_does_not(client, filled, report, staff):
    assert "hx-get" not in client.get(LIST).content.decode().split('id="made"')[1]
    more = reports.request(round=filled[0], scope=filled[1], formats=["docx"], by=staff)
    assert f'hx-get="{url(more)}"' in client.get(LIST).content.decode()


def test_download_is_an_attachment_in_a_sandbox(client, report):
    file = report.files.get()
    response = client.get(url(file, "report_file"))
    content = b"".join(response.streaming_content)
    assert load_workbook(BytesIO(content)).sheetnames[0] == "总体情况"
    assert {
        name: response.headers[name]
        for name in (
            "Content-Disposition",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Cache-Control",
            "Content-Length",
        )
    } == {
        "Content-Disposition": (
            "attachment; filename*=utf-8''"
            "%E6%B1%9F%E5%8D%97%E5%8C%BA%E5%A7%94%E7%AC%AC%E4%B8%80%E8%BD%AE%E5%88%9B%E5%BB%BA"
            "%E6%8A%A5%E5%91%8A%EF%BC%88%E7%AC%AC1%E7%89%88%EF%BC%89.xlsx"
        ),
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Length": str(file.size),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    client, filled, staff, rows, django_assert_num_queries
):
    for number in range(rows):
        made = reports.request(round=filled[0], scope=filled[1], formats=["docx"], by=staff)
        jobs.run(made.job_id)
        assert number < rows
    client.get(LIST)
    with django_assert_num_queries(11):
        client.get(LIST)
