"""The way of a file in a real browser, its pages without a fault at both widths."""

import pytest
from django.urls import reverse

from surveys.models import Response
from surveys.services import upload_jobs, uploads
from tests.surveys.conftest import HEADER, MASS, MEMBER, workbook

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [HEADER, ["北街支部", *MASS], ["QD01", *MEMBER], ["QD02", "群众", "不错", *MASS[2:]]]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "测评.xlsx"
    path.write_bytes(workbook(ROWS).read())
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_file_goes_from_upload_to_rates(
    page_at, questionnaire, branches, staff, file, javascript, shot
):
    page = page_at(user=staff, path=f"/surveys/{questionnaire.pk}/", javascript=javascript)
    page.get_by_role("link", name="上传数据").click()
    page.get_by_label("数据文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="下一步：校验预览").click()
    shot(page, f"survey-check-{'js' if javascript else 'plain'}")
    page.get_by_label("“北街支部”是什么").select_option(label="北街党支部（QD01）")
    page.get_by_label("“不错”是什么").select_option(label="满意")
    page.get_by_role("button", name="保存并重新校验").click()
    page.get_by_role("button", name="确认入库").click()
    assert "三率已重新计算" in page.inner_text("main")
    page.get_by_role("link", name="看三率").click()
    assert "样本不足" in page.inner_text("main")
    assert Response.objects.count() == 3


def test_pages_of_a_file_on_its_way_in_are_accessible(page_at, axe, questionnaire, branches, staff):
    """The others are those of the demonstration: tests/test_pages.py reads them."""
    waiting = uploads.receive(questionnaire=questionnaire, file=workbook(ROWS), by=staff)
    at_work = uploads.receive(questionnaire=questionnaire, file=workbook(ROWS[:2]), by=staff)
    upload_jobs.order_reading(upload=at_work, by=staff)
    page = page_at(user=staff)
    for name, upload in (
        ("upload_columns", waiting),
        ("upload_wordings", waiting),
        ("upload_check", waiting),
        ("upload_progress", at_work),
    ):
        page.goto(reverse(name, args=[upload.pk]))
        axe(page)
