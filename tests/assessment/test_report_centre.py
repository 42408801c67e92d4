"""The report centre in a real browser; tests/test_story.py has a real worker behind it."""

import pytest
from docx import Document

from assessment.models import Report
from assessment.services import reports
from creation.models import Round
from creation.services import jobs
from tests.assessment.reports.rows import make_filled
from tests.factories import make_user


@pytest.fixture
def staff(transactional_db):
    _, district = make_filled(branches=2)
    return make_user("district_staff", district, name="王科长")


def test_report_is_asked_for_watched_and_downloaded(
    page_at, staff, dead_broker, axe, shot, tmp_path
):
    page = page_at(1280, user=staff, path="/reports/")
    page.get_by_role("button", name="生成报告").click()
    page.get_by_text("排队中").wait_for()
    jobs.run(Report.objects.get().job_id)
    page.get_by_role("link", name="Word").wait_for()  # the row replaced itself
    axe(page)
    shot(page, "report-centre")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename == "江南区委第一轮创建报告（第1版）.docx"
    place = tmp_path / "report.docx"
    download.value.save_as(place)
    assert Document(place).tables[0].rows[-1].cells[0].text == "合计"


def test_every_state_reads_well_on_a_phone(page_at, staff, dead_broker, axe):
    asked = {"queued": ["docx"], "running": ["xlsx"], "failed": ["docx", "xlsx"]}
    round, scope = Round.objects.get(), staff.appointments.get().organization
    for state, formats in asked.items():
        report = reports.request(round=round, scope=scope, formats=formats, by=staff)
        row = jobs.Job.objects.filter(pk=report.job_id)
        row.update(state=state, progress=40, message="编写 docx", error="")
    page = page_at(390, user=staff, path="/reports/")
    assert page.locator(".job").count() == 3
    axe(page)


def test_centre_works_without_javascript_and_broker(page_at, staff, dead_broker):
    page = page_at(1280, user=staff, path="/reports/", javascript=False)
    page.get_by_role("button", name="生成报告").click()
    page.get_by_text("排队中").wait_for()
    jobs.run(Report.objects.get().job_id)
    page.get_by_role("link", name="刷新看进度").click()
    page.get_by_role("link", name="Excel").wait_for()
