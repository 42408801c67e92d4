"""A reviewer goes through one sheet: agrees, changes, sends one item back, agrees to the rest."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessment.services.candidacies import red_lines_of
from assessment.services.evidence import add_evidence
from assessment.services.self_checks import Signing, hand_in
from assessment.services.sheets import Summary
from tests.assessment.district import fill, make_running, mark_of, submitted
from tests.factories import make_user

DUE = timezone.localdate() + timedelta(days=7)


def judge_items(page, axe):
    """1.1 agreed with Enter, 2.1 changed with the reason, 3.1 noted for return by a phrase."""
    expect(page.get_by_role("button", name="同意 20 分")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("同意，下一个是 2.1").wait_for()
    page.locator("#decision").get_by_label("计划").uncheck()
    page.get_by_role("button", name="改分").click()
    page.get_by_text("没有保存").first.wait_for()  # without a reason
    axe(page)
    page.get_by_label("理由").fill("没有看到年度计划")
    page.get_by_role("button", name="改分").click()
    page.get_by_text("已改分，下一个是 3.1").wait_for()
    page.locator(".chips button").first.click()
    page.get_by_role("button", name="记为退回").click()
    page.get_by_text("已记为退回，下一个是 4.1").wait_for()


def correct(own, secretary):
    """What came back, with the proof that a returned item needs, signed again."""
    fill(own, {"3.1": "差"}, by=secretary)
    minutes = SimpleUploadedFile("会议记录.pdf", b"%PDF-1.7 minutes")
    add_evidence(mark=mark_of(own, "3.1"), uploads=[minutes], by=secretary)
    words = Summary("有", "有", "有")
    own.refresh_from_db()
    clear = {line.code: False for line in red_lines_of(own.candidacy.round)}
    return hand_in(sheet=own, signing=Signing(words, clear, "李建国"), by=secretary)


def test_one_sheet_from_the_queue_to_accepted(page_at, axe, transactional_db):
    running = make_running()
    own = submitted(running.candidacies[0])
    name = running.branches[0].name
    secretary = make_user("secretary", running.branches[0], name="李建国")
    reviewer = make_user("committee_reviewer", running.town, name="张初审")
    page = page_at(1280, user=reviewer, path=reverse("review_list"))
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("button", name="开始初审").click()
    page.get_by_role("link", name="逐项审核").click()
    judge_items(page, axe)
    page.get_by_role("link", name="看整张表").click()
    page.get_by_role("button", name="一并同意 3 个没有疑点的要点").click()
    page.get_by_text("已同意 3 个").wait_for()
    expect(page.get_by_role("button", name="通过初审")).to_be_disabled()
    page.get_by_label("退回理由").fill("有一项请核实")
    page.get_by_label("重报期限").fill(str(DUE))
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_text("自查表已退回").wait_for()
    own.refresh_from_db()
    assert (own.state, own.returned_due, own.returned_reason) == ("returned", DUE, "有一项请核实")
    assert [mark.item.code for mark in own.marks.exclude(returned="")] == ["3.1"]
    correct(own, secretary)
    page.goto(reverse("review_list"))
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", name="上次提交以后改了什么").wait_for()
    page.get_by_role("link", name="逐项审核").click()
    page.get_by_role("button", name="同意 10 分").click()
    page.get_by_text("每个要点都审过了").wait_for()
    page.get_by_role("button", name="通过初审").click()
    page.get_by_text("已通过初审").wait_for()
    review = running.candidacies[0].sheets.get(stage="review")
    assert (review.state, mark_of(review, "2.1").points) == ("submitted", 15)
    assert mark_of(review, "2.1").note == "没有看到年度计划"
