"""A resident with an old phone: 390 px, no JavaScript, no cookies; and what axe says of it all."""

import pytest

from surveys.models import Rate, Response
from tests.surveys.links import opened

pytestmark = pytest.mark.django_db(transaction=True)
TICKED = ["群众", "满意", "基本满意", "一般", "很清楚", "听说过"]


def walk(page, ticked=TICKED, look=lambda page: None):
    """To the last question."""
    page.get_by_role("button", name="开始答题").click()
    look(page)
    for name in ticked:
        page.get_by_label(name, exact=True).check()
        page.get_by_role("button", name="下一题").click()


def test_resident_answers_all_and_the_rate_changes(page_at, questionnaire, branches, shot):
    (link,) = opened(questionnaire, branches[0])
    page = page_at(390, path=f"/q/{link.token}/", javascript=False)
    shot(page, "resident-start")
    walk(page, look=lambda page: shot(page, "resident-question"))
    page.go_back()
    assert "第 6 题，共 7 题" in page.inner_text("main")
    page.get_by_label("知道", exact=True).check()
    page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="看一遍再交").click()
    assert "请选一项" in page.inner_text("main")
    page.get_by_label("志愿服务", exact=True).check()
    page.get_by_role("button", name="看一遍再交").click()
    assert "知道" in page.inner_text("main") and not Response.objects.exists()
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.get_by_role("button", name="交上去", exact=True).click()
    assert "谢谢您" in page.inner_text("main") and overflow <= 0
    assert page.context.cookies() == []
    shares = {row.question.code: row.numerator for row in Rate.objects.select_related("question")}
    assert shares == {"M1": 1, "M2": 1, "M3": 0, "Z1": 1, "Z2": 1, "C1": 1}


def test_residents_pages_are_accessible(page_at, axe, questionnaire, branches):
    first, second = opened(questionnaire, *branches)
    page = page_at(390, path=f"/q/{first.token}/")
    axe(page)
    walk(page, look=axe)
    page.get_by_role("button", name="看一遍再交").click()
    axe(page)  # with its error
    page.get_by_role("button", name="这题不想答").click()
    axe(page)
    page.get_by_role("button", name="交上去", exact=True).click()
    axe(page)
    opened(questionnaire, branches[1], days=(-2, -1))
    for path in (f"/q/{second.token}/", "/q/nobody/"):
        page.goto(path)
        axe(page)
    opened(questionnaire, branches[1], mode="codes")
    page.goto(f"/q/{second.token}/")
    axe(page)
